"""tray.views.trouble_band: on every page while something is wrong, gone when it is not."""

from __future__ import annotations

import pytest

from desktop_app.errors import KeychainLockedError
from desktop_app.tray.presenters.state import Phase, Verdict
from desktop_app.tray.views import trouble_band
from desktop_app.tray.views.trouble_band import TroubleBand

pytestmark = pytest.mark.gui
FINE = {"local_only": True, "size": 5, "sealed_size": 5}


@pytest.fixture
def band(empty_desk, qtbot):
    """A band over a desk without a recorder."""
    made = TroubleBand(empty_desk)
    qtbot.addWidget(made)
    return made


def test_it_comes_and_goes_with_the_trouble(band, empty_desk):
    """And says it to everybody."""
    assert not band.isVisibleTo(band.parent())
    empty_desk.link._heard({**FINE, "trouble": "The disk is full."})
    assert band.isVisibleTo(band.parent())
    assert band.accessibleName().startswith("Not recording. The disk is full.")
    assert not band._remedy.isVisibleTo(band)
    empty_desk.link._heard(FINE)
    assert not band.isVisibleTo(band.parent())


def test_the_recorder_can_be_started_again(band, empty_desk, qtbot):
    """`Start again`."""
    empty_desk.link.down(Phase.TROUBLE, "It stopped 3 times in 2 minutes: why.")
    with qtbot.waitSignal(empty_desk.go.start_again):
        band._remedy.click()


def test_a_bad_verdict_leads_to_integrity(band, empty_desk, qtbot):
    """`Show`."""
    empty_desk.link.judged(Verdict("Invalid", passes=False, at_us=1))
    empty_desk.link._heard(FINE)
    with qtbot.waitSignal(empty_desk.go.page) as told:
        band._remedy.click()
    assert told.args == ["integrity"]


def test_content_that_is_not_kept_leads_to_the_settings(band, empty_desk, qtbot):
    """There stands how full it is, and what may be kept."""
    empty_desk.link._heard({**FINE, "vault": {"open": False, "why": "Why.", "keeps": []}})
    assert band.accessibleName().startswith("Content is not kept. Recording goes on.")
    with qtbot.waitSignal(empty_desk.go.page) as told:
        band._remedy.click()
    assert told.args == ["settings"]


def test_the_keychain_is_unlocked_by_the_systems_own_dialog(band, empty_desk, qtbot, monkeypatch):
    """While it stands the button rests; one that was dismissed is told."""
    asked = []
    monkeypatch.setattr(trouble_band, "unlock", lambda _context: asked.append(1))
    monkeypatch.setattr(empty_desk.link, "poke", lambda: asked.append(2))
    empty_desk.link._heard({**FINE, "waiting_for": "The keychain is locked."})
    band._remedy.click()
    assert not band._remedy.isEnabled()
    qtbot.waitUntil(band._remedy.isEnabled)
    assert asked == [1, 2]

    def dismissed(_context):
        raise KeychainLockedError("The keychain is still locked.")

    monkeypatch.setattr(trouble_band, "unlock", dismissed)
    band._remedy.click()
    qtbot.waitUntil(lambda: bool(empty_desk.notices.errors))
    assert band._remedy.isEnabled()


def test_without_a_remedy_a_click_does_nothing(band):
    """There is none to click."""
    band._act()
