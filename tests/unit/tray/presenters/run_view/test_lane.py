"""The lane and what was spent."""

from __future__ import annotations

from itertools import pairwise

from desktop_app.tray.presenters.run_view import lane
from desktop_app.tray.presenters.run_view.arrange import Node, arrange
from desktop_app.tray.presenters.run_view.axis import clock
from desktop_app.tray.presenters.run_view.rows import Extra, State, What


def test_the_lane_shows_what_went_on(asked):
    """Waits for the person, model calls and tools, in order, without overlap."""
    pieces = asked.folded.pieces
    assert {piece.what for piece in pieces} == {lane.MODEL, lane.TOOL, lane.ASKED}
    assert all(one.right <= two.left for one, two in pairwise(pieces))


def test_silence_of_a_gate_is_shown(not_gated):
    """Over whatever else went on."""
    assert lane.SILENT in {piece.what for piece in not_gated.clock.pieces}


def test_cost_grows_in_steps(asked):
    """Up to the whole at the last call."""
    assert asked.spent.title == "Cost so far"
    assert asked.spent.total == "$0.0235"
    parts = [part for _, part in asked.spent.steps]
    assert parts == sorted(parts)
    assert parts[-1] == 1


def test_tokens_where_no_cost_is_reported():
    """And a word where neither is."""
    call = {"cost_nano_usd": None, "tokens_input": 1500, "tokens_output": 60}
    node = Node(What.MODEL, State.OK, 1, 2, 1, 0, "m", Extra(call=call))
    told = lane.spent(arrange([node]))
    assert (told.title, told.total, told.steps) == ("Tokens so far", "1,560", ((2, 1.0),))
    told = lane.spent(arrange([]))
    assert (told.title, told.total, told.steps) == ("Cost so far", "not reported", ())


def test_an_empty_run_has_an_empty_lane():
    """Nothing went on."""
    assert lane.activity(arrange([]), clock(0, 1)) == []
