"""The right side of the export window."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from desktop_app.tray.presenters.export import Item
from desktop_app.tray.views.export_said import ExportSaid
from tests.fakes.seen import told

pytestmark = pytest.mark.gui


def test_both_lists_and_a_sentence_instead(qtbot, theme):
    """Each item has its words for assistive technology; the same again changes nothing."""
    said = ExportSaid(theme)
    qtbot.addWidget(said)
    said.resize(400, 400)
    said.show()
    lists = ([Item("sealed", "ok", "5 entries", "and 9 more")], [Item("anchor", "text2", "A", "")])
    said.show_items(*lists)
    qtbot.waitUntil(lambda: "What it will say is missing\nA" in told(said))
    assert "5 entries. and 9 more" in {one.accessibleName() for one in said.findChildren(QWidget)}
    before = said.findChildren(QWidget)
    said.show_items(*lists)
    assert said.findChildren(QWidget) == before
    said.tell("Nothing was recorded yet.")
    qtbot.waitUntil(lambda: told(said) == "Nothing was recorded yet.")
