"""A change before, while and after it is made."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop_app.agents.catalog import BY_NAME
from desktop_app.errors import AgentConfigError
from desktop_app.operations.agents_setup import Change
from desktop_app.tray.views.change_panel import ChangePanel

pytestmark = pytest.mark.gui
DIFF = "--- /x\n+++ /x\n@@ -0,0 +1 @@\n+a\n"


def texts(widget) -> list[str]:
    """Return all that a widget says, as far as it is shown."""
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


@pytest.fixture
def panel(qtbot, theme) -> ChangePanel:
    """A set-up with a rival."""
    change = Change("gemini", "/x", DIFF, undo=False, rivals=("telemetry.outfile",))
    made = ChangePanel(theme, BY_NAME["gemini"], change)
    qtbot.addWidget(made)
    made.resize(900, 400)
    made.show()
    return made


def test_it_says_what_and_asks(qtbot, panel: ChangePanel, qapp) -> None:
    """Rivals stand below; the diff can be copied; Esc and Cancel put it away."""
    said = texts(panel)
    assert "What setting up Gemini CLI changes" in said
    assert "telemetry.outfile in the same file overrules this. Take it out." in said
    qtbot.mouseClick(panel.copy, Qt.MouseButton.LeftButton)
    assert qapp.clipboard().text() == DIFF
    with qtbot.waitSignal(panel.accepted):
        qtbot.mouseClick(panel.make, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(panel.dismissed):
        qtbot.mouseClick(panel.cancel, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(panel.dismissed):
        qtbot.keyClick(panel, Qt.Key.Key_Escape)


def test_a_failure_is_told_below_and_cleared_by_the_next_try(qtbot, panel: ChangePanel) -> None:
    """Message and what to do, made safe."""
    panel.working()
    assert not panel.make.isEnabled()
    panel.failed(AgentConfigError("/x\u202e is read-only.", hint="`chmod u+w /x`"))
    qtbot.waitUntil(lambda: "/xU+202E is read-only." in texts(panel))
    assert "`chmod u+w /x`" in texts(panel)
    assert (panel.make.isEnabled(), panel.make.text()) == (True, "Try again")
    panel.working()
    assert "`chmod u+w /x`" not in texts(panel)


def test_what_came_of_it_stands_in_the_place_of_the_buttons(qtbot, panel: ChangePanel) -> None:
    """Nothing is left to press."""
    panel.done(["Gemini CLI is set up.", "Recorded as #7."])
    told = ["Gemini CLI is set up.", "Recorded as #7."]
    qtbot.waitUntil(lambda: [text for text in texts(panel) if text][-2:] == told)
    assert not panel.make.isVisible()
    assert not any("Nothing is changed yet" in text for text in texts(panel))


def test_one_without_a_change_can_still_be_proven(qtbot, theme) -> None:
    """The config is right already: setting up again sends the test record."""
    made = ChangePanel(theme, BY_NAME["codex"], Change("codex", "/x", "", undo=False))
    qtbot.addWidget(made)
    assert made.make.text() == "Set up anyway"
