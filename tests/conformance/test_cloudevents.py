"""CloudEvents over HTTP in all three modes."""

from __future__ import annotations

import http.client
import json
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from tests.conformance.conftest import Door

EVENT = b'{"specversion":"1.0","id":"1","source":"/agent","type":"tool.call","data":{"n":1.5}}'
BINARY = {"ce-specversion": "1.0", "ce-id": "1", "ce-source": "/agent", "ce-type": "tool.call"}


def post(door: Door, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    """POST to /v1/events."""
    connection = http.client.HTTPConnection(urlsplit(door.http_url).netloc, timeout=20)
    try:
        connection.request("POST", "/v1/events", body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("body", "headers", "count"),
    [
        (EVENT, {"Content-Type": "application/cloudevents+json"}, 1),
        (b"[%b,%b]" % (EVENT, EVENT), {"Content-Type": "application/cloudevents-batch+json"}, 2),
        (b"[]", {"Content-Type": "application/cloudevents-batch+json"}, 0),
        (b'{"n":1}', BINARY | {"Content-Type": "application/json"}, 1),
        (b"\x00\x01", BINARY | {"Content-Type": "image/png"}, 1),
        (b"", BINARY, 1),
    ],
    ids=["structured", "batch", "empty batch", "binary json", "binary bytes", "no data"],
)
def test_modes(door: Door, body: bytes, headers: dict[str, str], count: int) -> None:
    """2xx, and durable."""
    status, answer = post(door, body, headers)
    assert status == 200
    assert json.loads(answer)["accepted"] == count
    assert door.events() == count


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (EVENT, {"Content-Type": "application/json"}, 415),
        (EVENT, {"Content-Type": "application/cloudevents+xml"}, 415),
        (EVENT.replace(b'"id":"1",', b""), {"Content-Type": "application/cloudevents+json"}, 400),
        (b"[%b,{}]" % EVENT, {"Content-Type": "application/cloudevents-batch+json"}, 400),
        (b"{", {"Content-Type": "application/cloudevents+json"}, 400),
        (b"x" * ((1 << 20) + 1), BINARY | {"Content-Type": "text/plain"}, 413),
    ],
    ids=["plain json", "xml", "no id", "one bad of two", "cut", "large"],
)
def test_refusals(door: Door, body: bytes, headers: dict[str, str], status: int) -> None:
    """Nothing of a refused request is kept."""
    assert post(door, body, headers)[0] == status
    assert door.events() == 0
