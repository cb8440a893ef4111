from __future__ import annotations

from desktop_app.normalize.facts import metric_facts
from tests.fakes import records


def test_a_sum_point_is_flat_and_says_what_it_measures():
    """Kind of token and model by the dialect's table."""
    metric = records.metric(
        {"type": "cacheRead", "model": "m", "session.id": "s"}, name="claude_code.token.usage"
    )
    head = records.resource({"service.name": "claude-code"})
    (point,) = metric_facts(head, records.scope(), metric)
    assert (point.value, point.temporality, point.monotonic, point.count) == (
        1.0,
        "delta",
        True,
        None,
    )
    assert (point.measure, point.token_kind, point.model) == ("tokens", "cache_read", "m")
    assert (point.run_id, point.session_id, point.agent) == ("s", "s", "claude-code")
    assert point.series == "model=m session.id=s type=cacheRead"


def test_a_histogram_gives_sum_and_count():
    """Its buckets stay in the raw record."""
    metric = type(records.metric())(name="h", unit="ms")
    metric.histogram.aggregation_temporality = 2
    metric.histogram.data_points.add(sum=3.5, count=2)
    (point,) = metric_facts(records.resource({"agent.run_id": "w"}), records.scope(), metric)
    assert (point.value, point.count, point.temporality, point.unit) == (3.5, 2, "cumulative", "ms")
    assert (point.measure, point.run_id, point.session_id) == (None, "w", None)


def test_a_gauge_may_lack_its_value_and_a_metric_its_data():
    """Both are kept, neither is 0."""
    metric = type(records.metric())(name="g")
    assert metric_facts(records.resource(), records.scope(), metric) == []
    metric.gauge.data_points.add()
    metric.gauge.data_points.add(as_int=4)
    values = [p.value for p in metric_facts(records.resource(), records.scope(), metric)]
    assert values == [None, 4.0]


def test_the_best_session_of_a_point_counts():
    """A weak name does not overrule a strong one."""
    for values in ({"session.id": "s", "session_id": "w"}, {"session_id": "w", "session.id": "s"}):
        (point,) = metric_facts(records.resource(), records.scope(), records.metric(values))
        assert point.session_id == "s"
