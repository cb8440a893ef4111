"""host.screen.frame: rectangles, and what stays out of logs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.host.screen.frame import Box, Reason
from tests.fakes.screens import frame

sides = st.integers(-9, 9)
boxes = st.builds(Box, sides, sides, st.integers(0, 9), st.integers(0, 9))


def _holds(box: Box, x: int, y: int) -> bool:
    return box.left <= x < box.right and box.top <= y < box.bottom


@given(boxes, boxes)
def test_what_lies_in_both(one: Box, other: Box) -> None:
    """Point by point, and the same from either side."""
    common = one.common(other)
    assert common == other.common(one)
    for x in range(-9, 19):
        for y in range(-9, 19):
            in_both = _holds(one, x, y) and _holds(other, x, y)
            assert in_both == (common is not None and _holds(common, x, y))


@given(boxes, sides, sides)
def test_a_moved_box_is_as_large(box: Box, across: int, down: int) -> None:
    """And moves back."""
    moved = box.moved(across, down)
    assert (moved.right - box.right, moved.bottom - box.bottom) == (across, down)
    assert moved.moved(-across, -down) == box


def test_pixels_stay_out_of_logs() -> None:
    """A frame that is printed shows none."""
    assert "bytearray" not in repr(frame())


def test_reasons_are_words_for_ever() -> None:
    """Append-only: somebody's ledger holds them."""
    assert [reason.value for reason in Reason] == [
        *("refused", "black", "no_display", "locked", "timeout", "permission"),
        *("portal_missing", "failed", "not_granted", "busy"),
    ]
