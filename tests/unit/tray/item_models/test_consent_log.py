"""Lines of the consent log: read on as one scrolls, each said whole."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt

from desktop_app.tray.item_models.consent_log import LINE, LogModel
from desktop_app.tray.presenters import consent_log
from tests.fakes.question_values import NOW_US
from tests.unit.tray.presenters.test_consent_log import record

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]


def lines(*seqs: int) -> list[consent_log.Line]:
    """Return lines of the log."""
    rows = [record(seq, "given") for seq in seqs]
    return consent_log.lines(rows, NOW_US, lambda _at: "<b>git</b> push")


def test_older_lines_are_asked_for_once(qtbot) -> None:
    """Until they are there; at the end no more."""
    model = LogModel()
    model.show(lines(31, 21), more=True)
    assert model.canFetchMore(QModelIndex())
    with qtbot.waitSignal(model.ended):
        model.fetchMore(QModelIndex())
    assert not model.canFetchMore(QModelIndex())
    model.append(lines(11), more=True)
    assert model.canFetchMore(QModelIndex())
    assert [line.seq for line in model.lines] == [31, 21, 11]
    model.append([], more=False)
    assert not model.canFetchMore(QModelIndex())
    assert (model.place(11), model.place(5)) == (2, -1)


def test_a_line_is_said_whole() -> None:
    """And nothing in a tool tip is markup."""
    model = LogModel()
    model.show(lines(31), more=False)
    index = model.index(0, 0)
    assert index.data(LINE).seq == 31
    assert index.data() == "Bash"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == lines(31)[0].spoken
    assert "&lt;b&gt;" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert index.data(Qt.ItemDataRole.DecorationRole) is None
    assert model.rowCount(index) == 0
