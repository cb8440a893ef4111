"""Find in run, and the next mark."""

from __future__ import annotations

from desktop_app.tray.presenters.run_view.find import find, next_mark
from desktop_app.tray.presenters.run_view.rows import State, What
from tests.fakes.pictured import places


def test_rows_that_hold_a_text(asked):
    """In order; folds are not among them; nothing for nothing."""
    found = [at for at in find(asked.rows, " BASH ") if asked.rows.what[at] == What.TOOL]
    assert found == places(asked.rows, What.TOOL, "Bash")
    assert find(asked.rows, "  ") == []
    assert find(asked.rows, "folded") == []


def test_marks_go_round(not_gated):
    """Forwards and backwards, from anywhere."""
    rows = not_gated.rows
    marked = [at for at in places(rows, What.TOOL) if rows.state[at] == State.NOT_GATED]
    assert next_mark(rows, -1, 1) == marked[0]
    assert next_mark(rows, -1, -1) == marked[-1]
    assert next_mark(rows, marked[0], 1) == marked[1]
    assert next_mark(rows, marked[0], -1) == marked[-1]
    assert next_mark(rows, marked[-1], 1) == marked[0]


def test_a_gap_is_a_mark(asked):
    """The row after it."""
    at = places(asked.rows, What.MODEL)[0]
    assert next_mark(asked.rows, -1, 1, {at: object()}) == at


def test_a_run_in_which_nothing_went_wrong_has_no_mark(asked):
    """Its only denied call aside."""
    (denied,) = [at for at in places(asked.rows, What.TOOL) if asked.rows.state[at] == State.DENIED]
    assert next_mark(asked.rows, -1, 1) == next_mark(asked.rows, denied, 1) == denied
