"""How full the vault is, as a bar and in words; its card on the page Integrity."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel

from desktop_app.model import formats
from desktop_app.tray.views.disk_bar import DiskBar
from desktop_app.tray.views.vault_use import VaultCard, VaultUse

pytestmark = pytest.mark.gui
OPEN = {
    "open": True,
    "why": None,
    "keeps": ["keep command lines"],
    "bytes": 4_000,
    "quota_bytes": 16_000,
    "nearly_full": False,
}


def texts(widget) -> list[str]:
    """Return what one can see of it."""
    labels = widget.findChildren(QLabel)
    return [label.text() for label in labels if label.text() and label.isVisibleTo(widget)]


def test_nothing_is_shown_before_anything_is_known(qtbot, empty_desk) -> None:
    """Then the bar, and no word of trouble."""
    made = VaultUse(empty_desk)
    qtbot.addWidget(made)
    assert made.isHidden()
    empty_desk.link._heard({"vault": OPEN})
    assert not made.isHidden()
    assert texts(made) == ["4.0 kB of 16 kB used"]
    assert made.findChild(DiskBar).accessibleName() == "4.0 kB of 16 kB used"


def test_why_nothing_new_is_kept(qtbot, empty_desk) -> None:
    """Beside what is used, or in its place; it goes with its cause."""
    made = VaultUse(empty_desk)
    qtbot.addWidget(made)
    empty_desk.link._heard({"vault": {**OPEN, "why": "Full.", "nearly_full": True}})
    assert texts(made)[-1] == "New content is not kept: the vault is full."
    empty_desk.link._heard({"vault": {"open": False, "why": "No key.", "keeps": []}})
    assert texts(made) == ["The vault is not open.", "New content is not kept. No key."]
    assert not made.findChild(DiskBar).isVisibleTo(made)
    empty_desk.link._heard({"vault": OPEN})
    assert texts(made) == ["4.0 kB of 16 kB used"]


def test_the_card_says_what_is_kept_and_leads_to_the_choice(qtbot, empty_desk) -> None:
    """Follows the recorder."""
    made = VaultCard(empty_desk)
    qtbot.addWidget(made)
    assert "–" in texts(made)  # noqa: RUF001 - not known
    empty_desk.link._heard({"vault": OPEN})
    assert "command lines" in texts(made)
    empty_desk.link._heard({"vault": {**OPEN, "keeps": []}})
    assert "nothing" in texts(made)
    with qtbot.waitSignal(empty_desk.go.page) as told:
        made.choose.click()
    assert told.args == ["settings"]


def test_the_card_says_when_the_next_purge_runs(qtbot, live_desk) -> None:
    """As the recorder tells it; asked again only where the answer may be another one."""
    made = VaultCard(live_desk)
    qtbot.addWidget(made)
    assert made._next.text() == formats.NOT_REPORTED
    made.ask()
    qtbot.waitUntil(lambda: "Nothing is old enough." in made._next.text())
    qtbot.waitUntil(lambda: live_desk.link.state.get("retention") is not None)
    far = live_desk.clock.now_us() + 10**12
    made._have_coming({**made._coming, "at_us": far})
    made._policy = {"payload_days": 1}
    made.ask_again()
    assert made._policy == live_desk.link.state.get("retention")
    qtbot.waitUntil(lambda: made._coming["at_us"] < far)


def test_without_a_recorder_the_next_purge_is_a_dash(qtbot, empty_desk) -> None:
    """Nobody can say."""
    made = VaultCard(empty_desk)
    qtbot.addWidget(made)
    made._next.setText("Today")
    made.ask()
    qtbot.waitUntil(lambda: made._next.text() == formats.NOT_REPORTED)
