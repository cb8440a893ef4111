"""The trace in `_meta`, and what a client says of its call and run."""

from __future__ import annotations

import pytest

from desktop_app.agents.mcp import context

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = f"00-{TRACE}-00f067aa0ba902b7-01"


def traced(params: dict[str, object], **inherited: str) -> tuple[dict[str, object], str]:
    """Return parameters with a trace, and the trace."""
    made, parent = context.with_trace(params, inherited, b"\x01" * 16, b"\x02" * 8)  # type: ignore[arg-type]
    return dict(made), parent


def test_kept() -> None:
    """What the client sent stays, with everything beside it."""
    meta = {"traceparent": PARENT, "tracestate": "a=1", "progressToken": 7}
    assert traced({"name": "x", "_meta": meta}) == ({"name": "x", "_meta": meta}, PARENT)


def test_made() -> None:
    """Where there is none, one is made."""
    parent = f"00-{'01' * 16}-{'02' * 8}-01"
    assert traced({"name": "x"}) == ({"name": "x", "_meta": {"traceparent": parent}}, parent)


def test_inherited() -> None:
    """Under `countersign run` the run's trace goes on in a span of its own."""
    made, parent = traced({}, TRACEPARENT=PARENT, TRACESTATE="b=2")
    assert parent == f"00-{TRACE}-{'02' * 8}-01"
    assert made["_meta"] == {"traceparent": parent, "tracestate": "b=2"}


@pytest.mark.parametrize(
    "sent",
    [7, "", "x", PARENT + "\n", f"ff{PARENT[2:]}", f"00-{'0' * 32}-{'1' * 16}-01", PARENT.upper()],
)
def test_not_valid(sent: object) -> None:
    """What is no traceparent is replaced, and its state with it."""
    made, parent = traced({"_meta": {"traceparent": sent, "tracestate": "a=1", "k": 1}})
    assert made["_meta"] == {"traceparent": parent, "k": 1}
    assert parent != sent


def test_ids() -> None:
    """Claude Code and Codex name the call; Codex names its conversation."""
    assert context.call_id_of({"_meta": {"claudecode/toolUseId": "toolu_1"}}) == "toolu_1"
    codex = {"_meta": {"callId": "call_1", "threadId": "t", "sessionId": "s"}}
    assert (context.call_id_of(codex), context.run_id_of(codex)) == ("call_1", "t")


@pytest.mark.parametrize("meta", [None, [], {"callId": 7}, {"callId": ""}, {"callId": "x" * 201}])
def test_no_ids(meta: object) -> None:
    """What is no name is none."""
    assert context.call_id_of({"_meta": meta}) is None  # type: ignore[dict-item]
