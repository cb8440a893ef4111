"""Before and after with a line between them: mouse, keys, assistive technology."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QColor, QImage

from desktop_app.tray.presenters.evidence.frames import frames
from desktop_app.tray.views.evidence.compare import Compare
from tests.fakes.captures import AT_US, capture, missing

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop_app.tray.theme import Theme

pytestmark = pytest.mark.gui
RED, BLUE = QColor("#cc0000"), QColor("#0000cc")
PAIR = frames([capture(1, masked=[]), capture(2, "after", masked=[])], AT_US)


def plain(colour: QColor) -> QImage:
    """Return a picture of one colour."""
    made = QImage(1000, 500, QImage.Format.Format_RGB888)
    made.fill(colour)
    return made


@pytest.fixture
def compare(theme: Theme, qtbot: QtBot) -> Compare:
    """A red picture before, a blue one after, at half their size."""
    made = Compare(theme)
    qtbot.addWidget(made)
    made.resize(508, 300)
    made.show()
    made.show_frames(PAIR, [plain(RED), plain(BLUE)])
    return made


def colours(compare: Compare, y: int = 60) -> tuple[QColor, QColor]:
    """Return the colours at the left and at the right side."""
    image = compare.grab().toImage()
    return image.pixelColor(30, y), image.pixelColor(480, y)


def test_left_of_the_line_is_before_right_of_it_after(compare: Compare) -> None:
    """At the ends there is the one alone."""
    assert colours(compare) == (RED, BLUE)
    compare.setValue(0)
    assert colours(compare) == (BLUE, BLUE)
    compare.setValue(100)
    assert colours(compare) == (RED, RED)


def test_keys_move_the_line(compare: Compare, qtbot: QtBot) -> None:
    """By 1 %, by 10 %, to the ends; the wheel is left to the page."""
    assert compare.value() == 50
    for key, value in (
        (Qt.Key.Key_Left, 49),
        (Qt.Key.Key_Right, 50),
        (Qt.Key.Key_End, 100),
        (Qt.Key.Key_PageDown, 90),
        (Qt.Key.Key_Home, 0),
    ):
        qtbot.keyClick(compare, key)
        assert compare.value() == value


def test_the_mouse_moves_the_line(compare: Compare, qtbot: QtBot) -> None:
    """To where it is pressed, and along; beyond the picture is its end."""
    qtbot.mousePress(compare, Qt.MouseButton.LeftButton, pos=QPoint(129, 100))
    assert compare.value() == 25
    qtbot.mouseMove(compare, QPoint(379, 100))
    qtbot.mouseRelease(compare, Qt.MouseButton.LeftButton, pos=QPoint(379, 100))
    qtbot.mousePress(compare, Qt.MouseButton.LeftButton, pos=QPoint(507, 10))
    assert compare.value() == 100
    qtbot.mousePress(compare, Qt.MouseButton.RightButton, pos=QPoint(20, 10))
    assert compare.value() == 100


def test_it_is_a_slider_that_says_where_it_stands(compare: Compare) -> None:
    """As the page tray.md words it."""
    compare.setValue(45)
    told = QAccessible.queryAccessibleInterface(compare)
    assert told.role() is QAccessible.Role.Slider
    assert told.text(QAccessible.Text.Name) == "before 45 percent"
    assert told.text(QAccessible.Text.Description) == "shown, shown"


def test_one_picture_is_no_slider(compare: Compare, qtbot: QtBot) -> None:
    """The Tab key passes it by, and no key moves anything."""
    compare.show_frames(PAIR[:1], [plain(RED)])
    assert compare.focusPolicy() is Qt.FocusPolicy.NoFocus
    qtbot.keyClick(compare, Qt.Key.Key_Left)
    qtbot.mousePress(compare, Qt.MouseButton.LeftButton, pos=QPoint(129, 100))
    assert compare.value() == 50
    assert colours(compare) == (RED, RED)
    assert compare.accessibleName() == "Edit, before"


def test_beside_each_other(compare: Compare) -> None:
    """Each whole, half as wide."""
    compare.beside(is_beside=True)
    assert not compare.slides
    assert colours(compare) == (RED, BLUE)
    image = compare.grab().toImage()
    assert image.pixelColor(254, 60) not in (RED, BLUE)


def test_another_pair_begins_in_the_middle(compare: Compare) -> None:
    """The same one, read again, stays as it is."""
    compare.setValue(20)
    compare.show_frames(PAIR, [plain(RED), plain(BLUE)])
    assert compare.value() == 20
    others = frames([capture(7), capture(8, "after")], AT_US)
    compare.show_frames(others, [None, None])
    assert compare.value() == 50


def test_without_pictures_facts_are_painted(compare: Compare) -> None:
    """Masked areas dark, windows as frames; what is missing says why."""
    shown = frames([capture(1), missing(2, "black")], AT_US)
    compare.show_frames(shown, [None, None])
    compare.setValue(100)
    image = compare.grab().toImage()
    assert image.pixelColor(260, 207).lightness() < 120  # the masked window, in its middle
    assert compare.accessibleDescription() == (
        "kept, not shown, The picture was black and was not stored."
    )


def test_a_picture_of_another_size_stands_at_its_own_scale(compare: Compare) -> None:
    """The active window may have grown: both are drawn to one scale."""
    small = frames([capture(1, masked=[], box=[0, 0, 500, 250]), PAIR_AFTER], AT_US)
    compare.show_frames(small, [plain(RED).scaled(500, 250), plain(BLUE)])
    compare.setValue(100)
    assert colours(compare, 40)[0] == RED
    assert colours(compare, 40)[1] != RED


PAIR_AFTER = capture(2, "after", masked=[])
