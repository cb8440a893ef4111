"""tray.views.kit.basics: labels, icons and buttons; plain text, names for everybody."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from desktop_app.tray.views import kit

pytestmark = pytest.mark.gui


def test_a_label_never_reads_markup(theme, qtbot):
    """What an agent sent stands there as it was sent."""
    made = kit.label(theme, "<b>bold</b><img src=x>", wrap=True, select=True)
    qtbot.addWidget(made)
    assert made.textFormat() is Qt.TextFormat.PlainText
    kit.set_tone(made, "deny")
    assert made.property("tone") == "deny"


def test_a_button_does_one_thing_and_an_icon_alone_has_a_name(theme, qtbot):
    """Screen readers say it; the mouse sees it as a tool tip."""
    clicks = []
    made = kit.button(
        "", lambda: clicks.append(1), role="icon", theme=theme, icon="copy", name="Copy"
    )
    qtbot.addWidget(made)
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)
    assert clicks == [1]
    assert made.accessibleName() == made.toolTip() == "Copy"


def test_enter_presses_the_button_that_has_the_focus_once(qtbot):
    """As Space does; a key that is held does not press again."""
    clicks = []
    made = kit.button("Go on", lambda: clicks.append(1))
    qtbot.addWidget(made)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
        qtbot.keyClick(made, key)
    assert len(clicks) == 3
    held = QKeyEvent(
        QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", autorep=True
    )
    QApplication.sendEvent(made, held)
    assert len(clicks) == 3
