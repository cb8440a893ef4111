"""tray.presenters.trouble: what is wrong, what is safe, and the one thing that helps."""

from __future__ import annotations

from desktop_app.tray.presenters import state as states
from desktop_app.tray.presenters import trouble
from desktop_app.tray.presenters.state import Phase, Verdict
from desktop_app.tray.presenters.trouble import Remedy

FINE = {"local_only": True, "size": 5, "sealed_size": 5}


def test_nothing_is_said_while_nothing_is_wrong():
    """Recording, paused, starting."""
    for state in (
        states.of(FINE),
        states.of({**FINE, "paused": True}),
        states.without(Phase.STARTING),
    ):
        assert trouble.of(state) is None


def test_a_recorder_that_keeps_ending_can_be_started_again():
    """With its own reason."""
    found = trouble.of(states.without(Phase.TROUBLE, "It stopped 3 times in 2 minutes: why."))
    assert found.title == "The recorder is not running"
    assert found.text == ("It stopped 3 times in 2 minutes: why. What was acknowledged is safe.")
    assert (found.remedy, found.word) == (Remedy.START_AGAIN, "Start again")


def test_a_locked_keychain_can_be_unlocked():
    """The system's own dialog asks."""
    found = trouble.of(states.of({**FINE, "waiting_for": "The keychain is locked."}))
    assert (found.title, found.remedy) == ("The keychain is locked", Remedy.UNLOCK)
    assert found.text.endswith("Nothing is recorded until it is unlocked.")


def test_a_full_disk_is_said_and_only_the_person_can_help():
    """No button that would do nothing."""
    found = trouble.of(states.of({**FINE, "trouble": "The disk is full."}))
    assert (found.title, found.remedy) == ("Not recording", None)
    other = trouble.of(states.of({**FINE, "waiting_for": "The keys are lost."}))
    assert other.remedy is None


def test_a_bad_verdict_leads_to_its_page():
    """Recording goes on: that is said."""
    verdict = Verdict("Diverged", passes=False, at_us=1)
    found = trouble.of(states.of(FINE, verdict=verdict))
    assert (found.title, found.remedy) == ("Verification failed", Remedy.LOOK)
    assert found.text == "The record is diverged. Recording goes on."


def test_content_that_is_not_kept_is_no_trouble_of_the_record():
    """Recording goes on: the tray's shape stays; the settings say more."""
    state = states.of({**FINE, "vault": {"open": False, "why": "Its key is gone.", "keeps": []}})
    found = trouble.of(state)
    assert state.phase is Phase.RECORDING
    assert (found.title, found.remedy) == ("Content is not kept", Remedy.SETTINGS)
    assert found.text == "Recording goes on. New content is not kept. Its key is gone."


def test_managed_defaults_that_do_not_hold_are_told():
    """With what the recorder says of them."""
    said = {"folder": "/etc/countersign", "settings": {}, "digest": None, "trouble": ["It is so."]}
    found = trouble.of(states.of({**FINE, "managed": said}))
    assert (found.title, found.text) == ("Not all that is managed holds", "It is so.")
    assert found.remedy is Remedy.SETTINGS
    assert trouble.of(states.of({**FINE, "managed": {**said, "trouble": []}})) is None
