"""What verifying an entry came to, in place: tone, shape and sentence."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel

from desktop_app.model import formats
from desktop_app.operations.verify_entry import EntryVerdict
from desktop_app.tray.views.run.said import checking, of_verdict, verified

pytestmark = pytest.mark.gui
AT_US = 1_795_169_861_000_000


def test_words_of_a_verdict() -> None:
    """Sealed or not yet, and when it was checked; before that, that it is being checked."""
    when = formats.time_of_day(AT_US)[:5]
    assert verified(EntryVerdict(7, "ab", 4100, pinned=True, at_us=AT_US)) == (
        "ok",
        f"Matches checkpoint 4,100, checked {when}",
    )
    tone, text = verified(EntryVerdict(7, "ab", None, pinned=True, at_us=AT_US))
    assert tone == "ask"
    assert text.startswith("Not sealed yet")
    assert checking(4711) == ("text2", "Checking entry #4,711…")


def test_it_has_a_name_and_a_tint(qtbot, desk) -> None:
    """For everybody."""
    made = of_verdict(desk, ("deny", "It does not."))
    qtbot.addWidget(made)
    assert made.accessibleName() == "It does not."
    assert made.property("tone") == "deny"
    assert [label.text() for label in made.findChildren(QLabel) if label.text()] == ["It does not."]
