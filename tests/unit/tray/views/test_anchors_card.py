"""The card of anchors: facts, and what would be provable."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel

from desktop_app.tray.presenters.anchors import Outside
from desktop_app.tray.presenters.integrity import Fact
from desktop_app.tray.views.anchors_card import AnchorsCard
from tests.fakes.seen import told

pytestmark = pytest.mark.gui


def test_it_shows_facts_and_sentences(qtbot, theme):
    """And what is shown again leaves its texts alone: they may be selected."""
    card = AnchorsCard(theme)
    qtbot.addWidget(card)
    card.show()
    first = Outside((Fact("anchor", "text2", "Checkpoint elsewhere", "none"),), ("Nothing.",))
    card.show_outside(first)
    qtbot.waitUntil(lambda: "Checkpoint elsewhere" in told(card))
    assert "If this disk were swapped today" in told(card)
    labels = card.findChildren(QLabel)
    card.show_outside(Outside(first.facts, ("Nothing.",)))
    assert card.findChildren(QLabel) == labels
    card.show_outside(Outside(first.facts, ("A checkpoint.", "A time stamp.")))
    qtbot.waitUntil(lambda: "A time stamp." in told(card))
    qtbot.waitUntil(lambda: "Nothing." not in told(card))
