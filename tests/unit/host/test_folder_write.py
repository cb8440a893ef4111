"""host.folder_write: whole or not at all, and never through a link."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from desktop_app.host import folder, folder_write


def mode(path: Path) -> int:
    """Return permission bits."""
    return stat.S_IMODE(path.lstat().st_mode)


def test_a_file_is_replaced_with_its_mode_whatever_the_umask(tmp_path: Path) -> None:
    """The old inode keeps the old bytes; nothing else is left in the folder."""
    (tmp_path / "f").write_bytes(b"old")
    (tmp_path / "other").hardlink_to(tmp_path / "f")
    with folder.opened(os.fsencode(tmp_path)) as handle:
        folder_write.put_file(handle, b"f", b"new", 0o666, replace=True)
    assert ((tmp_path / "f").read_bytes(), mode(tmp_path / "f")) == (b"new", 0o666)
    assert (tmp_path / "other").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["f", "other"]


def test_a_link_is_replaced_and_not_written_through(tmp_path: Path) -> None:
    """What it points to stays as it is."""
    (tmp_path / "outside").write_bytes(b"mine")
    (tmp_path / "f").symlink_to("outside")
    with folder.opened(os.fsencode(tmp_path)) as handle:
        folder_write.put_file(handle, b"f", b"new", 0o600, replace=True)
    assert (tmp_path / "outside").read_bytes() == b"mine"
    assert not (tmp_path / "f").is_symlink()


def test_a_new_file_never_takes_the_place_of_another(tmp_path: Path) -> None:
    """Something that came meanwhile is not overwritten, and no temporary stays."""
    (tmp_path / "f").write_bytes(b"came")
    with folder.opened(os.fsencode(tmp_path)) as handle, pytest.raises(FileExistsError):
        folder_write.put_file(handle, b"f", b"new", 0o600, replace=False)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("f", b"came")]


def test_links_folders_and_moves(tmp_path: Path) -> None:
    """Each deed, and what each refuses."""
    with folder.opened(os.fsencode(tmp_path)) as handle:
        folder_write.make_dir(handle, b"d")
        folder_write.put_link(handle, b"l", b"/nowhere")
        folder_write.put_link(handle, b"l", b"/elsewhere")
        folder_write.put_file(handle, b"f", b"x", 0o640, replace=False)
        with folder.opened_below(handle, b"d") as below:
            folder_write.move(handle, b"f", below, b"g")
            with pytest.raises(OSError, match="not empty"):
                folder_write.remove_dir(handle, b"d")
            folder_write.remove_file(below, b"g")
        folder_write.remove_dir(handle, b"d")
    assert [path.name for path in tmp_path.iterdir()] == ["l"]
    assert (tmp_path / "l").readlink() == Path("/elsewhere")


def test_the_mode_of_what_a_link_points_to_is_not_changed(tmp_path: Path) -> None:
    """A link is refused; an unreadable file and a folder are not."""
    (tmp_path / "f").write_bytes(b"")
    (tmp_path / "f").chmod(0)
    (tmp_path / "l").symlink_to("f")
    with folder.opened(os.fsencode(tmp_path)) as handle:
        with pytest.raises(OSError, match="symbolic link"):
            folder_write.set_mode(handle, b"l", 0o777)
        assert mode(tmp_path / "f") == 0
        folder_write.set_mode(handle, b"f", 0o600)
    assert mode(tmp_path / "f") == 0o600
