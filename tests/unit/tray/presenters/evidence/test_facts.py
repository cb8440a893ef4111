"""The panel beside a picture."""

from __future__ import annotations

from desktop_app.tray.presenters.evidence import facts
from desktop_app.tray.presenters.evidence.frames import frames
from desktop_app.tray.presenters.evidence.held import Hold, Keeping
from tests.fakes.captures import AT_US, WINDOWS, capture, missing, piece

USUAL = Keeping()


def told(*rows, part=None, keeping=USUAL) -> dict[str, dict[str, str]]:
    """Return what the sections say: facts by label, by title."""
    found = facts.sections(frames(rows, AT_US), "Claude Code, 10:05:35", part, keeping)
    return {
        one.title: {**{fact.label: fact.value for fact in one.facts}, "": one.text} for one in found
    }


def test_a_pair_says_all_that_is_known() -> None:
    """Call, times, size, change, masks, windows, what is kept, entries."""
    said = told(capture(1), capture(2, "after"), part=0.0213)
    assert said["Facts"]["Tool call"] == "Edit"
    assert said["Facts"]["Call id"] == "call-1"
    assert said["Facts"]["Screen"] == "1000 × 500"  # noqa: RUF001 - as sizes are written
    assert said["Facts"]["After"].endswith(", 1.0 s later")
    assert said["Facts"]["Changed"] == "2.1 % of the picture"
    assert said["Masked"]["Password manager"] == "1 area"
    assert said["Masked"][""].startswith("1 area was covered before the picture was stored.")
    assert list(said["Windows"])[:3] == ["KeePassXC", "firefox", "Console"]
    assert said["Windows"]["firefox"] == "1 window, in front"
    assert said["Windows"]["KeePassXC"] == "1 window, masked"
    assert said["Kept"]["Size"] == "40 kB and 40 kB"
    assert said["Kept"]["Until"] == "18 Feb 2027"
    assert said["Kept"]["Hold"] == "none"
    assert said["Proof"]["Entries"] == "#1, #2"


def test_a_look_without_a_picture_says_why() -> None:
    """And when it was asked for; nothing of windows, which nobody saw."""
    said = told(missing(4, "locked"))
    assert said["Facts"]["Asked"]
    assert said["Kept"]["Picture"].startswith("The screen was locked at ")
    assert "Windows" not in said
    assert "Until" not in said["Kept"]


def test_where_one_of_two_is_missing_the_other_is_told() -> None:
    """Under the name of its side."""
    said = told(capture(1), missing(2, "black"))
    assert said["Kept"]["After"] == "The picture was black and was not stored."
    assert said["Kept"]["Size"] == "40 kB"
    assert said["Windows"]["firefox"]


def test_windows_that_nobody_tells_or_that_are_none() -> None:
    """A sentence each; two of a program are counted."""
    assert told(capture(1, windows=None))["Windows"][""].startswith("This desktop tells nobody")
    assert told(capture(1, windows=[]))["Windows"][""] == "No window was open."
    said = told(capture(1, windows=[WINDOWS[0], {**WINDOWS[0], "box": [1, 1, 5, 5]}]))
    assert said["Windows"]["Console"] == "2 windows"


def test_monitors_windows_lateness_and_duplicates() -> None:
    """Which of two monitors; the window alone; what may be late; what is stored once."""
    two = [{"box": [0, 0, 1000, 500]}, {"box": [1000, 0, 900, 500]}]
    assert told(capture(1, monitors=two))["Facts"]["Screen"].startswith("1 of 2, ")
    alone = told(capture(1, region="window"))
    assert alone["Facts"]["Screen"].startswith("the window in front")
    assert told(capture(1, late=True))["Facts"]["Waited for"].startswith("late")
    same = told(capture(1, outcome="duplicate"))
    assert same["Kept"]["Same"] == "Before, as an earlier picture; stored once"


def test_parts_of_a_picture() -> None:
    """Never nothing for what is more than that."""
    assert facts.percent(0) == "0.0 %"
    assert facts.percent(0.0004) == "less than 0.1 %"
    assert facts.percent(1) == "100.0 %"


def test_headings() -> None:
    """Both sides, or the one."""
    pair = frames([capture(1), capture(2, "after")], AT_US)
    assert facts.heading(pair) == "Edit, before and after"
    assert facts.heading(pair[:1]) == "Edit, before"
    unnamed = frames([capture(1, tool=None), capture(2, "after", tool=None)], AT_US)
    assert facts.heading(unnamed) == "Before and after"


def test_what_was_purged_is_kept_no_more() -> None:
    """Neither a size nor an end is said of it."""
    said = told(capture(1, pieces=[piece(1, "screenshot.before", "purged")]))
    assert said["Kept"] == {"Picture": "Purged. The entry still verifies.", "": ""}


def test_how_long_it_stays_is_what_is_in_force() -> None:
    """Other days, another end; under a hold there is none."""
    assert told(capture(1), keeping=Keeping(days=91))["Kept"]["Until"] == "19 Feb 2027"
    said = told(capture(1), keeping=Keeping(holds=(Hold(4120, "an incident"),)))
    assert said["Kept"]["Until"] == "the hold is released"
    assert said["Kept"]["Hold"] == "#4,120, an incident"
