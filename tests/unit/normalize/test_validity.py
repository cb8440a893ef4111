from __future__ import annotations

import pytest

from desktop_app.normalize.signals import Signal
from desktop_app.normalize.validity import validate
from tests.fakes import recorded, records


def _spans(*spans):
    return records.request(Signal.TRACES, (records.resource(), list(spans)))


@pytest.mark.parametrize(
    ("trace", "span_id", "reason"),
    [
        (b"", records.SPAN, "bad_trace_id"),
        (bytes(16), records.SPAN, "bad_trace_id"),
        (b"\1" * 15, records.SPAN, "bad_trace_id"),
        (b"\1" * 17, records.SPAN, "bad_trace_id"),
        (records.TRACE, b"", "bad_span_id"),
        (records.TRACE, bytes(8), "bad_span_id"),
        (records.TRACE, b"\1" * 7, "bad_span_id"),
        (records.TRACE, b"\1" * 16, "bad_span_id"),
        (b"", b"", "bad_trace_id"),
    ],
)
def test_a_span_without_usable_ids_is_taken_out_and_the_others_stay(trace, span_id, reason):
    """Partial success keeps the good records of a mixed request, in order."""
    good = [records.span(name=name) for name in "abc"]
    request = _spans(good[0], records.span(trace=trace, span_id=span_id), *good[1:])
    rejected = validate(Signal.TRACES, request)
    assert (rejected.count, dict(rejected.reasons)) == (1, {reason: 1})
    assert list(request.resource_spans[0].scope_spans[0].spans) == good


def test_a_span_without_name_or_that_ends_before_it_starts_is_kept():
    """Odd is not bad."""
    odd = records.span(name="")
    odd.end_time_unix_nano = 0
    request = _spans(odd)
    assert validate(Signal.TRACES, request).count == 0
    assert request == _spans(odd)


def test_many_bad_spans_are_counted_by_reason():
    """The answer tells how many; a request of nothing else is left empty."""
    request = _spans(*[records.span(trace=b"")] * 3, *[records.span(span_id=b"")] * 2)
    rejected = validate(Signal.TRACES, request)
    assert rejected.count == 5
    assert rejected.reasons == {"bad_trace_id": 3, "bad_span_id": 2}
    assert not request.resource_spans[0].scope_spans[0].spans


def test_clean_spans_give_their_trace_ids():
    """What was looked at anyway is handed on."""
    other = b"\7" * 16
    request = _spans(records.span(), records.span(trace=other))
    assert validate(Signal.TRACES, request).trace_ids == {records.TRACE, other}


@pytest.mark.parametrize("trace", [bytes(16), b"\1" * 3])
def test_a_log_record_with_a_bad_trace_id_is_kept_without_it(trace):
    """Nothing of a log record is lost but an id that names nothing."""
    record = records.log({"a": 1}, trace=trace)
    record.span_id = records.SPAN
    request = records.request(Signal.LOGS, (records.resource(), [record, records.log()]))
    rejected = validate(Signal.LOGS, request)
    kept = request.resource_logs[0].scope_logs[0].log_records
    assert (rejected.count, rejected.mended, len(kept)) == (0, 1, 2)
    assert (kept[0].trace_id, kept[0].span_id) == (b"", records.SPAN)
    assert kept[0].attributes[0].key == "a"


def test_a_log_record_with_a_bad_span_id_is_kept_without_it():
    """The trace id stays."""
    record = records.log(trace=records.TRACE)
    record.span_id = b"\1"
    request = records.request(Signal.LOGS, (records.resource(), [record]))
    assert validate(Signal.LOGS, request).mended == 1
    kept = request.resource_logs[0].scope_logs[0].log_records[0]
    assert (kept.trace_id, kept.span_id) == (records.TRACE, b"")


def test_a_metric_is_bad_only_without_name_and_data():
    """A name without points, and points without a name, are kept."""
    bare = records.metric(name="only-a-name")
    bare.ClearField("sum")
    nameless = records.metric({}, name="")
    request = records.request(Signal.METRICS, (records.resource(), [bare, type(bare)(), nameless]))
    rejected = validate(Signal.METRICS, request)
    assert rejected.reasons == {"empty_metric": 1}
    assert list(request.resource_metrics[0].scope_metrics[0].metrics) == [bare, nameless]


@pytest.mark.parametrize("run", recorded.runs(), ids=lambda run: run.name)
def test_real_agents_send_nothing_bad(run):
    """The recorded runs pass untouched."""
    for body in run.bodies:
        request = recorded.parse(body)
        before = request.SerializeToString(deterministic=True)
        rejected = validate(body.signal, request)
        assert (rejected.count, rejected.mended) == (0, 0)
        assert request.SerializeToString(deterministic=True) == before


@pytest.mark.parametrize(
    ("trace", "span_id"),
    [
        (records.TRACE, records.SPAN),
        (b"", records.SPAN),
        (bytes(16), records.SPAN),
        (b"\1" * 15, records.SPAN),
        (b"\1" * 17, records.SPAN),
        (records.TRACE, b""),
        (records.TRACE, bytes(8)),
        (records.TRACE, b"\1" * 7),
        (records.TRACE, b"\1" * 16),
        (b"", b""),
    ],
)
def test_spans_at_hand_as_bytes_give_the_same(trace, span_id):
    """The quick look at serialized spans never accepts what the slow one rejects."""
    for name in ("", "x" * 8, "\x12\x08" + "x" * 8):
        spans = [records.span(), records.span(trace=trace, span_id=span_id, name=name)]
        slow, quick = _spans(*spans), _spans(*spans)
        wanted = validate(Signal.TRACES, slow)
        found = validate(Signal.TRACES, quick, [span.SerializeToString() for span in spans])
        assert found == wanted
        assert quick == slow


def test_no_records_at_all_are_fine():
    """An empty request has no trace ids."""
    assert validate(Signal.TRACES, _spans(), []).trace_ids == frozenset()
