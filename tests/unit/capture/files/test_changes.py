"""capture.files.changes: what differs between two trees, and what it is called."""

from __future__ import annotations

from dataclasses import replace

from desktop_app.capture.files.changes import changes
from desktop_app.capture.files.facts import Content, Fact, Image, Kind, Tree
from desktop_app.capture.files.ops import Deed


def fact(text: str, inode: int = 1, mode: int = 0o644, kind: Kind = Kind.FILE) -> Fact:
    """Return the fact of a file with that content."""
    content = Content(text.encode() or b"empty", binary=False, image=Image(ref=text))
    return Fact(kind, mode, len(text), 1, 1, 1, inode, 1, content)


def folder(inode: int = 9, mode: int = 0o755) -> Fact:
    """Return the fact of a folder."""
    return Fact(Kind.DIR, mode, 4096, 1, 1, 1, inode, 1)


def named(before: dict[bytes, Fact], after: dict[bytes, Fact]) -> list[tuple[str, bytes]]:
    """Return deeds and paths between two workspaces of one folder."""
    return [(c.deed.value, c.path) for c in changes(Tree({b"": before}), Tree({b"": after}))]


def test_each_deed() -> None:
    """Create, patch, delete, mode, symlink."""
    one, link = fact("one"), fact("to", 7, 0o777, Kind.LINK)
    assert named({}, {b"f": one}) == [("create", b"f")]
    assert named({b"f": one}, {}) == [("delete", b"f")]
    assert named({b"f": one}, {b"f": fact("two")}) == [("patch", b"f")]
    assert named({b"f": one}, {b"f": replace(one, mode=0o755)}) == [("mode", b"f")]
    assert named({b"f": one}, {b"f": link}) == [("symlink", b"f")]
    assert named({}, {b"f": link}) == [("symlink", b"f")]
    assert named({b"d": folder()}, {b"d": folder(mode=0o700)}) == [("mode", b"d")]


def test_nothing_differs_when_only_times_do() -> None:
    """Touched, or written anew with the same bytes."""
    one = fact("one")
    assert named({b"f": one}, {b"f": replace(one, mtime_ns=5, ctime_ns=5, inode=8)}) == []
    assert named({b"d": folder()}, {b"d": folder(inode=10)}) == []


def test_a_folder_in_the_place_of_a_file_is_two_changes() -> None:
    """What was there went, and another thing came."""
    found = named({b"x": fact("one")}, {b"x": folder()})
    assert found == [("delete", b"x"), ("create", b"x")]


def test_a_rename_is_seen_by_inode_or_by_content() -> None:
    """An empty file by its inode alone; a copied one by the content that is nowhere else."""
    (one,) = changes(Tree({b"": {b"a": fact("", 5)}}), Tree({b"": {b"b": fact("", 5)}}))
    assert (one.deed, one.source, one.path, one.before) == (Deed.RENAME, b"a", b"b", None)
    assert named({b"a": fact("x", 5)}, {b"b": fact("x", 6)}) == [("rename", b"b")]
    assert named({b"a": fact("", 5)}, {b"b": fact("", 6)}) == [("delete", b"a"), ("create", b"b")]


def test_a_new_file_with_an_old_inode_is_no_rename() -> None:
    """File systems use the numbers of deleted files again."""
    found = named({b"a": fact("x", 5)}, {b"b": fact("y", 5)})
    assert found == [("delete", b"a"), ("create", b"b")]


def test_a_content_that_is_there_twice_is_no_rename_by_content() -> None:
    """Nobody can tell which of them moved."""
    found = named({b"a": fact("x", 5)}, {b"b": fact("x", 6), b"c": fact("x", 7)})
    assert found == [("delete", b"a"), ("create", b"b"), ("create", b"c")]


def test_what_was_not_read_is_compared_by_its_status() -> None:
    """Size, time and inode tell of a file that is too large."""
    large = replace(fact("x"), content=Content(None, binary=False, image=Image(why="too large")))
    assert named({b"f": large}, {b"f": large}) == []
    assert named({b"f": large}, {b"f": replace(large, mtime_ns=2)}) == [("patch", b"f")]


def test_refs_are_not_files() -> None:
    """Git puts them back; they are told as refs."""
    before = Tree({b".git": {b"packed-refs": fact("one")}})
    assert changes(before, Tree({b".git": {b"packed-refs": fact("two")}})) == []
    assert changes(before, before) == []


def test_what_leaves_a_name_stands_before_what_takes_it() -> None:
    """A file moves on, and a folder comes in its place: told the other way it would be gone."""
    after = {b"a": folder(), b"z": fact("x", 5)}
    assert named({b"a": fact("x", 5)}, after) == [("rename", b"z"), ("create", b"a")]
