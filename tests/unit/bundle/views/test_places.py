"""bundle.views.places: the index in its commitment of a record that views see."""

from __future__ import annotations

from desktop_app.bundle.views.places import place, places


def test_a_whole_body_counts_from_one():
    """Index 0 is the skeleton."""
    assert places(()) is None
    assert place(None, 7, 0) == 1


def test_chosen_records_keep_their_index():
    """Whether the skeleton is chosen or not."""
    shown = places([(7, 9), (7, 0), (7, 4), (8, 0)])
    assert shown == {7: (4, 9)}
    assert [place(shown, 7, position) for position in (0, 1)] == [4, 9]
    assert places([(8, 0)]) == {}
