"""A list of lines of one height."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, QStringListModel, Qt

from desktop_app.tray.views.uniform_list import UniformList

pytestmark = pytest.mark.gui
TALL = 20


class Numbers(QStringListModel):
    """Lines of which every tenth, from the first on, cannot be selected."""

    def flags(self, index):
        """Tell what a line can do."""
        return super().flags(index) if index.row() % 10 else Qt.ItemFlag.NoItemFlags


@pytest.fixture
def lines(qapp, qtbot) -> UniformList:  # noqa: ARG001 - Qt must run
    """Two hundred lines, ten of them in view."""
    made = UniformList(TALL)
    qtbot.addWidget(made)
    assert made.count() == 0
    assert made.places() == (0, -1)
    model = Numbers([str(number) for number in range(200)])
    model.setParent(made)
    made.setModel(model)
    made.resize(300, 10 * TALL)
    made.show()
    return made


def test_places_are_arithmetic(lines: UniformList) -> None:
    """A point leads to the line that is there, and back."""
    assert lines.verticalScrollBar().maximum() == 190 * TALL
    lines.verticalScrollBar().setValue(505)
    assert lines.places() == (25, 35)
    for place in (26, 30, 34):
        index = lines.model().index(place, 0)
        assert lines.indexAt(lines.visualRect(index).center()) == index
    assert not lines.indexAt(QPoint(5, -3)).isValid()
    assert not lines.indexAt(QPoint(5, 100_000)).isValid()
    assert not lines.visualRect(lines.indexAt(QPoint(5, -3))).isValid()
    assert (lines.verticalOffset(), lines.horizontalOffset()) == (505, 0)


def test_keys_pass_over_what_cannot_be_selected(lines: UniformList, qtbot) -> None:
    """And bring the line they lead to into view."""
    lines.setCurrentIndex(lines.model().index(1, 0))
    for key, place in (
        (Qt.Key.Key_Up, 1),
        (Qt.Key.Key_Down, 2),
        (Qt.Key.Key_PageDown, 11),
        (Qt.Key.Key_PageDown, 19),
        (Qt.Key.Key_Down, 21),
        (Qt.Key.Key_Up, 19),
        (Qt.Key.Key_PageUp, 11),
        (Qt.Key.Key_End, 199),
        (Qt.Key.Key_Down, 199),
        (Qt.Key.Key_Home, 1),
    ):
        qtbot.keyClick(lines, key)
        assert lines.currentIndex().row() == place
        assert lines.viewport().rect().contains(lines.visualRect(lines.currentIndex()))
    assert lines.verticalScrollBar().value() == 0  # the head above the first line, too


def test_a_key_that_leads_nowhere_brings_the_line_back_into_view(lines: UniformList, qtbot) -> None:
    """Who scrolled away with the mouse finds it again."""
    lines.setCurrentIndex(lines.model().index(1, 0))
    lines.verticalScrollBar().setValue(2_000)
    qtbot.keyClick(lines, Qt.Key.Key_Home)
    assert lines.verticalScrollBar().value() == 0


def test_lines_are_selected_by_rectangle(lines: UniformList) -> None:
    """From its first line to its last; nothing where no line is."""
    flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
    first, last = (lines.visualRect(lines.model().index(place, 0)) for place in (2, 4))
    lines.setSelection(first.united(last), flag)
    assert sorted(index.row() for index in lines.selectedIndexes()) == [2, 3, 4]
    lines.setSelection(first.translated(0, 10**6), flag)
    assert lines.selectedIndexes() == []
    lines.verticalScrollBar().setValue(2_000)
    lines.setSelection(first.translated(0, -2_000), flag)  # out of sight
    assert [index.row() for index in lines.selectedIndexes()] == [2]


def test_shift_selects_also_what_is_out_of_sight(lines: UniformList, qtbot) -> None:
    """From where one is to the end, and back to the top."""
    shift = Qt.KeyboardModifier.ShiftModifier
    lines.setCurrentIndex(lines.model().index(95, 0))
    qtbot.keyClick(lines, Qt.Key.Key_End, shift)
    assert {index.row() for index in lines.selectedIndexes()} == {
        place for place in range(95, 200) if place % 10
    }
    qtbot.keyClick(lines, Qt.Key.Key_Home, shift)
    assert {index.row() for index in lines.selectedIndexes()} == {
        place for place in range(1, 96) if place % 10
    }


def test_typed_letters_are_looked_for_nowhere(lines: UniformList, qtbot) -> None:
    """In a million lines that would take seconds."""
    lines.setCurrentIndex(lines.model().index(1, 0))
    qtbot.keyClicks(lines, "57")
    assert lines.currentIndex().row() == 1


def test_taller_lines_are_laid_out_at_once(lines: UniformList) -> None:
    """The font may change while the list is open."""
    lines.set_line_height(2 * TALL)
    assert lines.line_height == 2 * TALL
    assert lines.verticalScrollBar().maximum() == 390 * TALL
    assert lines.visualRect(lines.model().index(3, 0)).top() == 6 * TALL


def test_whether_the_top_is_in_view_is_told(lines: UniformList, qtbot) -> None:
    """Both ways."""
    with qtbot.waitSignal(lines.at_top, check_params_cb=lambda top: not top):
        lines.verticalScrollBar().setValue(50)
    with qtbot.waitSignal(lines.at_top, check_params_cb=bool):
        lines.verticalScrollBar().setValue(0)
