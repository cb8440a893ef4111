"""One serialization of a request: the bytes it has, and whether it had others."""

from __future__ import annotations

import pytest

from desktop_app.normalize import signals
from desktop_app.normalize.signals import Signal, parse_request
from desktop_app.redact.flat import again, flatten
from tests.fakes import recorded

UNKNOWN = b"\xa2\x38\x01x"
BODIES = [(run.name, body) for run in recorded.runs() for body in run.bodies[:4]]


@pytest.mark.parametrize("body", [body for _, body in BODIES], ids=[name for name, _ in BODIES])
def test_with_and_without_the_wire_it_is_the_same(body: recorded.Body) -> None:
    """What is at hand spares work and changes nothing."""
    wire = recorded.parse(body).SerializeToString()
    slow = flatten(parse_request(body.signal, wire))
    request = parse_request(body.signal, wire)
    quick = flatten(request, wire)
    assert quick == slow
    assert quick.body == request.SerializeToString()
    assert quick.groups == signals.groups(body.signal, request)


def request_with(more: bytes) -> tuple[signals.ExportRequest, bytes]:
    """Return a request and its bytes, which end in `more`."""
    request = signals.new_request(Signal.TRACES)
    request.resource_spans.add().scope_spans.add().spans.add(name="work")
    wire = request.SerializeToString() + more
    return parse_request(Signal.TRACES, wire), wire


@pytest.mark.parametrize("at_hand", [True, False])
def test_unknown_fields_go_and_are_told(*, at_hand: bool) -> None:
    """They are in no piece; the flag says that there were some."""
    request, wire = request_with(UNKNOWN)
    flat = flatten(request, wire if at_hand else None)
    assert flat.unknown_fields
    assert UNKNOWN not in flat.body
    assert flat.records == [request.resource_spans[0].scope_spans[0].spans[0].SerializeToString()]


def test_another_encoding_of_the_same_request_has_no_unknown_fields() -> None:
    """A schema URL that comes twice is longer on the wire, and nothing is unknown."""
    request, wire = request_with(b"")
    wire += b"\x0a\x03\x1a\x01u".replace(b"\x03\x1a\x01u", b"\x06\x1a\x01u\x1a\x01v")
    request = parse_request(Signal.TRACES, wire)
    flat = flatten(request, wire)
    assert len(flat.body) < len(wire)
    assert not flat.unknown_fields


def test_after_a_change_the_pieces_are_new_and_the_flag_stays() -> None:
    """Redaction changes a request; what was unknown in it is gone already."""
    request, wire = request_with(UNKNOWN)
    flat = flatten(request, wire)
    request.resource_spans[0].scope_spans[0].spans[0].name = "other"
    changed = again(request, flat)
    assert changed.unknown_fields
    assert b"other" in changed.records[0]
    assert changed.body == request.SerializeToString()
