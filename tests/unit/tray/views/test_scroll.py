"""What has more than fits is scrolled by keyboard too, and shows that it has the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtWidgets import QWidget

from desktop_app.tray.views.scroll import Scroll

if TYPE_CHECKING:
    from desktop_app.tray.theme import Theme

pytestmark = pytest.mark.gui


@pytest.fixture
def scroll(qtbot, theme: Theme) -> Scroll:
    """A widget of 1,000 pixels in one of 200."""
    content = QWidget()
    content.setMinimumHeight(1000)
    made = Scroll(theme, content, "Verdicts")
    qtbot.addWidget(made)
    made.resize(300, 200)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def test_the_keyboard_scrolls_it(qtbot, scroll: Scroll) -> None:
    """It has a name, is a stop of the Tab key, and shows a ring then."""
    interface = QAccessible.queryAccessibleInterface(scroll)
    assert interface.text(QAccessible.Text.Name) == "Verdicts"
    scroll.setFocus()
    qtbot.keyClick(scroll, Qt.Key.Key_PageDown)
    assert scroll.verticalScrollBar().value() > 0
    accent = scroll._ring._theme.colour("accent")
    image = scroll.grab().toImage()
    assert QColor(image.pixel(0, 100)) == accent
    assert QColor(image.pixel(150, 199)) == accent
    scroll.resize(400, 300)
    assert QColor(scroll.grab().toImage().pixel(399, 100)) == accent
    scroll.clearFocus()
    assert QColor(scroll.grab().toImage().pixel(0, 100)) != accent


def test_what_fits_is_no_stop(qtbot, scroll: Scroll) -> None:
    """There is nothing to do with the focus there."""
    assert scroll.focusPolicy() is Qt.FocusPolicy.TabFocus
    scroll.resize(300, 1100)
    qtbot.waitUntil(lambda: scroll.focusPolicy() is Qt.FocusPolicy.NoFocus)
