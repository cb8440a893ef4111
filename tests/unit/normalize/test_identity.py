from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.normalize import identity
from desktop_app.normalize.identity import split_by_run
from desktop_app.normalize.run_keys import RUN_KEYS
from desktop_app.normalize.signals import Signal, groups
from tests.fakes import recorded, records

T1, T2, T3 = (bytes([n]) * 16 for n in (1, 2, 3))


def nothing_known(trace: bytes) -> str | None:  # noqa: ARG001 - the shape of the callback
    """Stand for a recorder that has seen no trace yet."""
    return None


def _told(parts):
    return [(p.run_id, p.run_by, sum(map(sum, groups(_signal(p), p.request)))) for p in parts]


def _signal(part):
    return next(
        s for s in Signal if type(part.request).__name__.startswith(f"Export{s.title()[:3]}")
    )


def _traces(*spans, resource=None):
    return records.request(Signal.TRACES, (records.resource(resource), list(spans)))


def test_a_request_of_one_run_is_handed_on_as_it_is():
    """No copy for the usual case."""
    request = _traces(*[records.span({"session.id": "s"})] * 3)
    (part,) = split_by_run(Signal.TRACES, request, nothing_known)
    assert part.request is request
    assert (part.run_id, part.run_by, part.trace_ids) == ("s", "attribute", {records.TRACE})


@pytest.mark.parametrize(
    ("on_record", "on_resource", "expected"),
    [
        ({"session.id": "r"}, {"session.id": "g"}, ("r", "attribute")),
        ({}, {"session.id": "g"}, ("g", "resource")),
        ({"conversation.id": "c"}, {"session.id": "g"}, ("c", "attribute")),
        ({"session.id": "r"}, {"agent.run_id": "w"}, ("w", "resource")),
        ({"session.id": "r", "agent.run_id": "w"}, {"agent.run_id": "w"}, ("w", "attribute")),
        ({"agent.run_id": "v"}, {"agent.run_id": "w"}, ("v", "attribute")),
        ({"session.id": "r", "conversation.id": "c"}, {}, ("r", "attribute")),
        ({}, {}, (None, None)),
        ({"mcp.session.id": "m"}, {}, (None, None)),
        ({"session.id": 7}, {}, ("7", "attribute")),
        ({"session.id": "x" * 150}, {}, ("x" * 150, "attribute")),
    ],
)
def test_precedence_of_keys_and_places(on_record, on_resource, expected):
    """The wrapper's id wins wherever it is; else the record before its resource."""
    request = _traces(records.span(on_record), resource=on_resource)
    (part,) = split_by_run(Signal.TRACES, request, nothing_known)
    assert (part.run_id, part.run_by) == expected


def test_two_runs_become_two_parts_with_resource_and_scope():
    """Each record lands in its run's part, in order, under copies of resource and scope."""
    spans = [records.span({"session.id": s}, name=n) for s, n in ("a1", "b2", "a3")]
    request = _traces(*spans, resource={"service.name": "x"})
    one, two = split_by_run(Signal.TRACES, request, nothing_known)
    assert (one.run_id, two.run_id) == ("a", "b")
    group = one.request.resource_spans[0]
    assert [s.name for s in group.scope_spans[0].spans] == ["1", "3"]
    assert group.resource == records.resource({"service.name": "x"})
    assert group.scope_spans[0].scope.name == "s"


def test_a_trace_that_names_its_run_brings_the_rest_of_it_along():
    """Named on one span of this request, or known from an earlier one."""
    request = _traces(
        records.span({"session.id": "a"}, trace=T1),
        records.span(trace=T1),
        records.span({"session.id": "b"}, trace=T2),
        records.span(trace=T3),
    )
    parts = split_by_run(Signal.TRACES, request, {T3: "c"}.get)
    assert _told(parts) == [("a", "attribute", 2), ("b", "attribute", 1), ("c", "trace", 1)]


def test_a_known_trace_names_a_request_without_names():
    """Later batches of a run that named itself once."""
    request = _traces(records.span(trace=T1), records.span(trace=T1))
    (part,) = split_by_run(Signal.TRACES, request, {T1: "a"}.get)
    assert (part.run_id, part.run_by, part.request is request) == ("a", "trace", True)


def test_a_group_with_one_name_lends_it_to_its_other_records():
    """Codex names the run on a few of its 900 spans."""
    request = _traces(records.span({"conversation.id": "a"}, trace=T1), records.span(trace=T2))
    (part,) = split_by_run(Signal.TRACES, request, nothing_known)
    assert (part.run_id, part.run_by, part.request is request) == ("a", "attribute", True)


def test_a_group_with_two_names_lends_none():
    """Better no run than a wrong one."""
    request = _traces(
        records.span({"session.id": "a"}, trace=T1),
        records.span({"session.id": "b"}, trace=T2),
        records.span(trace=T3),
    )
    parts = split_by_run(Signal.TRACES, request, nothing_known)
    assert _told(parts) == [("a", "attribute", 1), ("b", "attribute", 1), (None, None, 1)]


def test_a_known_trace_beats_the_group():
    """A record of another run's trace does not follow its neighbours."""
    request = _traces(records.span({"session.id": "a"}, trace=T1), records.span(trace=T2))
    parts = split_by_run(Signal.TRACES, request, {T2: "b"}.get)
    assert _told(parts) == [("a", "attribute", 1), ("b", "trace", 1)]


def test_groups_do_not_lend_to_each_other():
    """Two programs in one request are two programs."""
    request = records.request(
        Signal.LOGS,
        (records.resource(), [records.log({"session.id": "a"}), records.log()]),
        (records.resource(), [records.log()]),
    )
    parts = split_by_run(Signal.LOGS, request, nothing_known)
    assert _told(parts) == [("a", "attribute", 2), (None, None, 1)]


def test_the_points_of_one_metric_are_split_by_run():
    """A metric that mixes runs becomes a metric in each."""
    metric = records.metric({"session.id": "a", "k": 1}, {"session.id": "b", "k": 2})
    request = records.request(Signal.METRICS, (records.resource(), [metric]))
    parts = split_by_run(Signal.METRICS, request, nothing_known)
    assert [p.run_id for p in parts] == ["a", "b"]
    for part, expected in zip(parts, ("1", "2"), strict=True):
        (kept,) = part.request.resource_metrics[0].scope_metrics[0].metrics
        (point,) = kept.sum.data_points
        assert (str(point.attributes[1].value.int_value), kept.name) == (expected, "m")


def test_an_empty_request_has_no_parts():
    """Also one of resources and scopes alone."""
    for signal in Signal:
        assert split_by_run(signal, records.request(signal), nothing_known) == []
        bare = records.request(signal, (records.resource({"session.id": "a"}), []))
        assert split_by_run(signal, bare, nothing_known) == []


def test_a_text_that_looks_like_an_attribute_names_nothing():
    """Content that holds the bytes of `session.id` in protobuf form is content."""
    forged = "\x0a\x0asession.id\x12\x05\x0a\x03bad"
    request = _traces(records.span({"text": forged}))
    (part,) = split_by_run(Signal.TRACES, request, nothing_known)
    assert part.run_id is None
    honest = _traces(records.span({"text": forged}), records.span({"session.id": "good"}))
    (part,) = split_by_run(Signal.TRACES, honest, nothing_known)
    assert part.run_id == "good"


@pytest.mark.parametrize("run", recorded.runs(), ids=lambda run: run.name)
def test_each_recorded_request_is_one_run(run):
    """Every body of every recorded run goes to the session that the manifest names."""
    known: dict[bytes, str] = {}
    for body in run.bodies:
        request = recorded.parse(body)
        (part,) = split_by_run(body.signal, request, known.get)
        known.update(dict.fromkeys(part.trace_ids, part.run_id))
        if body.signal is Signal.METRICS and run.agent == "Codex CLI":
            assert (part.run_id, part.run_by) == (None, None)  # no id on any metric
        else:
            assert [part.run_id] == run.expected["session_ids"]
        assert part.request is request


@pytest.mark.parametrize("run", recorded.runs(), ids=lambda run: run.name)
def test_the_quick_way_is_never_different_on_recorded_runs(run):
    """Same parts, with and without the bytes at hand."""
    for body in run.bodies:
        request = recorded.parse(body)
        exact = identity._split(body.signal, request, nothing_known)
        wire = request.SerializeToString()
        checked = identity.validate(body.signal, request)
        for parts in (
            split_by_run(body.signal, request, nothing_known),
            split_by_run(
                body.signal, request, nothing_known, wire=wire, trace_ids=checked.trace_ids
            ),
        ):
            assert parts == exact


_VALUES = st.sampled_from(["a", "b", " a", "", "é", "x" * 130, 5, None, True])
_NAMES = st.sampled_from([*RUN_KEYS[:4], *RUN_KEYS[-7:], "mcp.session.id", "text"])
_ATTRIBUTES = st.dictionaries(_NAMES, _VALUES, max_size=2)


@given(st.data(), st.sampled_from(list(Signal)))
def test_the_quick_way_is_never_different(data, signal):
    """On any mix of names, places and values; and every record is in exactly one part."""
    made = []
    for _ in range(data.draw(st.integers(0, 2))):
        rows = data.draw(st.lists(_ATTRIBUTES, max_size=4))
        trace = data.draw(st.sampled_from([T1, T2]))
        if signal is Signal.TRACES:
            items = [records.span(row, trace=trace, events=[row]) for row in rows]
        elif signal is Signal.LOGS:
            items = [records.log(row, trace=trace) for row in rows]
        else:
            items = [records.metric(row) for row in rows]
        made.append((records.resource(data.draw(_ATTRIBUTES)), items))
    request = records.request(signal, *made)
    known = data.draw(st.dictionaries(st.sampled_from([T1, T2]), st.sampled_from(["a", "q"])))
    exact = identity._split(signal, request, known.get)
    assert split_by_run(signal, request, known.get) == exact
    assert split_by_run(signal, request, known.get, wire=request.SerializeToString()) == exact
    total = sum(map(sum, groups(signal, request)))
    assert sum(sum(map(sum, groups(signal, part.request))) for part in exact) == total
