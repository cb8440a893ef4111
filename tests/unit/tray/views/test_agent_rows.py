"""A row of the Agents page."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop_app.tray.presenters.agents import Action, Row
from desktop_app.tray.views.agent_rows import AgentRow, heads

pytestmark = pytest.mark.gui
NOW = 1_764_200_000_000_000
ROW = Row(
    agent="codex",
    title="Codex CLI",
    subtitle="0.169.0",
    icon="warning",
    tone="ask",
    wired="telemetry only",
    heard_us=NOW - 3_000_000,
    gate="none set up: recorded, not asked",
    notes=("The shell's environment overrules its config.",),
    actions=(Action("undo", "Undo…", "Undo the set-up of Codex CLI"),),
)


@pytest.fixture
def row(qtbot, theme) -> AgentRow:
    """One with something to say."""
    made = AgentRow(theme, ROW, NOW)
    qtbot.addWidget(made)
    made.resize(1068, 80)
    made.show()
    return made


def texts(widget) -> list[str]:
    """Return all that a widget says."""
    return [label.text() for label in widget.findChildren(QLabel) if label.text()]


def test_it_says_all_of_it_and_to_a_screen_reader(row: AgentRow) -> None:
    """In reading order."""
    assert {"Codex CLI", "0.169.0", "3 s ago", *ROW.notes} <= set(texts(row))
    assert row.accessibleName() == (
        "Codex CLI, 0.169.0, telemetry only, last heard 3 s ago, none set up: recorded, not asked"
    )


def test_a_button_says_what_it_is_for(qtbot, row: AgentRow) -> None:
    """Its name names the agent, its label does not have to."""
    button = row.buttons[0]
    assert button.accessibleName() == "Undo the set-up of Codex CLI"
    with qtbot.waitSignal(row.asked) as told:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert told.args == ["codex", "undo"]


def test_what_is_heard_only_moves_on(row: AgentRow) -> None:
    """A late answer of an older question does not take it back."""
    row.hear(NOW - 1_000_000, NOW)
    assert "1 s ago" in texts(row)
    row.hear(None, NOW + 60_000_000)
    assert "1 min ago" in texts(row)
    assert "last heard 1 min ago" in row.accessibleName()


def test_columns_stand_under_their_heads(qtbot, theme, row: AgentRow) -> None:
    """At every text size."""
    head = heads(theme)
    qtbot.addWidget(head)
    head.resize(1068, 30)
    head.show()

    def left(widget, text: str) -> int:
        label = next(label for label in widget.findChildren(QLabel) if label.text() == text)
        return label.mapTo(widget, label.rect().topLeft()).x()

    assert left(head, "Agent") == left(row, "Codex CLI")
    assert left(head, "Last heard") == left(row, "3 s ago")
    assert left(head, "Its gate") == left(row, ROW.gate)
