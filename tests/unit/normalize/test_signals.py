from __future__ import annotations

import pytest
from google.protobuf.message import DecodeError

from desktop_app.model.kinds import EntryKind
from desktop_app.normalize import signals
from desktop_app.normalize.signals import Signal
from tests.fakes import otlp, recorded, records


@pytest.mark.parametrize("run", recorded.runs(), ids=lambda run: run.name)
def test_skeleton_and_records_make_the_request_again(run):
    """What a commitment covers is the whole request."""
    for body in run.bodies:
        request = recorded.parse(body)
        again = signals.parse_request(body.signal, signals.skeleton(body.signal, request))
        places = [
            (resource, scope)
            for resource, scopes in enumerate(signals.groups(body.signal, request))
            for scope, count in enumerate(scopes)
            for _ in range(count)
        ]
        kept = [record for _, _, record in signals.walk(body.signal, request)]
        for (resource, scope), record in zip(places, kept, strict=True):
            group = signals.resources(body.signal, again)[resource]
            target = signals.scopes(body.signal, group)[scope]
            signals.scope_records(body.signal, target).append(record)
        assert again == request


def test_a_skeleton_keeps_what_is_absent_absent():
    """An absent resource or scope is not an empty one."""
    request = signals.new_request(Signal.TRACES)
    request.resource_spans.add().scope_spans.add().spans.append(records.span())
    bare = signals.parse_request(Signal.TRACES, signals.skeleton(Signal.TRACES, request))
    assert not bare.resource_spans[0].HasField("resource")
    assert signals.groups(Signal.TRACES, bare) == [[0]]


def test_records_are_counted_as_otlp_counts_them():
    """Spans and log records; of metrics their points, of one without data none."""
    assert signals.record_count(Signal.TRACES, otlp.traces(3)) == 3
    request = otlp.metrics(2)
    scope = request.resource_metrics[0].scope_metrics[0]
    scope.metrics[0].sum.data_points.add(as_int=7)
    scope.metrics.add(name="empty")
    assert signals.record_count(Signal.METRICS, request) == 3
    assert signals.record_count(Signal.LOGS, signals.new_request(Signal.LOGS)) == 0


def test_kinds_and_bad_bytes():
    """Each signal has its kind of entry; what does not parse raises."""
    assert [signal.kind for signal in Signal] == [
        EntryKind.OTLP_TRACES,
        EntryKind.OTLP_LOGS,
        EntryKind.OTLP_METRICS,
    ]
    with pytest.raises(DecodeError):
        signals.parse_request(Signal.LOGS, b"\xff")
