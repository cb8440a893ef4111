"""Metric data points: one row each, ready to be added up the right way (`query/counts.py`)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from desktop_app.index.rows import insert, next_id, nulled
from desktop_app.index.text import attributes, bounded, to_json
from desktop_app.normalize.facts import reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.index.context import Context
    from desktop_app.index.runs import Run
    from desktop_app.model.entry import Entry
    from desktop_app.normalize.vocabulary import PointFacts

MAX_NS = 2**63 - 1
_INSERT = insert("metric_points")


class Metrics:
    """Applies the data points of one entry after another."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._next = next_id(context.connection, "metric_points")

    def apply(self, entry: Entry, run: Run | None, request: Any) -> int:
        """Apply a metrics request; return the number of its data points."""
        rows: list[tuple[Any, ...]] = []
        for resource, scope, pos, metric, read in self._metrics(request):
            for point, facts in zip(_points(metric), read(metric), strict=True):
                head = (self._next, entry.seq, pos, run and run.id, resource, scope)
                rows.append(head + _row(point, facts))
                self._next += 1
                if run is not None:
                    run.add("metric_points")
                    time_ns = min(facts.time_unix_nano, MAX_NS)
                    run.times(time_ns, time_ns)
        self._context.connection.executemany(_INSERT, map(nulled, rows))
        return len(rows)

    def _metrics(self, request: Any) -> Iterator[tuple[int, int, int, Any, Any]]:
        pos = 0
        for resource_metrics in request.resource_metrics:
            resource = self._context.resource_id(resource_metrics)
            for scope_metrics in resource_metrics.scope_metrics:
                scope = self._context.scope_id(scope_metrics)
                read = reader(resource_metrics.resource, scope_metrics.scope).points
                for metric in scope_metrics.metrics:
                    yield resource, scope, pos, metric, read
                    pos += 1


def _points(metric: Any) -> Any:
    which = metric.WhichOneof("data")
    return () if which is None else getattr(metric, which).data_points


def _row(point: Any, facts: PointFacts) -> tuple[Any, ...]:
    value = facts.value
    return (
        facts.metric,
        facts.unit,
        facts.kind,
        facts.temporality,
        int(facts.monotonic),
        min(facts.time_unix_nano, MAX_NS),
        min(facts.start_unix_nano, MAX_NS),
        None if value is None or not math.isfinite(value) else float(value),
        bounded(facts.count, MAX_NS),
        facts.series,
        to_json(attributes(point.attributes)),
        facts.measure,
        facts.token_kind,
        facts.model,
    )
