"""capture.files.facts: when a fact may be taken over, and what modes mean."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from desktop_app.capture.files.facts import Fact, Kind, Tree, fact_of, kind_of

if TYPE_CHECKING:
    from pathlib import Path

SECOND = 1_000_000_000
FACT = Fact(Kind.FILE, 0o644, 5, 7 * SECOND + 1, 7 * SECOND + 1, 1, 2, seen_ns=9 * SECOND)


def test_an_old_file_is_not_racy() -> None:
    """It was at rest when it was read."""
    assert not FACT.racy


@pytest.mark.parametrize("field", ["mtime_ns", "ctime_ns"])
def test_a_file_that_changed_about_when_it_was_read_is_racy(field: str) -> None:
    """Within a tick of the clock, or after the scan began; by either time."""
    assert replace(FACT, **{field: 9 * SECOND - 1_000_000}).racy
    assert replace(FACT, **{field: 10 * SECOND}).racy


def test_a_file_system_with_whole_seconds_needs_more_room() -> None:
    """FAT stamps every two seconds."""
    assert replace(FACT, mtime_ns=8 * SECOND, ctime_ns=8 * SECOND).racy


@pytest.mark.parametrize("field", ["mode", "size", "mtime_ns", "ctime_ns", "device", "inode"])
def test_any_difference_of_the_status_counts(field: str) -> None:
    """A fact is taken over only when nothing differs."""
    other = replace(FACT, **{field: getattr(FACT, field) + 1})
    assert FACT.same_status(replace(FACT, seen_ns=1))
    assert not FACT.same_status(other)


def test_kinds() -> None:
    """By what `st_mode` says."""
    modes = [stat.S_IFREG, stat.S_IFDIR, stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK]
    assert [kind_of(mode) for mode in modes] == [
        Kind.FILE, Kind.DIR, Kind.LINK, Kind.SPECIAL, Kind.SPECIAL, Kind.SPECIAL,
    ]  # fmt: skip


def test_the_fact_of_a_real_file(tmp_path: Path) -> None:
    """Its twelve permission bits, size and times."""
    (tmp_path / "f").write_bytes(b"12345")
    (tmp_path / "f").chmod(0o4750)
    fact = fact_of(os.stat(tmp_path / "f"), 3)
    assert (fact.kind, fact.mode, fact.size, fact.seen_ns) == (Kind.FILE, 0o4750, 5, 3)


def test_a_tree_finds_by_path() -> None:
    """None for what is not there, also below what is not there."""
    tree = Tree({b"": {b"d": replace(FACT, kind=Kind.DIR)}, b"d": {b"f": FACT}})
    assert tree.get(b"d/f") is FACT
    assert (tree.get(b"x"), tree.get(b"x/y")) == (None, None)
    assert [path for path, _ in tree.items()] == [b"d", b"d/f"]
