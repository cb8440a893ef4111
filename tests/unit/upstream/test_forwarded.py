"""What came by a forward is told by its mark, and left out alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import BadEncodingError
from desktop_app.normalize.signals import (
    Signal,
    new_request,
    parse_request,
    resources,
    scope_records,
    scopes,
)
from desktop_app.upstream.forwarded import LOG, first_hand, marked, noted
from tests.fakes.effort import examples
from tests.fakes.upstreams import stored


def request_of(signal: Signal, forwarded: list[bool]) -> bytes:
    """Return a request with a group for each; so many records in it as its place says."""
    made = new_request(signal)
    for number, is_forwarded in enumerate(forwarded):
        group = resources(signal, made).add(schema_url=f"https://schema.example/{number}")
        group.resource.attributes.add(key="service.name").value.string_value = LOG
        if is_forwarded:
            group.resource.attributes.add(key=LOG).value.string_value = "countersign/00"
        for _ in range(number + 1):
            record = scope_records(signal, scopes(signal, group).add()).add()
            if signal is Signal.METRICS:
                record.sum.data_points.add()
                record.sum.data_points.add()
    return bytes(made.SerializeToString())


@settings(max_examples=examples(100), derandomize=True, deadline=None)
@given(st.sampled_from(Signal), st.lists(st.booleans(), max_size=5))
def test_what_is_marked_is_left_out_and_nothing_else(signal: Signal, forwarded: list[bool]) -> None:
    """The rest in its order, byte for byte; counted as OTLP counts."""
    body = request_of(signal, forwarded)
    request = parse_request(signal, body)
    places = marked(signal, request)
    assert places == [place for place, is_forwarded in enumerate(forwarded) if is_forwarded]
    left, count = first_hand(signal, body, noted(places))
    want = new_request(signal)
    kept = [one for place, one in enumerate(resources(signal, request)) if place not in places]
    resources(signal, want).extend(kept)
    assert left == want.SerializeToString()
    per_record = 2 if signal is Signal.METRICS else 1
    numbers = [number for number, gone in enumerate(forwarded, 1) if not gone]
    assert count == per_record * sum(numbers)


def test_what_agents_send_has_no_mark() -> None:
    """Of none of the recorded runs."""
    for signal, body, _ in stored():
        assert marked(signal, parse_request(signal, body)) == []


def test_what_is_no_note_says_nothing() -> None:
    """An entry of another version: it goes as it is."""
    for told in (None, "0", 0, [], ["0", True, 1.0]):
        assert not noted(told)
    assert set(noted([0, 2, "x"])) == {0, 2}


def test_what_is_no_request_is_told() -> None:
    """The ledger holds none such."""
    with pytest.raises(BadEncodingError, match="A stored request is none"):
        first_hand(Signal.TRACES, b"\xff", {0})
