"""capture.files.refplan: refs go back from where the run left them, and from nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.capture.files.plan import CHANGED
from desktop_app.capture.files.planned import Wish
from desktop_app.capture.files.refplan import NO_GIT, RefPlan, apply_refs, plan_refs, refs_now
from desktop_app.capture.files.repos import RefOp
from desktop_app.capture.files.seen import OUTSIDE
from tests.fakes.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

MAIN = "refs/heads/main"


def op(before: str | None, after: str | None, call: str | None = "a", at: int = 10) -> RefOp:
    """Return a move of main."""
    calls = () if call is None else (call,)
    return RefOp(b"", MAIN, before, after, inside=True, calls=calls, since_us=at - 1, until_us=at)


def planned(ops: list[RefOp], now: str | None, wish: Wish | None = None) -> RefPlan:
    """Plan with main where it is now."""
    return plan_refs(ops, {(b"", MAIN): now}, wish or Wish())


def test_a_ref_goes_back_over_several_moves() -> None:
    """From the last to before the first."""
    (move,) = planned([op("1", "2"), op("2", "3", "b", 20)], "3").moves
    assert (move.before, move.after) == ("3", "1")
    (move,) = planned([op("1", "2"), op("2", "3", "b", 20)], "3", Wish(to_us=15)).moves
    assert (move.before, move.after) == ("3", "2")
    assert planned([op("1", "2")], "1") == RefPlan()


def test_a_ref_that_somebody_moved_since_stays() -> None:
    """Told or not told."""
    for found in (
        planned([op("1", "2")], "9"),
        planned([op("1", "2"), op("2", "3", None, 20)], "3"),
    ):
        assert [why for _, why in found.refused] == [CHANGED]
        assert found.moves == ()


def test_a_ref_of_a_repository_outside_and_head_stay() -> None:
    """Outside: never touched; HEAD goes with the files."""
    outside = RefOp(b"", MAIN, "1", "2", inside=False, calls=("a",), until_us=1)
    assert planned([outside], "2").refused == ((outside, OUTSIDE),)
    head = RefOp(b"", "HEAD", "1", "2", inside=True, calls=("a",), until_us=1)
    assert plan_refs([head], {}, Wish()) == RefPlan()
    assert planned([op("1", "2")], "2", Wish(paths=(b"f",))) == RefPlan()


def test_git_compares_again_when_it_moves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And a repository that is outside by now, or no git at all, moves nothing."""
    work = Workspace(tmp_path)
    work.committed()
    root = work.place.root
    first = work.git("rev-parse", MAIN).strip()
    ops = [op(None, first)]
    assert refs_now(root, ops) == {(b"", MAIN): first}
    stale = RefPlan((op("1" * 40, None),))
    done, failed = apply_refs(stale, root, label="r", now_us=5)
    assert done == ()
    assert MAIN in failed[0][1]
    good = RefPlan((op(first, None),))
    monkeypatch.setenv("PATH", "")
    assert apply_refs(good, root, label="r", now_us=5)[1][0][1] == NO_GIT
    monkeypatch.undo()
    ((moved,), failed) = apply_refs(good, root, label="r", now_us=5)
    assert (moved.calls, moved.since_us, failed) == (("r",), 5, ())
    assert refs_now(root, ops) == {(b"", MAIN): None}
    away = RefPlan((RefOp(b"../x", MAIN, None, first, inside=True),))
    assert apply_refs(away, root, label="r", now_us=5)[1][0][1] == NO_GIT
    (work.root / ".git").rename(tmp_path / "elsewhere")
    (work.root / ".git").write_text(f"gitdir: {tmp_path / 'elsewhere'}\n")
    assert apply_refs(good, root, label="r", now_us=5)[1][0][1] == OUTSIDE
