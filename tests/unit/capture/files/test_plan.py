"""capture.files.plan: what would be done, and every reason why not. Pure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_app.capture.files import plan as module
from desktop_app.capture.files.facts import Kind, Limits
from desktop_app.capture.files.ops import Deed, FileOp, State
from desktop_app.capture.files.plan import plan
from desktop_app.capture.files.planned import Act, Plan, Wish
from desktop_app.capture.files.present import Present
from desktop_app.capture.files.wishes import moment_of, paths_of

ONE = State(Kind.FILE, 0o644, 3, "11", ref="r1")
TWO = State(Kind.FILE, 0o644, 3, "22", ref="r2")
THREE = State(Kind.FILE, 0o644, 5, "33", ref="r3")
FOLDER = State(Kind.DIR, 0o755)
LINK = State(Kind.LINK, 0o777, 4, "44", ref="r4")
SPECIAL = State(Kind.SPECIAL, 0o644, why="special file")
HAVE = frozenset(("r1", "r2", "r3", "r4"))
ALL = Wish()


def op(
    before: State | None,
    after: State | None,
    call: str | None = "a",
    at: int = 10,
    path: bytes = b"f",
) -> FileOp:
    """Return a change of a path; the deed does not matter to a plan."""
    calls = () if call is None else (call,)
    return FileOp(Deed.PATCH, path, before, after, calls=calls, since_us=at - 5, until_us=at)


def planned(
    ops: list[FileOp], now: State | Present | None, wish: Wish = ALL, **more: object
) -> Plan:
    """Plan for one path that is like this now."""
    there = now if isinstance(now, Present) else Present(now)
    found = dict.fromkeys(paths_of(ops, wish), there)
    return plan(ops, found, wish, **({"have": HAVE} | more))  # type: ignore[arg-type] # of the caller


def acts(found: Plan) -> list[tuple[Act, bytes]]:
    """Return what is done to which path."""
    return [(step.act, step.path) for step in found.steps]


def why(found: Plan) -> list[str]:
    """Return the reasons of what is refused; nothing else may be done."""
    assert found.steps == ()
    return [one.why for one in found.refused]


@pytest.mark.parametrize(
    ("before", "after", "act"),
    [
        (None, ONE, Act.DELETE),
        (ONE, None, Act.RECREATE),
        (ONE, TWO, Act.RESTORE),
        (ONE, replace(ONE, mode=0o755), Act.CHMOD),
        (FOLDER, replace(FOLDER, mode=0o700), Act.CHMOD),
        (None, FOLDER, Act.DELETE),
        (FOLDER, None, Act.RECREATE),
        (ONE, LINK, Act.RESTORE),
        (LINK, FOLDER, Act.RESTORE),
    ],
)
def test_each_change_has_its_undo(before: State | None, after: State | None, act: Act) -> None:
    """From what the agent left to what was there."""
    found = planned([op(before, after)], after)
    assert acts(found) == [(act, b"f")]
    assert (found.steps[0].now, found.steps[0].target) == (after, before)


def test_several_changes_of_a_path_are_undone_at_once() -> None:
    """To what was there before the first; nothing is done when that is there already."""
    ops = [op(ONE, TWO), op(TWO, THREE, "b", 20)]
    assert planned(ops, THREE).steps[0].target == ONE
    assert planned(ops, ONE) == Plan()
    assert planned([op(None, ONE), op(ONE, None, "b", 20)], None) == Plan()


def test_what_somebody_changed_since_is_left_alone() -> None:
    """Its content, its mode, that it is gone, that it came; told or not told."""
    ops = [op(ONE, TWO)]
    for now in (THREE, replace(TWO, mode=0o600), None, FOLDER):
        assert why(planned(ops, now)) == [module.CHANGED]
    assert why(planned([op(ONE, None)], THREE)) == [module.CHANGED]
    assert why(planned([*ops, op(TWO, THREE, None, 20)], THREE)) == [module.CHANGED]
    (refusal,) = planned(ops, THREE).refused
    assert (refusal.now, refusal.left, refusal.target) == (THREE, TWO, ONE)


def test_what_somebody_did_between_two_calls_is_kept() -> None:
    """The path goes back to that and no further, and the plan says so."""
    ops = [op(ONE, TWO), op(TWO, THREE, None, 20), op(THREE, None, "b", 30)]
    found = planned(ops, None)
    assert found.steps[0].target == THREE
    assert found.partly == (b"f",)


def test_unattributed_changes_are_undone_when_asked_for() -> None:
    """A background program of the agent's, say."""
    ops = [op(ONE, TWO, None)]
    assert planned(ops, TWO) == Plan()
    assert acts(planned(ops, TWO, Wish(unattributed=True))) == [(Act.RESTORE, b"f")]


def test_back_to_a_call_including_or_excluding_it() -> None:
    """From the end, by the time of its looks."""
    ops = [op(ONE, TWO, "a", 10), op(TWO, THREE, "b", 20), op(THREE, None, "c", 30)]
    including, excluding = (moment_of(ops, "b", including=yes) for yes in (True, False))
    assert planned(ops, None, Wish(to_us=including)).steps[0].target == TWO
    assert planned(ops, None, Wish(to_us=excluding)).steps[0].target == THREE


def test_only_some_paths() -> None:
    """Themselves and what is below them, not what begins alike."""
    ops = [op(None, ONE, path=path) for path in (b"d", b"d/f", b"dd")]
    assert paths_of(ops, Wish(paths=(b"d",))) == [b"d", b"d/f"]


def test_a_rename_goes_back_as_one() -> None:
    """Chosen by either of its paths; also when there is no copy of it."""
    large = replace(ONE, ref=None, why="too large")
    ops = [FileOp(Deed.RENAME, b"new", None, large, b"old", large, ("a",), 1, 2)]
    now = {b"new": Present(large), b"old": Present()}
    for wish in (ALL, Wish(paths=(b"new",)), Wish(paths=(b"old",))):
        (step,) = plan(ops, now, wish, have=HAVE).steps
        assert (step.act, step.path, step.source) == (Act.RENAME_BACK, b"old", b"new")
    somebody = {**now, b"old": Present(THREE)}
    assert why(plan(ops, somebody, ALL, have=HAVE)) == [module.ONLY_HERE, module.CHANGED]


def test_without_a_copy_nothing_is_promised() -> None:
    """Never taken, or purged since: the reason is told."""
    assert why(planned([op(replace(ONE, ref=None, why="too large"), TWO)], TWO)) == [
        "there is no copy of what it was: too large"
    ]
    assert why(planned([op(ONE, TWO)], TWO, have=frozenset())) == [module.NO_COPY]
    chmod = [op(ONE, replace(ONE, mode=0o600))]
    assert acts(planned(chmod, replace(ONE, mode=0o600), have=frozenset())) == [(Act.CHMOD, b"f")]


def test_what_could_not_be_put_back_is_not_taken_away() -> None:
    """Larger than what is kept, or special."""
    limits = Limits(file_bytes=2)
    assert why(planned([op(None, ONE)], ONE, limits=limits)) == [module.NOT_KEPT]
    assert why(planned([op(SPECIAL, None)], None)) == [module.SPECIAL]
    assert why(planned([op(None, SPECIAL)], SPECIAL)) == [module.CHANGED]


def test_what_was_not_read_cannot_be_compared() -> None:
    """Neither before nor now."""
    unread = State(Kind.FILE, 0o644, 3, why="unreadable")
    assert why(planned([op(ONE, unread)], unread)) == [module.NOT_COMPARED]
    assert why(planned([op(ONE, TWO)], unread)) == [module.NOT_COMPARED]


def test_a_path_that_leaves_the_workspace_or_is_blocked_is_refused() -> None:
    """Whoever wrote the change down."""
    assert why(planned([op(None, ONE, path=b"../f")], ONE)) == [module.OUTSIDE]
    assert why(planned([op(None, ONE)], Present(ONE, blocked="git is at work"))) == [
        "git is at work"
    ]


def test_an_index_that_means_the_same_counts_as_the_same() -> None:
    """`git status` wrote it anew."""
    assert acts(planned([op(ONE, TWO)], Present(THREE, like="22"))) == [(Act.RESTORE, b"f")]
    assert why(planned([op(ONE, TWO)], Present(THREE, like="55"))) == [module.CHANGED]


def test_a_folder_goes_only_when_all_in_it_goes() -> None:
    """What the person put there keeps it, and the folders above."""
    ops = [op(None, FOLDER, path=b"d"), op(None, ONE, path=b"d/f")]
    now = {b"d": Present(FOLDER, names=frozenset([b"f"])), b"d/f": Present(ONE)}
    assert acts(plan(ops, now, ALL, have=HAVE)) == [(Act.DELETE, b"d"), (Act.DELETE, b"d/f")]
    now[b"d"] = Present(FOLDER, names=frozenset((b"f", b"mine")))
    found = plan(ops, now, ALL, have=HAVE)
    assert acts(found) == [(Act.DELETE, b"d/f")]
    assert [(one.path, one.why) for one in found.refused] == [(b"d", module.NOT_EMPTY)]


def test_a_file_comes_back_only_where_its_folder_is_or_comes_back() -> None:
    """Not through a link, and not into a folder that the person removed."""
    ops = [op(FOLDER, None, path=b"d"), op(ONE, None, path=b"d/f")]
    now = {b"d": Present(), b"d/f": Present(stopped_at=b"d")}
    assert len(plan(ops, now, ALL, have=HAVE).steps) == 2
    found = plan(ops[1:], {b"d/f": Present(stopped_at=b"d")}, ALL, have=HAVE)
    assert why(found) == [module.NO_FOLDER]
    moved = FileOp(Deed.RENAME, b"f", None, ONE, b"d/f", ONE, ("a",), 1, 2)
    found = plan([moved], {b"f": Present(ONE), b"d/f": Present(stopped_at=b"d")}, ALL, have=HAVE)
    assert sorted(one.path for one in found.refused) == [b"d/f", b"f"]
