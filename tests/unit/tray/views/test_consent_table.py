"""The consent log as a list: said whole, moved through by keys, opened by Enter."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from desktop_app.tray.presenters import consent_log
from desktop_app.tray.views.consent_table import ConsentHead, ConsentTable, columns
from tests.fakes.question_values import NOW_US
from tests.unit.tray.presenters.test_consent_log import record

pytestmark = pytest.mark.gui


def lines(*seqs: int) -> list[consent_log.Line]:
    """Return lines of the log."""
    rows = [record(seq, "given") for seq in seqs]
    return consent_log.lines(rows, NOW_US, lambda _at: "git push")


@pytest.fixture
def table(theme, qtbot) -> ConsentTable:
    """A table of three lines."""
    made = ConsentTable(theme)
    qtbot.addWidget(made)
    made.resize(720, 300)
    made.show_lines(lines(31, 21, 11), more=False)
    made.show()
    return made


def test_each_line_is_said_whole(table) -> None:
    """To assistive technology."""
    index = table.model().index(0, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == lines(31)[0].spoken
    assert not table.grab().isNull()


def test_the_keyboard_stays_on_its_line(table) -> None:
    """When newer ones come; on the first where it is gone."""
    table.setCurrentIndex(table.model().index(1, 0))
    table.show_lines(lines(41, 31, 21, 11), more=False)
    assert table.current().seq == 21
    table.show_lines(lines(51), more=False)
    assert table.current().seq == 51
    table.show_lines([], more=False)
    assert table.current() is None


def test_enter_opens_and_ctrl_c_copies(table, qtbot) -> None:
    """The line that has the keyboard."""
    with qtbot.waitSignal(table.opened) as heard:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert heard.args[0].seq == 31
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == lines(31)[0].spoken
    with qtbot.waitSignal(table.selected):
        qtbot.keyClick(table, Qt.Key.Key_Down)


def test_columns_fill_the_width_without_overlap(theme, table, qtbot) -> None:
    """The head has those of the list."""
    found = columns(theme, 720)
    ends = [left + wide for left, wide in found]
    assert all(end == left for end, (left, _) in zip(ends, found[1:], strict=False))
    head = ConsentHead(theme, table)
    qtbot.addWidget(head)
    head.resize(720, 30)
    theme.use("dark")
    assert not head.grab().isNull()
    assert not table.grab().isNull()
