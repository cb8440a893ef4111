"""F6 goes round the regions of a window and comes back to where the focus was left."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.tray.views.regions import Regions, below

pytestmark = pytest.mark.gui


def part(*names: str) -> QWidget:
    """Return a widget with buttons."""
    made = QWidget()
    lines = QVBoxLayout(made)
    for name in names:
        lines.addWidget(QPushButton(name))
    return made


@pytest.fixture
def window(qtbot) -> QWidget:
    """A header, a label, a splitter of content and detail, and a stack with a hidden page."""
    made = QWidget()
    qtbot.addWidget(made)
    lines = QVBoxLayout(made)
    split, stack = QSplitter(), QStackedWidget()
    split.addWidget(part("list", "more"))
    stack.addWidget(part("detail"))
    stack.addWidget(part("never"))
    split.addWidget(stack)
    for widget in (part("header"), QLabel("no region")):
        lines.addWidget(widget)
    row = QHBoxLayout()
    row.addWidget(split)
    lines.addLayout(row)
    Regions(made, lambda: below(lines))
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def press(qtbot, window: QWidget, *, back: bool = False) -> str:
    """Press F6; return the text of the button that has the focus now."""
    shift = Qt.KeyboardModifier.ShiftModifier if back else Qt.KeyboardModifier.NoModifier
    qtbot.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_F6, shift)
    now = QApplication.focusWidget()
    assert isinstance(now, QPushButton)
    return now.text()


def test_f6_goes_round(qtbot, window: QWidget) -> None:
    """Header, both sides of the splitter, header again; Shift goes the other way."""
    window.findChild(QPushButton).setFocus()
    assert [press(qtbot, window) for _ in range(4)] == ["list", "detail", "header", "list"]
    assert [press(qtbot, window, back=True) for _ in range(2)] == ["header", "detail"]


def test_a_region_keeps_its_place(qtbot, window: QWidget) -> None:
    """Who comes back finds the focus where it was, as long as that can be focused."""
    more = next(made for made in window.findChildren(QPushButton) if made.text() == "more")
    more.setFocus()
    assert [press(qtbot, window) for _ in range(3)] == ["detail", "header", "more"]
    press(qtbot, window)
    more.setEnabled(False)
    assert press(qtbot, window, back=True) == "list"


def test_a_part_without_anything_to_focus_is_no_region(qtbot, window: QWidget) -> None:
    """Hidden parts are passed, and a window of none is left alone."""
    window.findChild(QSplitter).hide()
    window.findChild(QPushButton).setFocus()
    assert press(qtbot, window) == "header"
    empty = QWidget()
    qtbot.addWidget(empty)
    Regions(empty, list).go(1)
