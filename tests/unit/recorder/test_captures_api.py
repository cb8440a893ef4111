"""Who may ask for a picture says for what, and nothing else of theirs is taken over."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_app.capture.screens.asked import Asked, Trigger
from desktop_app.capture.screens.region import Region
from desktop_app.capture.screens.shooter import Ticket
from desktop_app.errors import MalformedRequestError
from desktop_app.recorder.captures_api import parse_asked, told


def redacted(text: str, _run_id: str) -> str:
    """Mark what was redacted."""
    return f"<{text}>" if text else ""


def test_all_of_it() -> None:
    """Names are redacted, ids of spans are hex, a region is one of three."""
    value = {
        "trigger": "sdk",
        "region": "window",
        "run_id": "r",
        "tool": "click",
        "call_id": "c",
        "trace_id": "0a" * 16,
        "span_id": "0b" * 8,
    }
    assert parse_asked(value, "me", redacted) == Asked(
        Trigger.SDK, ("me", "<r>"), "<click>", "<c>", "0a" * 16, "0b" * 8, Region.WINDOW
    )
    assert parse_asked({}, "me", redacted) == Asked(Trigger.API)


@pytest.mark.parametrize(
    "value",
    [
        {"trigger": "hand"},
        {"region": "moon"},
        {"more": 1},
        {"tool": 1},
        {"call_id": "x" * 300},
        {"call_id": "x\ud800"},
        {"trace_id": "0A" * 16},
        {"span_id": "0b"},
    ],
)
def test_what_is_refused(value: Any) -> None:
    """A person's trigger, unknown fields, wrong types, ids that are none."""
    with pytest.raises(MalformedRequestError):
        parse_asked(value, "me", redacted)


def test_what_is_heard() -> None:
    """The shot's id, as in its entry, and whether it was taken in time."""
    assert told(Ticket("0c" * 16, on_time=True)) == {"shot": "0c" * 16, "on_time": True}
