"""The columns of the list of runs."""

from __future__ import annotations

from itertools import pairwise

import pytest

from desktop_app.tray.presenters.timeline_columns import columns, title


def test_the_design_at_1280_pixels() -> None:
    """The window's page is 1,068 wide: columns stand where the picture has them."""
    found = {column.name: column for column in columns(1067, narrow=False)}
    assert {name: (found[name].left, found[name].width) for name in ("asked", "calls")} == {
        "asked": (224, 269),
        "calls": (493, 96),
    }
    assert found["sealed"].left + found["sealed"].width == 1057
    assert {name for name, column in found.items() if column.right} == {
        "duration", "tools", "denied", "errors", "tokens", "cost",
    }  # fmt: skip


def test_a_narrow_window_leaves_three_out() -> None:
    """At 900 pixels: no strip of calls, errors or tokens."""
    names = [column.name for column in columns(848, narrow=True)]
    assert " ".join(names) == "started glyph agent asked duration tools denied cost sealed"


def test_with_large_fonts_columns_give_way_to_what_was_asked() -> None:
    """At 200 % nothing is cut off: start, state, agent, prompt and seal stay to the last."""
    large = columns(1067, narrow=False, scale=2.0)
    assert [c.name for c in large] == [
        "started",
        "glyph",
        "agent",
        "asked",
        "denied",
        "sealed",
    ]
    assert large[-1].left + large[-1].width <= 1067
    least = [column.name for column in columns(708, narrow=True, scale=2.0)]
    assert least == ["started", "glyph", "agent", "asked", "sealed"]


@pytest.mark.parametrize("width", [300, 708, 848, 1067, 2000])
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_columns_stand_side_by_side(width: int, scale: float) -> None:
    """No two overlap, and Asked always has some room."""
    found = columns(width, narrow=width < 1000, scale=scale)
    for one, other in pairwise(found):
        assert one.left + one.width == other.left
    assert all(column.width > 0 for column in found)


def test_each_column_but_the_glyph_has_a_title() -> None:
    """The glyph's word is in its tool tip and in what is read aloud."""
    assert [c.name for c in columns(1067, narrow=False) if not title(c.name)] == ["glyph"]
