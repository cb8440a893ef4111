"""Rows as marks: the table of `tray.md`, "Waterfall", line by line."""

from __future__ import annotations

from itertools import pairwise

from desktop_app.tray.presenters.run_view.arrange import Node, arrange
from desktop_app.tray.presenters.run_view.axis import clock
from desktop_app.tray.presenters.run_view.marks import Kind, marks, said
from desktop_app.tray.presenters.run_view.rows import OPEN, Extra, State, Wait, What
from desktop_app.tray.presenters.run_view.view import View

S = 1_000_000_000
VIEW = View(clock(0, 10 * S), 578.0)


def row(what: What, start: float, end: float, state: State = State.OK, extra: Extra | None = None):
    """Rows of one."""
    last = OPEN if end == OPEN else round(end * S)
    return arrange([Node(what, state, round(start * S), last, 1, 0, "row", extra)])


def drawn(rows, *, now_s: float | None = None, view: View = VIEW):
    """Return the marks of the one row."""
    now = None if now_s is None else round(now_s * S)
    return marks(rows, 0, view, lambda text: 6.0 * len(text), now_ns=now)


def kinds(found) -> list[Kind]:
    """Return what the marks are."""
    return [mark.kind for mark in found]


def test_a_call_is_a_bar_with_its_duration():
    """Model and tool calls in their colours."""
    for what, tone in ((What.MODEL, "model"), (What.TOOL, "tool")):
        bar, label = drawn(row(what, 1, 2))
        assert (bar.kind, bar.tone, label.text) == (Kind.BAR, tone, "1.0 s")
        assert (bar.left, bar.right) == (VIEW.x(S), VIEW.x(2 * S))


def test_a_bar_is_at_least_four_pixels_wide():
    """However short the call."""
    bar, _ = drawn(row(What.MODEL, 1, 1.000001))
    assert bar.right - bar.left == 4


def test_a_turn_is_a_bracket():
    """Open where it goes on."""
    bracket, label = drawn(row(What.TURN, 1, 9))
    assert (bracket.kind, bracket.is_open, label.text) == (Kind.BRACKET, False, "8.0 s")
    bracket = drawn(row(What.TURN, 1, OPEN, State.UNKNOWN), now_s=5)[0]
    assert bracket.is_open
    assert bracket.right == VIEW.x(5 * S)


def test_a_wait_stands_before_the_bar():
    """Hatched, up to where the tool ran."""
    found = drawn(row(What.TOOL, 4, 5, extra=Extra(wait=Wait(1 * S, 4 * S))))
    assert kinds(found) == [Kind.HATCHED, Kind.BAR, Kind.LABEL]
    assert found[0].right == found[1].left


def test_a_denied_call_has_no_bar():
    """Its wait, a ring with a bar, and the word."""
    extra = Extra(wait=Wait(1 * S, 4 * S))
    found = drawn(row(What.TOOL, 4, 4, State.DENIED, extra))
    assert kinds(found) == [Kind.HATCHED, Kind.ICON, Kind.LABEL]
    assert (found[1].text, found[2].text) == ("denied", "denied")


def test_an_error_has_a_cap_a_cross_and_its_exit():
    """3 px at the bar's end."""
    extra = Extra(call={"exit_code": 3, "outcome": "error"})
    found = drawn(row(What.TOOL, 1, 2, State.ERROR, extra))
    assert kinds(found) == [Kind.BAR, Kind.CAP, Kind.ICON, Kind.LABEL]
    assert found[1].right - found[1].left == 3
    assert found[3].text == "1.0 s, exit 3"
    assert said(row(What.MODEL, 1, 2, State.ERROR), 0)[1] == "1.0 s, failed"


def test_a_call_that_was_not_gated():
    """A hollow bar while the gate was silent, then the tool's, then the broken barrier."""
    extra = Extra(wait=Wait(1 * S, 3 * S, silent=True), call={"outcome": "error"})
    found = drawn(row(What.TOOL, 3, 4, State.NOT_GATED, extra))
    assert kinds(found) == [Kind.HOLLOW, Kind.BAR, Kind.ICON, Kind.ICON, Kind.LABEL]
    assert [mark.text for mark in found[2:4]] == ["error", "fail-open"]


def test_an_end_that_was_not_recorded():
    """A bar that is open, and the word."""
    found = drawn(row(What.TOOL, 1, OPEN, State.NO_END))
    assert found[0].is_open
    assert found[-1].text == "end not recorded"


def test_a_log_record_is_a_ring_at_its_time():
    """In the colour of what it tells of."""
    for state, tone in ((State.UNKNOWN, "text3"), (State.ERROR, "deny"), (State.NOT_GATED, "open")):
        (ring,) = drawn(row(What.LOG, 5, 5, state))
        assert (ring.kind, ring.left, ring.tone) == (Kind.RING, VIEW.x(5 * S), tone)


def test_a_fold_is_a_dashed_line_over_its_time():
    """From the first record to the last."""
    (line,) = drawn(row(What.FOLD, 2, 7))
    assert (line.kind, line.left, line.right) == (Kind.DASHES, VIEW.x(2 * S), VIEW.x(7 * S))


def test_a_label_without_room_stands_left_of_its_bar():
    """And never across another mark."""
    near = View(clock(0, 10 * S), 578.0, left=0.0, right=5.0 * S)
    found = drawn(row(What.TOOL, 4, 4.95, State.ERROR), view=near)
    label = next(mark for mark in found if mark.kind is Kind.LABEL)
    assert label.right <= found[0].left
    for before, after in pairwise(sorted(found, key=lambda mark: mark.left)):
        assert before.right <= after.left or Kind.CAP in {before.kind, after.kind}


def test_what_is_out_of_sight_has_no_label():
    """Neither left nor right of the screen."""
    near = View(clock(0, 10 * S), 578.0, left=4.0 * S, right=6.0 * S)
    assert kinds(drawn(row(What.TOOL, 8, 9), view=near)) == [Kind.BAR]
    assert kinds(drawn(row(What.TOOL, 1, 2), view=near)) == [Kind.BAR]
