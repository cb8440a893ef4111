"""tray.presenters.state: one state, said in the same way by icon, menu, tool tip and window."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from desktop_app.tray.presenters import state as states
from desktop_app.tray.presenters.state import Phase, State, Verdict

HALF_PAST_TEN_US = int(datetime(2026, 11, 20, 10, 31).astimezone().timestamp()) * 1_000_000
FINE = {"local_only": True, "size": 10_486, "sealed_size": 10_483, "upstreams": 0}
SOUND = Verdict("Consistent", passes=True, at_us=HALF_PAST_TEN_US)
BROKEN = Verdict("Diverged", passes=False, at_us=HALF_PAST_TEN_US)


def test_recording_says_all_of_it_in_one_sentence():
    """As the page tray.md says."""
    state = states.of(FINE)
    assert state.phase is Phase.RECORDING
    assert states.tooltip(state) == ("Recording, local-only, sealed to #10,482, 3 not yet sealed.")
    assert states.headline(state) == "Recording"
    assert states.subline(state) == "Sends nothing out"
    assert states.state_line(state) == "Recording, local-only"
    assert states.seal_line(state) == "Sealed to #10,482, 3 not yet sealed"


def test_all_sealed_says_nothing_of_what_is_not():
    """No `0 not yet sealed`."""
    state = states.of({**FINE, "size": 10_483})
    assert states.seal_line(state) == "Sealed to #10,482"


def test_before_the_first_seal_and_before_anything_is_known():
    """Nothing is claimed that is not known."""
    assert states.seal_line(states.of({**FINE, "sealed_size": 0})) == "Nothing sealed yet"
    unknown = states.without(Phase.STARTING)
    assert states.seal_line(unknown) == "Nothing is known of the record yet"
    assert states.tooltip(unknown) == "Countersign is starting."


def test_a_pause_says_until_when():
    """By the clock, or until the person resumes."""
    timed = states.of({**FINE, "paused": True, "paused_until_us": HALF_PAST_TEN_US})
    assert timed.phase is Phase.PAUSED
    assert states.headline(timed) == "Paused until 10:31"
    assert states.tooltip(timed).startswith("Paused until 10:31, local-only, sealed to #10,482")
    endless = states.of({**FINE, "paused": True, "paused_until_us": None})
    assert states.headline(endless) == "Paused until you resume"


@pytest.mark.parametrize("field", ["waiting_for", "trouble"])
def test_trouble_comes_before_everything_and_says_why(field):
    """Not recording, whatever else holds."""
    state = states.of({**FINE, "paused": True, field: "The disk is full."})
    assert state.phase is Phase.TROUBLE
    assert states.tooltip(state) == "Not recording: The disk is full."
    assert states.subline(state) == "The disk is full."
    assert states.state_line(state) == "Not recording: The disk is full."
    assert states.headline(state) == "Not recording"
    assert states.icon(state, dark_panel=True) == "trouble-ondark"


def test_a_failed_verification_is_trouble_though_recording_goes_on():
    """The icon must not look calm over a record that contradicts its pin."""
    state = states.of(FINE, verdict=BROKEN)
    assert state.phase is Phase.TROUBLE
    assert states.headline(state) == "Verification failed"
    assert states.subline(state) == "The record is Diverged."
    assert states.tooltip(state) == "Verification failed: The record is Diverged."
    down = states.without(Phase.TROUBLE, "It stopped.", verdict=BROKEN)
    assert states.headline(down) == "Not recording"


@pytest.mark.parametrize(
    ("state", "icon"),
    [
        (states.of(FINE), "recording-local-onlight"),
        (states.of({**FINE, "local_only": False}), "recording-onlight"),
        (states.of({**FINE, "paused": True}), "paused-local-onlight"),
        (states.of({**FINE, "paused": True, "local_only": False}), "paused-onlight"),
        (states.without(Phase.STARTING), "starting-onlight"),
        (states.without(Phase.TROUBLE, "x"), "trouble-onlight"),
        (State(Phase.RECORDING, questions=3), "waiting-3-onlight"),
        (State(Phase.PAUSED, questions=10), "waiting-9plus-onlight"),
        (State(Phase.TROUBLE, "x", questions=1), "trouble-onlight"),
    ],
)
def test_one_shape_for_each_state_and_the_gravest_shows(state, icon):
    """Trouble > waiting > paused > recording."""
    assert states.icon(state, dark_panel=False) == icon


def test_waiting_questions_are_said_first():
    """Gravest first."""
    assert states.tooltip(State(Phase.RECORDING, questions=2, size=5, sealed_size=5)) == (
        "2 questions wait for you. Recording, local-only, sealed to #4."
    )
    assert states.tooltip(State(Phase.RECORDING, questions=1)).startswith("1 question waits")


@pytest.mark.parametrize(
    ("upstreams", "words"),
    [
        (0, "Nothing is set up to receive data"),
        (1, "1 upstream may receive data"),
        (3, "3 upstreams may receive data"),
    ],
)
def test_an_open_door_names_how_many_may_receive(upstreams, words):
    """In words, with their number."""
    state = states.of({**FINE, "local_only": False, "upstreams": upstreams})
    assert states.subline(state) == words
    assert states.state_line(state) == "Recording, door open"


def test_the_verdict_and_when():
    """At the foot of the navigation."""
    assert states.verified_line(states.of(FINE), HALF_PAST_TEN_US) == "Not verified yet"
    state = states.of(FINE, verdict=SOUND)
    assert states.verified_line(state, HALF_PAST_TEN_US) == "Verified 10:31:00, consistent"


def test_what_the_recorder_says_cannot_hide_or_move_anything():
    """A path in an error message may hold any character."""
    assert "\u202e" not in states.tooltip(states.of({**FINE, "trouble": "a\u202eb"}))
    assert "U+202E" in states.tooltip(states.without(Phase.TROUBLE, "a\u202eb"))


def test_fields_of_the_answer_can_be_read():
    """For pages that show more of it."""
    assert states.of({**FINE, "custody": "plain-file"}).get("custody") == "plain-file"
    assert states.of(FINE).get("nothing") is None


@pytest.mark.parametrize("wrong", [10**30, -1, True, "many", None, 2**53, [], 1.5])
def test_numbers_that_are_none_change_nothing(wrong):
    """Whoever answers in the recorder's place: what is shown stays a sentence."""
    names = ("size", "sealed_size", "upstreams", "paused_until_us")
    state = states.of({**FINE, **dict.fromkeys(names, wrong), "paused": True})
    assert states.tooltip(state).startswith("Paused until you resume, local-only")
    assert (state.size, state.sealed_size, state.upstreams) == (None, None, 0)


def test_a_picture_taken_just_now_comes_before_what_waits():
    """But trouble comes before it."""
    fine = states.of({"local_only": True})
    waiting = replace(fine, questions=2)
    assert states.icon(waiting, dark_panel=True, capturing=True) == "capturing-ondark"
    assert states.icon(waiting, dark_panel=True) == "waiting-2-ondark"
    bad = states.of({"trouble": "The disk is full."})
    assert states.icon(bad, dark_panel=False, capturing=True) == "trouble-onlight"


@pytest.mark.parametrize(
    ("captures", "entry"),
    [
        ({"newest": {"entry": 4, "at_us": 9, "sender": "", "run_id": "r"}}, 4),
        ({"newest": {"entry": "4", "at_us": 9}}, None),
        ({"newest": None}, None),
        ("many", None),
        (None, None),
    ],
)
def test_the_newest_picture(captures, entry):
    """Whoever answers in the recorder's place."""
    found = states.newest_capture(states.of({"captures": captures}))
    assert (None if found is None else found.entry) == entry


def test_what_is_kept_now():
    """By its purpose; nothing where nobody says so."""
    assert states.keeps(states.of({"vault": {"keeps": ["screenshots"]}}), "screenshots")
    assert not states.keeps(states.of({"vault": {"keeps": ["screenshots"]}}), "file content")
    assert not states.keeps(states.of({"vault": None}), "screenshots")
    assert not states.keeps(states.of({"vault": {"keeps": 5}}), "screenshots")


def test_the_days_of_kept_content_are_those_in_force() -> None:
    """As the recorder says them; the first ones until it does."""
    assert states.kept_days(states.of({"retention": {"payload_days": 30}})) == 30
    for wrong in ({}, {"retention": 1}, {"retention": {"payload_days": "x"}}):
        assert states.kept_days(states.of(wrong)) == 90
