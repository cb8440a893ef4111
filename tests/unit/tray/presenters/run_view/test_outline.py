"""What is seen of a run's rows."""

from __future__ import annotations

from desktop_app.tray.presenters.run_view.arrange import Node, arrange
from desktop_app.tray.presenters.run_view.outline import Outline
from desktop_app.tray.presenters.run_view.rows import Extra, Rows, State, What
from tests.fakes.pictured import places


def names(outline: Outline) -> list[str]:
    """Return the rows seen."""
    return [outline.rows.name[at] for at in outline.seen]


def made() -> Rows:
    """A turn with a call, its log record and folded noise."""
    turn = Node(What.TURN, State.OK, 0, 99, 1, 0, "turn")
    call = Node(What.TOOL, State.OK, 1, 2, 2, 0, "call", above=0)
    record = Node(What.LOG, State.UNKNOWN, 2, 2, 0, 7, "record", above=1)
    fold = Node(What.FOLD, State.UNKNOWN, 3, 4, 0, 0, "fold", Extra(count=2), 0)
    fold.parts = [(3, 4, 8, 0, "n1", 0), (4, 4, 9, 0, "n2", 0)]
    return arrange([turn, call, record, fold])


def test_noise_and_logs_are_left_out_at_first():
    """Spans alone, folds folded."""
    assert names(Outline(made())) == ["turn", "call", "fold"]


def test_logs_stand_beside_spans_on_wish():
    """And a call that has records can be folded then."""
    outline = Outline(made())
    assert not outline.has_below(1)
    outline.show_logs(logs=True)
    assert names(outline) == ["turn", "call", "record", "fold"]
    assert outline.has_below(1)


def test_folding_and_unfolding():
    """What is below goes and comes back; folding twice does nothing."""
    outline = Outline(made())
    assert outline.fold(3, is_open=True)
    assert names(outline) == ["turn", "call", "fold", "n1", "n2"]
    assert not outline.fold(3, is_open=True)
    assert outline.seen_below(3) == len(outline.below(3)) == 2
    assert outline.fold(0, is_open=False)
    assert names(outline) == ["turn"]
    assert outline.fold(0, is_open=True)
    assert names(outline) == ["turn", "call", "fold", "n1", "n2"]
    assert outline.fold(3, is_open=False)
    assert names(outline) == ["turn", "call", "fold"]


def test_what_has_nothing_below_is_not_folded():
    """A call without rows below it."""
    outline = Outline(made())
    assert not outline.fold(1, is_open=False)


def test_folds_stay_when_rows_come():
    """A run that grows keeps what was folded, though rows move."""
    outline = Outline(made())
    outline.fold(3, is_open=True)
    early = Node(What.STEP, State.OK, -5, -4, 77, 0, "early")
    turn = Node(What.TURN, State.OK, 0, 99, 1, 0, "turn")
    fold = Node(What.FOLD, State.UNKNOWN, 3, 4, 0, 0, "fold", Extra(count=1), 1)
    fold.parts = [(3, 4, 8, 0, "n1", 0)]
    outline.take(arrange([early, turn, fold]))
    assert names(outline) == ["early", "turn", "fold", "n1"]


def test_a_hidden_row_is_revealed():
    """What hides it is unfolded; a log record stays hidden among spans."""
    outline = Outline(made())
    outline.fold(0, is_open=False)
    assert outline.place(4) == -1
    assert outline.reveal(4) == 3
    assert outline.reveal(2) == -1


def test_a_real_run_shows_its_calls(asked):
    """Twelve rows: a turn and eleven calls, no log records."""
    outline = Outline(asked.rows)
    assert [asked.rows.what[at] for at in outline.seen].count(What.TOOL) == 6
    assert len(outline.seen) == 12
    assert places(asked.rows, What.LOG)
