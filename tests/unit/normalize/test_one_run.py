from __future__ import annotations

import pytest

from desktop_app.normalize.one_run import one_run
from desktop_app.normalize.signals import Signal
from tests.fakes import recorded, records


def _one(*spans, resource=None, known=None):
    request = records.request(Signal.TRACES, (records.resource(resource), list(spans)))
    return one_run(Signal.TRACES, request, (known or {}).get, None, None)


@pytest.mark.parametrize(
    ("values", "resource"),
    [
        ({"session.id": "s"}, {}),
        ({}, {"session.id": "s"}),
        ({"session.id": "s"}, {"session.id": "s"}),
        ({"session.id": "s", "gen_ai.conversation.id": "s"}, {}),
        ({"traceloop.association.properties.session_id": "s"}, {}),
        ({"ai.telemetry.metadata.sessionId": "s"}, {}),
        ({"session.id": "x"}, {"agent.run_id": "s"}),
    ],
)
def test_plain_requests_are_answered_at_once(values, resource):
    """Every usual way to name a run is seen in the bytes."""
    found = _one(*[records.span(values)] * 3, resource=resource)
    assert found is not None
    assert found.run_id == "s"


@pytest.mark.parametrize(
    "spans",
    [
        [records.span({"session.id": "a"}), records.span({"session.id": "b"})],
        [records.span({"session.id": "a"}), records.span({"conversation.id": "b"})],
        [records.span({"session.id": "x" * 150})],
        [records.span({"session.id": " a"})],
        [records.span({"session.id": 5})],
        [records.span({"thread_id": "5"})],
        [records.span({"text": "\x0a\x0asession.id\x12\x05\x0a\x03bad"})],
        [
            records.span({"text": "session.id\x12"}),
            records.span({"text": "\x0a\x0asession.id\x12"}),
        ],
        [],
    ],
)
def test_whatever_is_not_plain_is_left_to_the_exact_way(spans):
    """Several names, odd values, texts that look like names, no records."""
    assert _one(*spans) is None


def test_a_known_trace_of_another_run_is_left_to_the_exact_way():
    """Its records do not follow the name in the request."""
    named = records.span({"session.id": "a"})
    assert _one(named, known={records.TRACE: "b"}) is None
    assert _one(named, known={records.TRACE: "a"}).run_id == "a"


def test_a_span_deep_in_the_request_confirms_the_name():
    """Codex names its run on few spans: the one is found by the id in front of the bytes."""
    body = recorded.run("codex-protobuf").bodies[0]
    request = recorded.parse(body)
    found = one_run(body.signal, request, {}.get, body.decoded, None)
    assert found.run_by == "attribute"
    assert len(found.trace_ids) == 11


def test_a_text_in_front_of_a_real_name_does_not_mislead():
    """The bytes of a span's head inside a text are not a span; the exact way confirms."""
    forged = "\x0a\x10" + "a" * 16 + "\x12\x08" + "b" * 8
    spans = [
        records.span({"n": 1}),
        records.span({"t": forged, "session.id": "s"}, span_id=b"\7" * 8),
    ]
    found = _one(*spans)
    assert found is not None
    assert found.run_id == "s"


def test_a_name_in_an_odd_place_is_left_to_the_exact_way():
    """A link's attribute names nothing."""
    linked = records.span(span_id=b"\7" * 8)
    linked.links.add(trace_id=records.TRACE, span_id=records.SPAN).attributes.extend(
        records.attributes({"session.id": "s"})
    )
    assert _one(records.span(), linked) is None
