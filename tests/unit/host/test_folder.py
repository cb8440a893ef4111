"""host.folder: what can lead astray does not."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app.host import folder

ALL = 1 << 20


def read(root: Path, name: bytes, *, max_bytes: int = ALL) -> tuple[bytes, bool]:
    """Read one file of a folder."""
    pieces: list[bytes] = []
    with folder.opened(os.fsencode(root)) as handle:
        reading = folder.read(handle, name, pieces.append, max_bytes=max_bytes)
    return b"".join(pieces), reading.steady


def test_this_system_can() -> None:
    """The tests below run where they mean something."""
    assert folder.supported()


def test_a_folder_below_is_opened_and_listed_by_bytes(tmp_path: Path) -> None:
    """Names that are no UTF-8 come as they are."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / os.fsdecode(b"\xff")).touch()
    with folder.opened(os.fsencode(tmp_path), b"a/b") as handle:
        assert [name for name, _ in folder.listed(handle)] == [b"\xff"]
        assert folder.status_here(handle).st_ino == (tmp_path / "a" / "b").stat().st_ino


def test_no_link_on_the_way_is_followed(tmp_path: Path) -> None:
    """A linked folder below the workspace is refused, to a folder inside too."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    with (
        pytest.raises(OSError, match=r"Not a directory|symbolic"),
        folder.opened(os.fsencode(tmp_path), b"link"),
    ):
        pass


@pytest.mark.skipif(sys.platform != "linux", reason="the way to a folder is held on Linux alone")
def test_no_link_on_the_way_to_the_folder_is_followed(tmp_path: Path) -> None:
    """Who exchanges a part of a resolved path for a link leads nobody elsewhere."""
    (tmp_path / "real" / "work").mkdir(parents=True)
    (tmp_path / "link").symlink_to("real")
    with folder.opened(os.fsencode(tmp_path / "real" / "work")):
        pass
    for led in ("link", "link/work"):
        with (
            pytest.raises(OSError, match=r"Not a directory|symbolic"),
            folder.opened(os.fsencode(tmp_path / led)),
        ):
            pass


@pytest.mark.skipif(os.geteuid() != 0, reason="needs another user")
def test_a_folder_on_the_way_need_not_be_listed(tmp_path: Path) -> None:
    """As /home is on many machines: passed through by all, read by none."""
    (tmp_path / "way" / "work").mkdir(parents=True)
    for one in (tmp_path / "way", tmp_path, *tmp_path.parents[:-2]):
        one.chmod(0o711)
    (tmp_path / "way" / "work").chmod(0o755)
    code = (
        "import os, sys\n"
        "from desktop_app.host import folder\n"
        "os.setuid(65534)\n"
        "with folder.opened(os.fsencode(sys.argv[1])): pass\n"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "way" / "work")], check=True)


@pytest.mark.parametrize("path", [b"..", b"a/../b", b"/etc", b".", b"a//b"])
def test_a_path_that_leaves_is_refused(tmp_path: Path, path: bytes) -> None:
    """No dots, no empty parts."""
    with pytest.raises(ValueError, match="leaves"), folder.opened(os.fsencode(tmp_path), path):
        pass


def test_a_fifo_is_not_waited_for_and_a_device_not_read(tmp_path: Path) -> None:
    """What is no regular file is refused after it was opened, before a byte is read."""
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(OSError, match="Not a regular file") as error:
        read(tmp_path, b"fifo")
    assert error.value.errno == errno.EINVAL
    with pytest.raises(OSError, match="Not a regular file"):
        read(Path("/dev"), b"zero")


def test_a_link_in_the_place_of_a_file_is_not_read(tmp_path: Path) -> None:
    """Swapped in after the listing, say."""
    (tmp_path / "f").symlink_to("/etc/passwd")
    with pytest.raises(OSError, match="symbolic"):
        read(tmp_path, b"f")
    with folder.opened(os.fsencode(tmp_path)) as handle:
        assert folder.target_of(handle, b"f") == b"/etc/passwd"


def test_a_longer_file_than_allowed_ends_the_reading(tmp_path: Path) -> None:
    """By what is read, not by what the status says."""
    (tmp_path / "f").write_bytes(b"x" * 100)
    assert read(tmp_path, b"f", max_bytes=100) == (b"x" * 100, True)
    with pytest.raises(OSError, match="Too large"):
        read(tmp_path, b"f", max_bytes=99)


def test_a_file_that_changes_while_it_is_read_is_told(tmp_path: Path) -> None:
    """Size or times of the open file differ afterwards."""
    (tmp_path / "f").write_bytes(b"x")

    def sink(_piece: bytes) -> None:
        (tmp_path / "f").write_bytes(b"other")

    with folder.opened(os.fsencode(tmp_path)) as handle:
        assert not folder.read(handle, b"f", sink, max_bytes=ALL).steady


def test_what_is_not_there_has_no_status(tmp_path: Path) -> None:
    """None instead of an error."""
    with folder.opened(os.fsencode(tmp_path)) as handle:
        assert folder.status_of(handle, b"none") is None
