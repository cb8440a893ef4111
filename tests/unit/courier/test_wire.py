"""What recorder and courier say to each other."""

from __future__ import annotations

import json

import pytest

from desktop_app.courier import wire
from desktop_app.errors import BadEncodingError
from desktop_app.model import canonical

EVENTS = [
    wire.Sent("a1", 3, 9, 5, 812, 1, 2, 1, ("x/bundles/ab.zip",)),
    wire.Refused("a1", 3, 3, 1, "400: bad span"),
    wire.Trouble("a1", "nobody answers", 4),
    wire.Stopped("a1", 3, 9),
    wire.Stamped("a1", 12, b"\x30\x03"),
    wire.Tested("a1", ok=True, why=""),
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_each_event_comes_back(event: wire.Event) -> None:
    """One line each, its end included."""
    line = wire.format_event(event)
    assert line.count(b"\n") == 1
    assert wire.parse_event(line) == event


def test_a_servers_words_are_cut_and_made_visible() -> None:
    """They go to the ledger and to windows."""
    event = wire.parse_event(wire.format_event(wire.Trouble("a", "\x1b[31m" + "x" * 999, 1)))
    assert isinstance(event, wire.Trouble)
    assert "\x1b" not in event.why
    assert len(event.why) == wire.MAX_WHY


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]\n",
        b'{"event":"done","id":"a"}\n',
        b'{"event":"stopped","first":1,"id":"a"}\n',
        b'{"event":"stamped","id":"a","size":1,"token":"?"}\n',
        b'{"event":"stopped","first":"1","id":"a","last":2}\n',
    ],
)
def test_what_is_no_event_is_refused(line: bytes) -> None:
    """Also one of a later version."""
    with pytest.raises(BadEncodingError):
        wire.parse_event(line)


def test_an_order_comes_back() -> None:
    """However long its certificates are."""
    one = wire.Consigned({"id": "a1", "options": {"ca": "x" * 90_000}}, 7, {"key": "s"})
    order = wire.Order("/l/ledger.db", "countersign/ab", (one,), test=True)
    assert wire.parse_order(wire.format_order(order)) == order


@pytest.mark.parametrize(
    "change", [{"v": 2}, {"ledger": 1}, {"upstreams": [{"subject": {}}]}, {"test": "yes"}]
)
def test_what_is_no_order_is_refused(change: dict[str, object]) -> None:
    """Also one of a later version."""
    value = json.loads(wire.format_order(wire.Order("/l", "o", ())))
    with pytest.raises(BadEncodingError):
        wire.parse_order(canonical.encode_body({**value, **change}))
    with pytest.raises(BadEncodingError):
        wire.parse_order(b"{")
