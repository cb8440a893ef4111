"""The verdict's card: good, bad, unknown, on its way; facts beside or below."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QProgressBar

from desktop_app.tray.presenters.integrity import Fact, Progress
from desktop_app.tray.presenters.verdict import Shown
from desktop_app.tray.views.verdict_card import VerdictCard
from tests.fakes.seen import pressed, told

pytestmark = pytest.mark.gui
GOOD = Shown("Consistent", "ok", "sealed", "All 7 entries.", lacks="No witness yet.")
BAD = Shown(
    *("Diverged", "deny", "warning", "7 entries."),
    bad=("First bad entry: #3", "Against the pin."),
    checkpoints=(("The record's own checkpoint", "log\n7\n" + "x" * 90), ("The pin", "log\n9")),
    report="the report",
)


@pytest.fixture
def card(qtbot, theme):
    """The card, shown."""
    made = VerdictCard(theme)
    qtbot.addWidget(made)
    made.resize(1000, 200)
    made.show()
    return made


def test_a_good_verdict(qtbot, card):
    """Word, sentence, what is missing for more; nothing to copy."""
    card.show_verdict(GOOD)
    qtbot.waitUntil(lambda: told(card) == "Consistent\nAll 7 entries.\nNo witness yet.")
    assert not card.property("tone")


def test_a_bad_verdict(qtbot, card, qapp):
    """The card turns; both checkpoints, cut where they are long; the report can be copied."""
    card.show_verdict(BAD)
    qtbot.waitUntil(lambda: "The pin" in told(card))
    assert card.property("tone") == "deny"
    assert "x" * 12 + "…" + "x" * 8 in told(card)
    pressed(card, "Copy report").click()
    assert qapp.clipboard().text() == "the report"
    card.show_verdict(GOOD)
    assert not card.property("tone")


def test_remarks_of_a_good_verdict_are_amber(qtbot, card):
    """A person should look, but nothing is wrong."""
    card.show_verdict(Shown("Consistent", "ok", "sealed", "All.", bad=("#4: Clock jumped.",)))
    qtbot.waitUntil(lambda: "#4: Clock jumped." in told(card))
    (remark,) = [one for one in card.findChildren(QLabel) if one.text().startswith("#4")]
    assert remark.property("tone") == "ask"


def test_unknown_and_impossible(qtbot, card):
    """Nobody verified; it could not be verified."""
    card.show_unknown("Verify now.")
    qtbot.waitUntil(lambda: told(card) == "Not verified yet\nVerify now.")
    card.show_unknown("The keychain is locked.", tone="deny")
    qtbot.waitUntil(lambda: told(card) == "Not verified\nThe keychain is locked.")


def test_progress(qtbot, card):
    """A bar without an end until the numbers are known; Cancel is told."""
    card.show_progress(Progress(), has_verdict=False)
    bar = card.findChild(QProgressBar)
    assert (bar.minimum(), bar.maximum()) == (0, 0)
    card.show_progress(Progress(5, 10, 0.5), has_verdict=False)
    assert card.findChild(QProgressBar) is bar
    assert bar.value() == 50
    qtbot.waitUntil(lambda: "Entry 5 of 10." in told(card))
    with qtbot.waitSignal(card.cancelled):
        pressed(card, "Cancel").click()
    card.show_verdict(GOOD)
    qtbot.waitUntil(lambda: "Verifying" not in told(card))


def test_facts_change_in_place(qtbot, card):
    """The labels stay while only values change; a changed shape makes new ones."""
    card.show_facts([Fact("sealed", "ok", "Sealed to", "#7")])
    labels = card.findChildren(QLabel)
    card.show_facts([Fact("sealed", "ok", "Sealed to", "#8")])
    assert card.findChildren(QLabel) == labels
    qtbot.waitUntil(lambda: "#8" in told(card))
    card.show_facts([Fact("sealed", "text3", "Sealed to", "–")])  # noqa: RUF001 - the design's sign
    qtbot.waitUntil(lambda: "–" in told(card))  # noqa: RUF001 - likewise
    card.stack(narrow=True)
    card.stack(narrow=False)
