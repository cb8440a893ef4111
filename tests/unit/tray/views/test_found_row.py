"""One agent on the page of the first start."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop_app.operations.agents_setup import Change
from desktop_app.tray.presenters.first_start import Found
from desktop_app.tray.views.found_row import FoundRow

pytestmark = pytest.mark.gui
DIFF = "--- /x\n+++ /x\n@@ -0,0 +1 @@\n+a\n"


def make(qtbot, theme, *, wired: bool = False) -> FoundRow:
    """Return a row that is shown."""
    text = "set up already" if wired else "telemetry in ~/x"
    row = FoundRow(theme, Found("codex", "Codex CLI", "0.169.0", text, wired))
    qtbot.addWidget(row)
    row.show()
    return row


def texts(widget) -> list[str]:
    """Return all that is shown."""
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def test_it_is_ticked_unless_it_is_set_up_already(qtbot, theme) -> None:
    """What is wired is not set up again."""
    assert make(qtbot, theme).chosen
    wired = make(qtbot, theme, wired=True)
    assert not wired.chosen
    assert not wired.more.isVisible()


def test_its_change_is_shown_and_hidden(qtbot, theme) -> None:
    """One button for both."""
    row = make(qtbot, theme)
    with qtbot.waitSignal(row.wanted) as told:
        qtbot.mouseClick(row.more, Qt.MouseButton.LeftButton)
    assert told.args == ["codex"]
    row.show_change(Change("codex", "/x", DIFF, undo=False))
    qtbot.waitUntil(lambda: "1 line added" in texts(row))
    assert row.more.text() == "Hide changes"
    qtbot.mouseClick(row.more, Qt.MouseButton.LeftButton)
    assert "1 line added" not in texts(row)


def test_how_it_went_stands_below(qtbot, theme) -> None:
    """Done: it is not to be chosen any more."""
    row = make(qtbot, theme)
    row.tell("/x is read-only.", "deny")
    assert "/x is read-only." in texts(row)
    row.done()
    assert "Set up. A test record arrived." in texts(row)
    assert not row.chosen
