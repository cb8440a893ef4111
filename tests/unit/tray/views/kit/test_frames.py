"""tray.views.kit.frames: what holds other things."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication

from desktop_app.tray.views import kit

pytestmark = pytest.mark.gui


def test_a_code_box_copies_all_of_what_it_may_show_elided(theme, qtbot):
    """What is copied is never the elided text."""
    made = kit.CodeBox(theme, "one")
    qtbot.addWidget(made)
    made.set_text("a long key", "a l…y")
    made._copy()
    assert QGuiApplication.clipboard().text() == "a long key"


def test_an_empty_state_says_why_and_what_to_do(theme, qtbot):
    """A shape, a title, a sentence, an action."""
    made = kit.EmptyState(theme, "timeline", "No runs yet", "It waits.", [kit.button("Set up")])
    qtbot.addWidget(made)
    made.tell("No run matches", "A longer sentence " * 12)
    assert made._title.text() == "No run matches"
    assert made._text.minimumHeight() >= made._text.heightForWidth(made._text.width())


def test_the_other_parts_are_made_and_painted(theme, qtbot):
    """Cards, chips, headers, icons, lines: in both schemes."""
    card = kit.Card(theme, "Verdicts")
    header = kit.Header(theme, "Integrity")
    for part in (
        kit.Chip(theme, "1 denied", icon="denied", tone="deny"),
        kit.icon(theme, "sealed", "ok"),
        kit.hairline(vertical=True),
        kit.boxed(kit.row(kit.label(theme, "a"), 8, None), "inset"),
    ):
        card.body.addWidget(part)
    holder = kit.boxed(kit.column(header, 4, card, kit.row(None)))
    qtbot.addWidget(holder)
    light = holder.grab().toImage()
    theme.use("dark")
    assert holder.grab().toImage() != light
    theme.use("light")
