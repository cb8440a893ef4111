"""Attributes in a table."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from desktop_app.tray.presenters.run_view.attributes import Attribute, Group
from desktop_app.tray.views.run.attribute_table import AttributeTable

pytestmark = pytest.mark.gui
GROUPS = [
    Group(
        "Mapped", [Attribute("agent", "claude-code"), Attribute("prompt", "[hash]", "prompt", 60)]
    ),
    Group("Raw, as sent: span", [Attribute("tool_name", "Bash" * 200)]),
]


@pytest.fixture
def table(theme, qtbot, qtmodeltester) -> AttributeTable:
    """The table, filled."""
    made = AttributeTable(theme)
    qtbot.addWidget(made)
    made.resize(340, 300)
    made.lines_model.show_groups(GROUPS)
    qtmodeltester.check(made.lines_model)
    with qtbot.waitExposed(made):
        made.show()
    return made


def texts(table: AttributeTable) -> list[str]:
    """Return the first column."""
    model = table.lines_model
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_groups_stand_under_their_headings(table):
    """A heading takes the whole row."""
    assert texts(table) == ["Mapped", "agent", "prompt", "Raw, as sent: span", "tool_name"]
    assert table.columnSpan(0, 0) == 2
    assert table.columnSpan(1, 0) == 1


def test_a_redaction_is_a_chip_with_its_rule(table):
    """What is read out is what is seen."""
    assert table.lines_model.index(2, 1).data() == "by rule prompt, 60 bytes"
    assert table.lines_model.index(2, 1).data(Qt.ItemDataRole.ToolTipRole) == "[hash]"
    table.grab()


def test_filtering_keeps_headings_of_what_is_left(table):
    """By name or value, whatever the case."""
    table.lines_model.filter("BASH")
    assert texts(table) == ["Raw, as sent: span", "tool_name"]
    table.lines_model.filter("nothing")
    assert texts(table) == []
    table.lines_model.filter("")
    assert len(texts(table)) == 5


def test_a_line_is_copied_whole(table, qtbot):
    """A heading is not."""
    table.setCurrentIndex(table.lines_model.index(4, 0))
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "tool_name\t" + "Bash" * 200
    table.setCurrentIndex(table.lines_model.index(0, 0))
    assert table.current is None
