"""The rows of the waterfall as a model."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt

from desktop_app.tray.item_models.waterfall import WaterfallModel
from desktop_app.tray.presenters.run_view.arrange import Node, arrange
from desktop_app.tray.presenters.run_view.rows import Extra, State, What

pytestmark = pytest.mark.gui


@pytest.fixture
def model(qapp, qtmodeltester) -> WaterfallModel:  # noqa: ARG001 - Qt needs an application
    """A turn with a call and a thousand folded spans."""
    turn = Node(What.TURN, State.OK, 0, 99, 1, 0, "Turn 1")
    call = Node(What.TOOL, State.OK, 1, 2, 2, 0, "Bash", Extra(detail="ls"), 0)
    fold = Node(What.FOLD, State.UNKNOWN, 3, 4, 0, 0, "1,000 spans folded", Extra(count=1000), 0)
    fold.parts = [(3, 4, 10 + place, 0, "n", 0) for place in range(1000)]
    made = WaterfallModel()
    made.begin(arrange([turn, call, fold]), logs=False)
    qtmodeltester.check(made)
    return made


def test_each_row_is_a_sentence(model):
    """For assistive technology, with its level and whether it is folded."""
    texts = [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(3)]
    assert texts == [
        "Turn 1, level 1, unfolded, 0 milliseconds",
        "Bash, ls, level 2, 0 milliseconds",
        "1,000 spans folded, level 2, folded",
    ]
    assert model.index(1, 0).data(Qt.ItemDataRole.ToolTipRole) == "Bash  ls"
    assert model.data(QModelIndex()) is None


def test_folding_tells_views_which_rows_come_and_go(model, qtbot):
    """Never a reset."""
    with qtbot.waitSignal(model.rowsInserted) as told:
        assert model.fold(2, is_open=True)
    assert told.args[1:] == [3, 1002]
    with qtbot.waitSignal(model.rowsRemoved) as told:
        assert model.fold(2, is_open=False)
    assert told.args[1:] == [3, 1002]
    assert not model.fold(1, is_open=True)


def test_a_hidden_row_is_revealed(model):
    """Its fold is opened."""
    assert model.reveal(5) == 5
    assert model.rowCount() == 1003
    assert model.reveal(5) == 5


def test_newer_rows_are_taken(model):
    """And what was folded stays so."""
    model.fold(0, is_open=False)
    model.take(model.rows)
    assert model.rowCount() == 1
    model.show_logs(logs=True)
    assert model.rowCount() == 1
