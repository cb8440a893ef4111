"""The cards of the page Integrity, each by itself."""

from __future__ import annotations

import pytest

from desktop_app.tray.presenters.integrity import Disk, Part
from desktop_app.tray.views.integrity_cards import (
    DiskCard,
    EpochsCard,
    KeyCard,
    NotProvenCard,
    VerdictsCard,
)
from tests.fakes.seen import pressed, told

pytestmark = pytest.mark.gui
NOW = 1_795_169_861_000_000
VKEY = "countersign/7f3a9c21+5d2e81b4+AVq0m3kT9yZb1nQe7sJxw4uHcL2fRd8oGpK6iYtM5vXa"


@pytest.fixture
def shown(qtbot):
    """Show a card."""

    def show(card):
        qtbot.addWidget(card)
        card.resize(500, 300)
        card.show()
        return card

    return show


def verdict(number: int) -> dict[str, object]:
    """Return a row of `Query.verdicts`."""
    row = {"target": "ledger", "verdict": "CONSISTENT", "size": number, "by": "hand"}
    return row | {"ts_us": NOW, "sentence": f"All {number} entries recompute."}


def test_the_key_is_text_picture_and_fingerprint(qtbot, theme, shown, qapp):
    """Copying gives all of it, though it is shown in lines."""
    card = shown(KeyCard(theme))
    digits = "12345 67890 11111 22222 33333 44444"
    card.show_keys({"vkey": VKEY, "fingerprint": digits, "custody": "os-keychain"})
    qtbot.waitUntil(lambda: "12345 67890 11111\n22222 33333 44444" in told(card))
    assert "Kept in the keychain of this system." in told(card)
    assert not card._code.sizeHint().isEmpty()
    pressed(card, "Copy verifier key").click()
    assert qapp.clipboard().text() == VKEY
    with qtbot.waitSignal(card.printed):
        pressed(card, "Print verifier key").click()


def test_keys_that_are_elsewhere_are_said_to_be(qtbot, theme, shown):
    """And custody that should make one uneasy is amber."""
    card = shown(KeyCard(theme))
    card.show_keys({"vkey": VKEY, "fingerprint": None, "custody": "plain-file"})
    qtbot.waitUntil(lambda: "not on this computer" in told(card))
    assert card._custody.property("tone") == "ask"


def test_verdicts_unfold(qtbot, theme, shown):
    """Five, then all, then five; all of them at once where there is room."""
    card = shown(VerdictsCard(theme))
    card.show_verdicts([], now_us=NOW)
    assert "Nobody verified this record yet." in told(card)
    card.show_verdicts([verdict(n) for n in range(40, 48)], now_us=NOW)
    qtbot.waitUntil(lambda: told(card).count("Consistent") == 5)
    pressed(card, "All 8 verdicts").click()
    qtbot.waitUntil(lambda: told(card).count("Consistent") == 8)
    pressed(card, "Show fewer").click()
    qtbot.waitUntil(lambda: told(card).count("Consistent") == 5)
    card.in_full(full=True)
    qtbot.waitUntil(lambda: told(card).count("Consistent") == 8)
    assert "All 8 verdicts" not in told(card)


def test_epochs(qtbot, theme, shown):
    """Each on a line; the same again changes nothing."""
    card = shown(EpochsCard(theme))
    row = {"epoch": 57, "from_us": NOW, "entries": 783, "sealed_us": None, "state": "running"}
    rows = [{**row, "recovered": False}]
    card.show_epochs(rows, key="e57a5d2e", now_us=NOW)
    qtbot.waitUntil(lambda: "e57a 5d2e" in told(card))
    before = card.findChildren(object)
    card.show_epochs(rows, key="e57a5d2e", now_us=NOW)
    assert card.findChildren(object) == before


def test_disk(qtbot, theme, shown):
    """Parts, what becomes of them, and what is free."""
    card = shown(DiskCard(theme))
    card.show_disk(Disk("50 MB", (Part("Ledger", "turn", 12, "kept for ever"),), 100, "21 GB"))
    qtbot.waitUntil(lambda: "kept for ever" in told(card))
    card.show_disk(Disk("51 MB", (Part("Ledger", "turn", 13, "kept for ever"),), 100, "20 GB"))
    qtbot.waitUntil(lambda: "20 GB" in told(card))
    assert "13 bytes" in told(card)


def test_what_is_not_proven(qtbot, theme, shown):
    """A sentence each, and none of the earlier ones."""
    card = shown(NotProvenCard(theme))
    card.show_sentences(("One.", "Two."))
    card.show_sentences(("Three.",))
    qtbot.waitUntil(lambda: "Three." in told(card))
    assert "One." not in told(card)
