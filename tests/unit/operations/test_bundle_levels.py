"""Levels: what reveals is told in a sentence."""

from __future__ import annotations

from desktop_app.bundle.layout import Level
from desktop_app.operations.bundle_levels import LEVELS, REVEALING


def test_every_level_of_a_bundle_can_be_chosen():
    """In the order of how much they hold; the last two reveal, and say what."""
    assert list(LEVELS) == [str(level) for level in Level]
    assert list(REVEALING) == list(LEVELS[2:])
