"""capture.files.present: what is there now, seen through no link."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from desktop_app.capture.files import present
from desktop_app.capture.files.facts import Kind
from desktop_app.capture.files.present import look, look_at
from tests.fakes.workspace import KEY

if TYPE_CHECKING:
    from pathlib import Path


def test_each_kind(tmp_path: Path) -> None:
    """With content where it is asked for, and a keyed digest."""
    (tmp_path / "f").write_text("x")
    (tmp_path / "d").mkdir()
    (tmp_path / "l").symlink_to("f")
    os.mkfifo(tmp_path / "p")
    root = os.fsencode(tmp_path)
    found = look(root, [b"f", b"d", b"l", b"p", b"none"], KEY)
    kinds = [None if one.state is None else one.state.kind for one in found.values()]
    assert kinds == [Kind.FILE, Kind.DIR, Kind.LINK, Kind.SPECIAL, None]
    assert look_at(root, b"", KEY, keep=True).state is None
    assert [look_at(root, path, KEY, keep=True).content for path in (b"f", b"l", b"d")] == [
        b"x", b"f", None,
    ]  # fmt: skip
    assert found[b"f"].content is None


def test_where_the_way_ends(tmp_path: Path) -> None:
    """At a link, a file, or nothing."""
    (tmp_path / "link").symlink_to("/etc")
    (tmp_path / "file").write_text("x")
    root = os.fsencode(tmp_path)
    for name in (b"link", b"file", b"none"):
        found = look_at(root, name + b"/a/b", KEY)
        assert (found.state, found.stopped_at) == (None, name)


def test_a_repository_at_work_or_without_objects_is_not_touched(tmp_path: Path) -> None:
    """A lock of git's, or nothing that its files could refer to."""
    (tmp_path / ".git" / "objects").mkdir(parents=True)
    (tmp_path / ".git" / "HEAD").write_text("x")
    root = os.fsencode(tmp_path)
    assert look_at(root, b".git/HEAD", KEY).blocked is None
    (tmp_path / ".git" / "index.lock").touch()
    assert look_at(root, b".git/HEAD", KEY).blocked == present.GIT_BUSY
    (tmp_path / ".git" / "objects").rmdir()
    assert look_at(root, b".git/HEAD", KEY).blocked == present.NO_OBJECTS
    assert look_at(root, b".git", KEY).blocked is None
    assert look_at(root, b"d/.git", KEY).blocked == present.NO_OBJECTS
    (tmp_path / "d").mkdir()
    assert look_at(root, b"d/.git", KEY).blocked == present.NO_OBJECTS
    assert look_at(root, b"gone/.git/HEAD", KEY).blocked == present.NO_OBJECTS


def test_a_workspace_that_is_gone_is_an_error(tmp_path: Path) -> None:
    """Nothing can be planned then."""
    with pytest.raises(FileNotFoundError):
        look(os.fsencode(tmp_path / "none"), [], KEY)


def test_a_file_too_large_to_digest_has_no_checksum(tmp_path: Path) -> None:
    """It is said why."""
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(1 << 40)
    state = look_at(os.fsencode(tmp_path), b"huge", KEY).state
    assert state is not None
    assert (state.checksum, state.why) == (None, "Too large")
