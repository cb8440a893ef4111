"""host.merge: git merges, and no disk sees it."""

from __future__ import annotations

import shutil

from desktop_app.host.merge import merge

BASE = b"one\ntwo\nthree\nfour\nfive\n"


def test_changes_of_both_sides_are_merged() -> None:
    """Each side's change is in the result."""
    program = shutil.which("git") or ""
    mine, other = BASE.replace(b"one", b"ONE"), BASE.replace(b"five", b"FIVE")
    assert merge(program, mine, BASE, other) == b"ONE\ntwo\nthree\nfour\nFIVE\n"


def test_a_conflict_and_a_missing_program_give_nothing() -> None:
    """None: there is no merge to offer."""
    mine, other = BASE.replace(b"two", b"2"), BASE.replace(b"two", b"zwei")
    assert merge(shutil.which("git") or "", mine, BASE, other) is None
    assert merge("/nowhere/git", mine, BASE, BASE) is None
