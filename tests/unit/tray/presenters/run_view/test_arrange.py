"""Nodes in order of display."""

from __future__ import annotations

from desktop_app.tray.presenters.run_view.arrange import ROOT, Node, arrange
from desktop_app.tray.presenters.run_view.rows import Extra, State, Wait, What


def node(what: What, start: int, above: int = ROOT, extra: Extra | None = None) -> Node:
    """A node that took a moment."""
    return Node(
        what, State.OK, start, start + 1, start + 1, 0, f"{what.name} {start}", extra, above
    )


def test_children_stand_below_their_parent_by_start():
    """Parents first, siblings by start, whatever the order they came in."""
    nodes = [node(What.TOOL, 9, 2), node(What.MODEL, 5, 2), node(What.TURN, 0), node(What.TURN, 20)]
    rows = arrange(nodes)
    assert rows.name == ["TURN 0", "MODEL 5", "TOOL 9", "TURN 20"]
    assert list(rows.depth) == [0, 1, 1, 0]
    assert list(rows.parent) == [-1, 0, 0, -1]
    assert list(rows.stop) == [3, 2, 3, 4]
    assert list(rows.leaf) == [0, 1, 1, 1]


def test_a_call_stands_where_it_was_asked():
    """Its wait counts as its beginning."""
    waited = Extra(wait=Wait(1, 9))
    rows = arrange([node(What.MODEL, 5), node(What.TOOL, 9, extra=waited)])
    assert rows.name == ["TOOL 9", "MODEL 5"]


def test_folded_logs_come_last_and_hold_their_parts():
    """A fold's parts are rows below it, by start."""
    fold = node(What.LOG_FOLD, 1, extra=Extra(count=2))
    fold.parts = [(7, 7, 0, 2, "b", 0), (3, 3, 0, 1, "a\x1b", 2)]
    rows = arrange([fold, node(What.MODEL, 5)])
    assert rows.name == ["MODEL 5", "LOG_FOLD 1", "aU+001B", "b"]
    assert list(rows.stop) == [1, 4, 3, 4]
    assert [State(state) for state in rows.state][2:] == [State.ERROR, State.UNKNOWN]


def test_a_call_with_log_records_alone_is_a_leaf():
    """What has no row of its own below it ran by itself."""
    rows = arrange([node(What.TOOL, 1), node(What.LOG, 2, 0)])
    assert list(rows.leaf) == [1, 1]
    assert list(rows.stop) == [2, 2]


def test_loops_are_rows_too():
    """Nodes under each other, or under themselves, are shown once."""
    rows = arrange([node(What.STEP, 1, 1), node(What.STEP, 2, 0), node(What.STEP, 3, 2)])
    assert sorted(rows.name) == ["STEP 1", "STEP 2", "STEP 3"]
