"""Spans as a tree of what is shown."""

from __future__ import annotations

from desktop_app.tray.presenters.run_view.spans import NONE, tree


def span(key: int, above: int | None, category: str, status: int = 0):
    """A span row of `query.run_records`."""
    parent = None if above is None else f"{above:016x}"
    name = f"{category}-{key}"
    return (key, "t", f"{key:016x}", parent, name, None, category, status, key, 1, None, None, None)


def test_noise_is_lifted_out():
    """What is below noise stands under the nearest row above it."""
    made = tree([span(1, None, "turn"), span(2, 1, "noise"), span(3, 2, "model_call")], set())
    assert list(made.shown) == [1, 0, 1]
    assert made.above == [NONE, 0, 0]


def test_two_spans_of_a_call_are_one_row():
    """The outer one stays, whichever of them the tool call names; children of both are below."""
    spans = [
        span(1, None, "tool_call"),
        span(2, 1, "tool_call"),
        span(3, 2, "model_call"),
        span(4, 1, "approval"),
    ]
    for named in (1, 2):
        made = tree(spans, {named})
        assert made.inner == {0: 1}
        assert made.waits == {0: 3}
        assert list(made.shown) == [1, 0, 1, 0]
        assert made.above[2] == 0


def test_a_sub_agents_call_is_not_its_starters():
    """A call below the inner span of another stays a call of its own."""
    spans = [
        span(1, None, "tool_call"),
        span(2, 1, "tool_call"),
        span(3, 2, "tool_call"),
        span(4, 3, "tool_call"),
    ]
    made = tree(spans, {2, 4})
    assert made.inner == {0: 1, 2: 3}
    assert list(made.shown) == [1, 0, 1, 0]
    assert made.above[2] == 0


def test_two_calls_below_each_other_stay_two():
    """Both are named: one started the other."""
    made = tree([span(1, None, "tool_call"), span(2, 1, "tool_call")], {1, 2})
    assert made.inner == {}
    assert list(made.shown) == [1, 1]


def test_an_empty_container_is_folded():
    """The span of a whole run is a row only where it holds one, or failed."""
    empty = [span(1, None, "agent_run"), span(2, 1, "noise")]
    assert list(tree(empty, set()).shown) == [0, 0]
    assert list(tree([*empty, span(3, 2, "model_call")], set()).shown) == [1, 0, 1]
    assert list(tree([span(1, None, "agent_run", status=2)], set()).shown) == [1]


def test_loops_of_parents_end():
    """Spans that name each other, or themselves, do not hang anybody."""
    made = tree([span(1, 2, "noise"), span(2, 1, "noise"), span(3, 3, "other")], set())
    assert made.above == [NONE, NONE, NONE]
    looped = tree([span(1, 2, "noise"), span(2, 1, "noise"), span(3, 2, "other")], set())
    assert looped.above[2] == NONE
