"""A card over the window keeps the focus while it is there, and gives it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop_app.tray.views.overlay import Overlay

if TYPE_CHECKING:
    from desktop_app.tray.theme import Theme

pytestmark = pytest.mark.gui


@pytest.fixture
def window(qtbot) -> QWidget:
    """A window with a field that has the focus."""
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(800, 600)
    QVBoxLayout(made).addWidget(QLineEdit())
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.findChild(QLineEdit).setFocus()
    return made


@pytest.fixture
def overlay(theme: Theme, window: QWidget) -> Overlay:
    """An overlay with two buttons."""
    made = Overlay(theme, window, "Keys", "F1", 400)
    made.lines.addWidget(QPushButton("one"))
    made.lines.addWidget(QPushButton("two"))
    made.show()
    return made


def focused() -> str:
    """Return the text of the button that has the focus."""
    widget = QApplication.focusWidget()
    return widget.text() if isinstance(widget, QPushButton) else ""


@pytest.mark.usefixtures("overlay")
def test_the_focus_stays_inside(qtbot) -> None:
    """Tab and Shift+Tab go round in the card."""
    assert focused() == "one"
    for key, expected in ((Qt.Key.Key_Tab, "two"), (Qt.Key.Key_Tab, "one")):
        qtbot.keyClick(QApplication.focusWidget(), key)
        assert focused() == expected
    qtbot.keyClick(
        QApplication.focusWidget(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier
    )
    assert focused() == "two"


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_F1])
def test_keys_close_it_and_give_the_focus_back(qtbot, window, overlay: Overlay, key) -> None:
    """Esc, and what opened it."""
    qtbot.keyClick(QApplication.focusWidget(), key)
    assert not overlay.isVisible()
    assert QApplication.focusWidget() is window.findChild(QLineEdit)


def test_the_focus_goes_nowhere_when_its_widget_is_gone(window, overlay: Overlay) -> None:
    """What had it may have been deleted meanwhile."""
    window.findChild(QLineEdit).deleteLater()
    QApplication.sendPostedEvents(None, 52)  # QEvent.DeferredDelete
    overlay.close()
    assert not overlay.isVisible()


def test_a_press_beside_the_card_closes_it(qtbot, overlay: Overlay) -> None:
    """One on the card does not."""
    qtbot.mouseClick(overlay.card, Qt.MouseButton.LeftButton)
    assert overlay.isVisible()
    qtbot.mouseClick(overlay, Qt.MouseButton.LeftButton, pos=QPoint(3, overlay.height() - 3))
    assert not overlay.isVisible()


def test_keys_of_the_window_do_nothing_meanwhile(qtbot, window, overlay: Overlay) -> None:
    """A shortcut acts again once it is closed."""
    done: list[int] = []
    QShortcut(QKeySequence("Ctrl+1"), window, lambda: done.append(1))
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_1, control)
    assert done == []
    overlay.close()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_1, control)
    assert done == [1]


def test_it_stays_as_large_as_the_window(qtbot, window, overlay: Overlay) -> None:
    """The card stays inside, however small the window."""
    window.resize(300, 200)
    qtbot.waitUntil(lambda: overlay.size() == window.size())
    assert overlay.rect().contains(overlay.card.geometry())
