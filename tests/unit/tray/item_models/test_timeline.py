"""The list of runs as a model."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from desktop_app.query.timeline import Key
from desktop_app.tray.item_models.timeline import KEEP, RunsModel
from desktop_app.tray.presenters.timeline_order import Group
from tests.fakes.many_rows import row

pytestmark = pytest.mark.gui
NOON = 1_795_169_861_000_000


@pytest.fixture
def model(qapp, qtmodeltester) -> RunsModel:  # noqa: ARG001 - Qt must run
    """One run of now, two of a day; the rows of the first two are there."""
    made = RunsModel(lambda: NOON)
    made.fill([Key(NOON, 3, 0)], [Key(NOON - 1, 2, 1), Key(NOON - 2, 1, 1)])
    made.put_rows([row(3, outcome="running"), row(2)], live=True)
    return made


def test_it_is_a_model_by_the_book(model: RunsModel, qtmodeltester) -> None:
    """Qt's own checks."""
    qtmodeltester.check(model)


def test_lines_are_heads_rows_and_what_is_not_there_yet(model: RunsModel) -> None:
    """A head cannot be chosen, a row can."""
    lines = [model.line(place) for place in range(model.rowCount())]
    assert [type(line).__name__ for line in lines] == ["Group", "Row", "Group", "Row", "NoneType"]
    assert [model.run_at(place) for place in range(5)] == [None, 3, None, 2, 1]
    chosen = [bool(model.flags(model.index(n)) & Qt.ItemFlag.ItemIsSelectable) for n in range(5)]
    assert chosen == [False, True, False, True, True]
    assert model.rowCount(model.index(0)) == 0


def test_each_line_has_its_text_for_assistive_technology(model: RunsModel) -> None:
    """A head with its sums; nothing of what is not there yet."""
    role = Qt.ItemDataRole.AccessibleTextRole
    head = model.line(2)
    assert isinstance(head, Group)
    sums = {"runs": 2, "tool_calls": 3, "denied": 0, "not_gated": 0, "cost_usd": None}
    model.put_sums(head, sums)
    texts = [model.data(model.index(place), role) for place in range(5)]
    assert texts[0] == "Now"
    assert ", Claude Code, running, " in texts[1]
    assert texts[2].endswith(", 2 runs, 3 tool calls")
    assert texts[4] == ""
    assert model.data(model.index(1), Qt.ItemDataRole.DecorationRole) is None


def test_what_is_missing_is_known(model: RunsModel) -> None:
    """Rows and sums that are to be fetched, of what is in view."""
    assert model.missing(0, 4) == [1]
    assert model.missing(0, 3) == []
    assert [group.place for group in model.missing_sums(0, 4)] == [2]
    assert model.missing_sums(0, 1) == []
    model.forget([2])
    assert model.missing(0, 4) == [2, 1]


def test_older_runs_are_inserted_below(model: RunsModel, qtbot) -> None:
    """Views hear of exactly the lines that came."""
    with qtbot.waitSignal(model.rowsInserted) as heard:
        model.extend([Key(NOON - 3, 0, 1), Key(NOON - 9 * 86_400_000_000, -1, 1)])
    assert heard.args[1:] == [5, 7]
    assert model.rowCount() == 8
    model.extend([])
    assert model.rowCount() == 8


def test_memory_stays_small(model: RunsModel) -> None:
    """However far one scrolls, only the rows fetched last are kept."""
    model.put_rows([row(number) for number in range(10, KEEP + 20)], live=True)
    assert len(model._rows) == KEEP
    assert model.missing(0, 4) == [3, 2, 1]


def test_a_new_seal_is_shown_at_once(model: RunsModel, qtbot) -> None:
    """And the same one again is no news."""
    with qtbot.waitSignal(model.dataChanged):
        model.seal(10)
    with qtbot.assertNotEmitted(model.dataChanged):
        model.seal(10)


def test_changes_keep_what_is_fetched_and_ask_for_sums_again(model: RunsModel) -> None:
    """A run that ended goes into its day; the day's sums are others now."""
    head = model.line(2)
    assert isinstance(head, Group)
    zero = {"runs": 2, "tool_calls": 0, "denied": 0, "not_gated": 0, "cost_usd": None}
    model.put_sums(head, zero)
    model.apply([Key(NOON, 3, 1)], set(), [1])
    assert [model.run_at(place) for place in range(model.rowCount())] == [None, 3, 2]
    assert model.missing(0, 2) == []
    assert len(model.missing_sums(0, 2)) == 1
    assert model.sums(model.missing_sums(0, 2)[0]) == ["2 runs"]  # until the new ones come
    model.put_sums(model.missing_sums(0, 2)[0], zero)
    assert model.missing_sums(0, 2) == []
