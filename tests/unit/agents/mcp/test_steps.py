"""Values: a call knows how far it is."""

from __future__ import annotations

from desktop_app.agents.mcp.steps import Decided, ToolCall


def test_a_call_begins_undecided() -> None:
    """Nothing is forwarded, cancelled or decided when it comes."""
    call = ToolCall(1, "mcp__s__t", {}, b"", "")
    assert (call.intent, call.forwarded_s, call.cancelled) == (None, None, False)


def test_a_decision_needs_its_word() -> None:
    """There is no decision that allows by default."""
    assert Decided(allowed=False).intent is None
