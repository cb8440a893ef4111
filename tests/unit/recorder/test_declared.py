"""What an agent declares: typed, bounded, and refused by name."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_app.errors import MalformedRequestError, TooLargeError
from desktop_app.model.action import SideEffect
from desktop_app.recorder.declared import MAX_ARGUMENTS, checked, deadline_of, parse_declared

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def parse(**value: Any) -> Any:
    """Read an action of the sender "mine"."""
    return parse_declared(value, sender="mine", auth="token", via="api")


def test_an_action_is_read_whole() -> None:
    """Each field; the agent is the sender where it names none."""
    found = parse(
        tool="Bash",
        arguments={"command": "ls"},
        side_effect="write",
        hosts=["example.org"],
        deadline_s=5,
        idempotency_key="k",
        traceparent=PARENT,
    )
    assert (found.agent, found.sender, found.side_effect) == ("mine", "mine", SideEffect.WRITE)
    assert found.trace_id == bytes.fromhex("0af7651916cd43dd8448eb211c80319c")
    assert found.size == len(b'{"command":"ls"}')
    assert (found.hosts, found.deadline_s, found.idempotency) == (("example.org",), 5.0, "k")
    assert parse(tool="x", traceparent="00-00").trace_id is None
    assert parse(tool="x", traceparent="00-zz-b7-01").trace_id is None


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"tool": 5},
        {"tool": ""},
        {"tool": "x", "other": 1},
        {"tool": "x", "arguments": []},
        {"tool": "x", "side_effect": "some"},
        {"tool": "x", "hosts": "example.org"},
        {"tool": "x", "hosts": [5]},
        {"tool": "\ud800"},
        {"tool": "x", "arguments": {"a": "\ud800"}},
        {"tool": "x", "arguments": {"a": float("nan")}},
        {"tool": "x", "deadline_s": "5"},
        {"tool": "x", "deadline_s": True},
        {"tool": "x", "deadline_s": -1},
        {"tool": "x", "deadline_s": float("nan")},
    ],
)
def test_what_is_no_action_is_refused(value: dict[str, Any]) -> None:
    """With the name of the field."""
    with pytest.raises(MalformedRequestError):
        parse(**value)


def test_what_is_too_large_is_refused() -> None:
    """Names, arguments, depth."""
    deep: dict[str, Any] = {}
    for _ in range(40):
        deep = {"a": [deep]}
    for value in ({"tool": "x" * 201}, {"tool": "x", "arguments": deep}):
        with pytest.raises(TooLargeError):
            parse(**value)
    with pytest.raises(TooLargeError):
        checked({"a": "x" * MAX_ARGUMENTS})


def test_no_deadline_is_none() -> None:
    """The gate has its own then."""
    assert deadline_of(None) is None
