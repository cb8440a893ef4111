"""capture.files.dirty: nothing that happened before it is asked is missed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from desktop_app.capture.files import dirty as module
from desktop_app.capture.files.dirty import DirtyFolders

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def folders(root: Path) -> dict[bytes, int]:
    """Return all folders with their inodes, as a scan knows them."""
    top = os.fsencode(root)
    return {
        b"" if folder == top else os.path.relpath(folder, top): os.stat(folder).st_ino
        for folder, _, _ in os.walk(top)
    }


def armed(tmp_path: Path, *names: str) -> tuple[Path, DirtyFolders]:
    """Return a workspace with these folders, watched."""
    root, marks = tmp_path / "work", tmp_path / "marks"
    marks.mkdir()
    root.mkdir()
    for name in names:
        (root / name).mkdir(parents=True)
    watch = DirtyFolders(os.fsencode(root), marks)
    watch.arm(folders(root))
    return root, watch


def test_nothing_changed(tmp_path: Path) -> None:
    """Again and again; and no mark stays."""
    root, watch = armed(tmp_path, "a")
    for _ in range(3):
        assert watch.changed(folders(root)) == frozenset()
    assert list((tmp_path / "marks").iterdir()) == []
    watch.close()


def test_each_kind_of_change_is_told_at_once(tmp_path: Path) -> None:
    """Made, written, renamed, removed, and only the mode changed."""
    root, watch = armed(tmp_path, "a", "b", "c")
    (root / "a" / "f").write_text("x")
    assert watch.changed(folders(root)) == {b"a"}
    (root / "a" / "f").chmod(0o600)
    assert watch.changed(folders(root)) == {b"a"}
    (root / "a" / "f").rename(root / "b" / "f")
    assert watch.changed(folders(root)) == {b"a", b"b"}
    (root / "b" / "f").unlink()
    assert watch.changed(folders(root)) == {b"b"}
    (root / "c").chmod(0o700)
    assert watch.changed(folders(root)) == {b"", b"c"}
    watch.close()


def test_a_folder_that_is_not_watched_always_counts_as_changed(tmp_path: Path) -> None:
    """A new one, and another by an old name, whatever its inode."""
    root, watch = armed(tmp_path, "a/deep")
    (root / "new").mkdir()
    assert watch.changed(folders(root)) == {b"", b"new"}
    assert watch.changed(folders(root)) == {b"new"}
    (root / "a").rename(root / "old")
    (root / "a" / "deep").mkdir(parents=True)
    assert {b"a", b"a/deep"} <= (watch.changed(folders(root)) or set())
    (root / "a" / "deep" / "f").write_text("x")
    assert {b"a", b"a/deep"} <= (watch.changed(folders(root)) or set())
    watch.close()


def test_a_name_that_is_no_utf8_makes_it_say_look_at_everything(tmp_path: Path) -> None:
    """The library cannot tell which; armed without the folder that has it, it works again."""
    root, watch = armed(tmp_path, "a")
    with open(os.fsencode(root) + b"/a/\xff", "wb"):
        pass
    assert watch.changed(folders(root)) is None
    assert watch.changed(folders(root)) is None
    known = {path: inode for path, inode in folders(root).items() if path != b"a"}
    watch.arm(known)
    assert watch.changed(folders(root)) == {b"a"}
    os.mkdir(os.fsencode(root) + b"/a/\xfe")
    watch.arm(known | {b"a/\xfe": 1})
    assert watch.changed(folders(root)) == {b"a", b"a/\xfe"}
    watch.close()


def test_a_flood_and_many_new_folders_make_it_say_look_at_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system's queue may have run over; looking at all is cheaper than at each."""
    monkeypatch.setattr(module, "_FLOOD", 20)
    root, watch = armed(tmp_path)
    for n in range(30):
        (root / f"f{n}").write_text("x")
    assert watch.changed(folders(root)) is None
    watch.arm(folders(root))
    for n in range(140):
        (root / f"d{n}").mkdir()
    assert watch.changed(folders(root)) is None
    watch.close()


def test_without_the_system_s_help_it_says_look_at_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No place for marks, another system, and before it is armed."""
    root, watch = armed(tmp_path, "a")
    (tmp_path / "marks").rmdir()
    assert watch.changed(folders(root)) is None
    watch.arm(folders(root))
    assert watch.changed(folders(root)) is None
    (tmp_path / "marks").mkdir()
    monkeypatch.setattr("sys.platform", "darwin")
    watch.arm(folders(root))
    assert watch.changed(folders(root)) is None


def test_no_link_is_watched_through(tmp_path: Path) -> None:
    """What happens outside of the workspace is nobody's business."""
    (tmp_path / "outside").mkdir()
    root, watch = armed(tmp_path)
    (root / "link").symlink_to("../outside")
    watch.changed(folders(root))
    (tmp_path / "outside" / "f").write_text("x")
    assert watch.changed(folders(root)) == frozenset()
    watch.close()


def test_the_workspace_itself_may_go(tmp_path: Path) -> None:
    """It is told as a change of it."""
    root, watch = armed(tmp_path)
    known = folders(root)
    root.rmdir()
    assert watch.changed(known) in ({b""}, None)
    watch.close()
