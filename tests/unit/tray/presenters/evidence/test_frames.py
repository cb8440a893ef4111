"""Frames of the filmstrip: made of what the record says, hostile or not."""

from __future__ import annotations

import pytest

from desktop_app.tray.presenters.evidence import frames as presenter
from desktop_app.tray.presenters.evidence.frames import Box, frames
from tests.fakes.captures import AT_US, SECOND, capture, missing, piece


def test_a_frame_has_its_facts() -> None:
    """When, of what, how large, what is masked, which windows, where it is kept."""
    (frame,) = frames([capture(3, tool_call=12)], AT_US)
    assert (frame.title, frame.since_us, frame.size) == ("Edit, before", 3 * SECOND, (1000, 500))
    assert [(one.box, one.label) for one in frame.covered] == [
        (Box(500, 400, 200, 100), "password manager")
    ]
    assert frame.windows is not None
    assert [(one.app, one.active, one.masked) for one in frame.windows] == [
        ("Console", False, False),
        ("firefox", True, False),
        ("KeePassXC", False, True),
    ]
    assert frame.picture is not None
    assert frame.thumbnail is not None
    assert (frame.picture.size, frame.thumbnail.size) == (6_220_891, 1_000)
    assert frame.picture.stored == 40_000
    assert (frame.call, frame.missing) == (12, "")


def test_places_are_told_from_the_corner_of_the_picture() -> None:
    """A second monitor's picture begins where that does."""
    masked = [{"rule": "countersign", "app": "countersign", "box": [1100, 20, 50, 40]}]
    (frame,) = frames([capture(1, box=[1000, 0, 800, 600], masked=masked)], AT_US)
    assert frame.covered[0].box == Box(100, 20, 50, 40)
    assert frame.monitors[0][1] == Box(-1000, 0, 1000, 500)


def test_frames_come_by_time() -> None:
    """Whatever was written down first: pictures are encoded beside each other."""
    rows = [capture(2, taken_us=AT_US + 9), capture(1, taken_us=AT_US + 10)]
    assert [frame.entry for frame in frames(rows, AT_US)] == [2, 1]


def test_why_there_is_no_picture() -> None:
    """A reason of the desktop, a vault that is full, a purge, a vault that cannot be read."""
    rows = [
        missing(1, "refused"),
        capture(2, pieces=[{"entry": 2, "not_kept": "full"}]),
        capture(3, pieces=[piece(3, "screenshot.before", "purged")]),
        capture(4, pieces=[], trouble="It is no vault."),
        capture(5, pieces=[]),
    ]
    found = [frame.missing for frame in frames(rows, AT_US)]
    assert found[0].startswith("The desktop refused the screenshot at ")
    assert found[1:] == [
        "The picture was not kept: the vault was full.",
        "Purged. The entry still verifies.",
        "What is kept cannot be read. It is no vault.",
        "The picture was not kept.",
    ]


def test_before_and_after_of_a_call_belong_together() -> None:
    """By the call, else by the intent; of several the nearest; a missing one, too."""
    rows = [
        capture(1),
        capture(2),
        missing(3, "black"),
        capture(4, "after"),
        capture(5, call=None, intent=9),
        capture(6, "after", None, intent=9),
        capture(7, "hand", None),
    ]
    listed = frames(rows, AT_US)
    looks = [[one.entry for one in presenter.look(listed, at)] for at in range(7)]
    assert looks == [[1, 3], [2, 3], [2, 3], [2, 4], [5, 6], [5, 6], [7]]
    assert {name: len(found) for name, found in presenter.by_call(listed).items()} == {"call-1": 4}


def test_an_after_without_its_before_stands_alone() -> None:
    """The recorder may have been started in between."""
    listed = frames([capture(1, "after"), capture(2, "before")], AT_US)
    assert [len(presenter.look(listed, at)) for at in (0, 1)] == [1, 1]


def test_pieces_are_counted_once_and_bounded_around_a_place() -> None:
    """So that another place shows the others."""
    listed = frames([capture(number, call=f"c{number}") for number in range(1, 8)], AT_US)
    assert len(presenter.pieces(listed, 0, 500)) == 14
    assert {one.entry for one in presenter.pieces(listed, 0, 5)} == {1, 2}
    assert {one.entry for one in presenter.pieces(listed, 6, 5)} == {6, 7}
    same = frames([capture(1, pieces=[piece(1, "screenshot.before")])] * 3, AT_US)
    assert len(presenter.pieces(same, 0, 500)) == 1


@pytest.mark.parametrize(
    "odd",
    [
        {"box": [0, 0, 0, 5]},
        {"box": [0, 0, 1 << 40, 5]},
        {"box": "all"},
        {"box": [1, 2, 3]},
        {"windows": "many"},
        {"windows": [1, {"app": 7, "box": None}]},
        {"masked": {"rule": "x"}},
        {"masked": [{"rule": 5, "box": [1, 2]}]},
        {"monitors": [{"box": []}]},
        {"taken_us": -4, "asked_us": "soon"},
        {"tool": 7, "trigger": None, "outcome": None},
        {"tool": "a\u202eb"},
    ],
)
def test_a_strange_entry_is_shown_and_breaks_nothing(odd) -> None:
    """The log may be somebody else's."""
    (frame,) = frames([capture(1, **odd)], AT_US)
    assert min(frame.size) > 0
    assert "\u202e" not in frame.title
