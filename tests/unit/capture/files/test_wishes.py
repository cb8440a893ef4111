"""capture.files.wishes: which changes are meant."""

from __future__ import annotations

from desktop_app.capture.files.facts import Kind
from desktop_app.capture.files.ops import Deed, FileOp, State
from desktop_app.capture.files.planned import Wish
from desktop_app.capture.files.wishes import moment_of, paths_of, refs_of, renamed, wanted

ONE, TWO = (State(Kind.FILE, 0o644, 3, ref, ref=ref) for ref in ("r1", "r2"))


def op(path: bytes, call: str | None, at: int, source: bytes | None = None) -> FileOp:
    """Return a change that was seen at that time."""
    calls = () if call is None else (call,)
    before = None if source is None else ONE
    return FileOp(Deed.PATCH, path, ONE, TWO, source, before, calls, at - 5, at)


def test_back_to_a_call_including_or_excluding_it() -> None:
    """By the times of its looks; a call that changed nothing has no moment here."""
    ops = [op(b"f", "a", 10), op(b"f", "b", 20), op(b"f", "c", 30)]
    including, excluding = (moment_of(ops, "b", including=yes) for yes in (True, False))
    assert wanted(ops, Wish(to_us=including)) == [False, True, True]
    assert wanted(ops, Wish(to_us=excluding)) == [False, False, True]
    assert moment_of(ops, "none", including=True) is None


def test_whose_and_which() -> None:
    """Unattributed ones when asked for; paths with what is below; a rename by both its paths."""
    ops = [op(b"d/f", "a", 10), op(b"dd", None, 20), op(b"x", "a", 30, source=b"d/g")]
    assert wanted(ops, Wish()) == [True, False, True]
    assert wanted(ops, Wish(unattributed=True)) == [True, True, True]
    assert wanted(ops, Wish(paths=(b"d",))) == [True, False, True]
    assert wanted(ops, Wish(paths=(b"x",))) == [False, False, True]
    assert paths_of(ops, Wish(paths=(b"x",))) == [b"d/g", b"x"]
    assert renamed(ops, Wish()) == {b"x": b"d/g"}


def test_the_references_in_question() -> None:
    """Of all states."""
    assert refs_of([op(b"f", "a", 1)]) == {"r1", "r2"}
