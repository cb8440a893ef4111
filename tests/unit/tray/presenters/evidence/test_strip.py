"""The chooser of runs, the frames' sentences, the line above the picture."""

from __future__ import annotations

from desktop_app.tray.presenters import state as states
from desktop_app.tray.presenters.evidence import strip
from desktop_app.tray.presenters.evidence.frames import frames
from tests.fakes.captures import AT_US, capture, missing

RUN = {
    "run": 4,
    "sender": "ci",
    "run_id": "r",
    "agent": "claude-code",
    "name": None,
    "started_us": AT_US,
}


def test_runs_are_named_by_agent_and_beginning() -> None:
    """By the person's own name where they gave one; by hand in no run."""
    found = strip.run(RUN, AT_US)
    assert found.name.startswith("Claude Code, ")
    assert (found.ref, found.sender, found.run_id) == ("#4", "ci", "r")
    assert strip.run({**RUN, "name": "nightly\u202e"}, AT_US).name.startswith("nightlyU+202E, ")
    assert strip.run({**RUN, "agent": None}, AT_US).name.startswith("ci, ")
    by_hand = strip.run({**RUN, "run": None}, AT_US)
    assert (by_hand.name, by_hand.ref) == ("By hand, in no run", "")


def test_a_frame_is_told_whole() -> None:
    """Title, time, size, whether it is shown, what is masked; or why there is none."""
    kept, gone = frames([capture(1), missing(2, "black")], AT_US)
    said = strip.spoken(kept, is_open=False)
    assert said.startswith("Edit, before, ")
    assert said.endswith("1000 by 500 pixels, kept, not shown, masked: password manager")
    assert "pixels, shown" in strip.spoken(kept, is_open=True)
    assert strip.spoken(gone, is_open=False).endswith("The picture was black and was not stored.")
    assert strip.label(kept) == ("Edit, before", "+1.00 s")


def test_the_band_says_what_can_be_looked_at() -> None:
    """Nothing is kept; some is, and is not shown; it is shown, and by which entry."""
    listed = frames([capture(1), capture(2, "after"), missing(3, "black")], AT_US)
    assert strip.band(listed[2:], 0, ()) == ("No picture of this run is kept.", 0, False)
    closed = strip.band(listed, 0, ())
    assert closed == ("2 pictures are kept. They are shown when you say why.", 4, False)
    shown = strip.band(listed, 4, (10_490,))
    assert shown.text.endswith("Recorded as #10,490.")
    assert (shown.opens, shown.shown) == (0, True)
    assert strip.band(listed, 2, (7,)).text.endswith("2 more pieces are kept.")


def test_ticks_stand_between_first_and_last() -> None:
    """One alone is at the beginning; none are nowhere."""
    listed = frames([capture(number) for number in (1, 2, 5)], AT_US)
    assert strip.ticks(listed) == [0, 0.25, 1]
    assert strip.ticks(listed[:1]) == [0]
    assert strip.ticks([]) == []


def test_what_is_recorded_says_whether_to_read_again() -> None:
    """Nothing, while nobody says."""
    told = states.of({"captures": {"count": 3}, "indexed_size": 40})
    assert strip.recorded(told) == (3, 40)
    for wrong in ({}, {"captures": 1, "indexed_size": None}, {"captures": {"count": "x"}}):
        assert strip.recorded(states.of(wrong)) == (0, 0)
