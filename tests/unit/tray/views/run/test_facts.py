"""Facts as widgets."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton

from desktop_app.tray.presenters.run_view.detail import Section
from desktop_app.tray.presenters.run_view.fact import Fact
from desktop_app.tray.views.run import facts

pytestmark = pytest.mark.gui
ID = Fact("Leaf hash", "7c41…1f54", fixed=True, whole="7c41" * 16)


def test_what_senders_sent_is_plain_text(theme, qtbot):
    """No markup, and it can be selected."""
    box = facts.facts(theme, [Fact("Says", "<b>bold</b>", icon="kept", tone="ok")])
    qtbot.addWidget(box)
    label = next(one for one in box.findChildren(QLabel) if one.text() == "<b>bold</b>")
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
    assert label.accessibleName() == "Says <b>bold</b>"


def test_an_elided_id_is_copied_whole(theme, qtbot):
    """By its button."""
    box = facts.facts(theme, [ID])
    qtbot.addWidget(box)
    button = box.findChild(QPushButton)
    assert button.accessibleName() == "Copy Leaf hash"
    button.click()
    assert QGuiApplication.clipboard().text() == ID.whole


def test_a_heading_offers_its_link(theme, qtbot):
    """And tells which."""
    told: list[str] = []
    for link, text in (("why", "Decision path"), ("verify", "Verify this entry")):
        box = facts.section(theme, Section("T", (ID,), "text", link), told.append)
        qtbot.addWidget(box)
        button = box.findChild(QPushButton, link)
        assert button.text() == text
        button.click()
    assert told == ["why", "verify"]


def test_a_fact_offers_to_reveal(theme, qtbot):
    """Where somebody listens; its button says what."""
    told: list[str] = []
    fact = Fact("Command", "kept", "kept", "ok", link="reveal abc")
    box = facts.section(theme, Section("Content", (fact,)), told.append)
    alone = facts.facts(theme, [fact])
    for made in (box, alone):
        qtbot.addWidget(made)
    button = box.findChild(QPushButton, "reveal abc")
    assert (button.text(), button.accessibleName()) == ("Reveal…", "Reveal Command")
    button.click()
    assert told == ["reveal abc"]
    assert alone.findChild(QPushButton) is None


def test_parts_below_each_other_or_in_two_columns(theme, qtbot):
    """Whatever their number."""
    for count in range(4):
        for make in (facts.column, facts.columns):
            box = make([facts.section(theme, Section(f"T{n}")) for n in range(count)])
            qtbot.addWidget(box)
            box.resize(800, 300)
            box.grab()
