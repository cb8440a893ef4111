"""Records to facts: the entry points that the index uses.

    read = reader(resource_group.resource, scope_group.scope)     # once per scope group
    for span in scope_group.spans:
        facts = read.span(span)                                   # SpanFacts
        facts.category, facts.title, facts.mapped, ...

`read.log(record)` gives LogFacts, `read.points(metric)` a list of PointFacts. `span_facts`,
`log_facts` and `metric_facts` do the same for one record, for callers that are in no hurry.

Works on redacted records: content may be a placeholder, and is looked at for its digest alone.
One pass over the attributes of a record; what it finds becomes the facts' instance dict.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from desktop_app.normalize.dialects.common import WRAPPER
from desktop_app.normalize.points import points_of
from desktop_app.normalize.senders import agent_of, resource_facts
from desktop_app.normalize.settle import settle, settle_error, settle_run, start
from desktop_app.normalize.sources import RunSource, run_source
from desktop_app.normalize.titles import title_of
from desktop_app.normalize.vocabulary import Facts, LogFacts, PointFacts, SpanFacts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_app.normalize.dialects.table import Dialect, Found, Row

__all__ = [
    "Facts",
    "LogFacts",
    "PointFacts",
    "Reader",
    "RunSource",
    "SpanFacts",
    "log_facts",
    "metric_facts",
    "reader",
    "run_source",
    "span_facts",
]

_ERROR = 2  # opentelemetry.proto.trace.v1.Status.StatusCode.STATUS_CODE_ERROR
_SEVERITY_ERROR = 17  # opentelemetry.proto.logs.v1.SeverityNumber.SEVERITY_NUMBER_ERROR
_BAD = ("error", "denied")


class Reader:
    """Reads the records of one scope group. Not for use by two threads at once."""

    def __init__(self, resource: Any, scope: Any) -> None:
        agent = agent_of(resource, scope.name)
        self.dialect: Dialect = agent.dialect
        self._rows = agent.dialect.attributes.get
        self.span_row = _rows_of_spans(agent.dialect).get
        self._base: Found = {**resource_facts(resource), "dialect": agent.dialect.name}
        self._base.pop("event", None)
        for field, value in (("agent", agent.name), ("agent_version", agent.version)):
            if value is not None:
                self._base[field] = value
        settle_run(self._base)
        # The wrapper's run id beats a record's own session, wherever it was said.
        self._first: Found = {k: v for k, v in self._base.items() if k == WRAPPER}

    def span(self, span: Any) -> SpanFacts:
        """Return what a span says."""
        name, status = span.name, span.status.code
        duration = span.end_time_unix_nano - span.start_time_unix_nano
        if self.is_noise(name, status):
            return self.noise(name, duration)
        return self.settled(
            span, self._found(span.attributes, self.span_row), name, status, duration
        )

    def is_noise(self, name: str, status: int) -> bool:
        """Tell whether a span of that name is folded away without a look at its attributes."""
        return name in self.dialect.noise and status != _ERROR

    def noise(self, name: str, duration_ns: int) -> SpanFacts:
        """Return what a span says that `is_noise`."""
        return self._facts({"category": "noise", "title": name, "event": name}, duration_ns)

    def found(self) -> Found:
        """Return the fields that a record starts with, for callers that read its attributes."""
        return self._first.copy()

    def settled(
        self, span: Any, found: Found, name: str, status: int, duration_ns: int
    ) -> SpanFacts:
        """Return what a span says of which `found` holds what its attributes say.

        Args:
            span: the message; only its ids are looked at.
            found: `found()` with the values of the rows that `span_row` gives; it is changed.
            name: its name.
            status: code of its status.
            duration_ns: end less start; negative ones count as 0.
        """
        dialect, failed = self.dialect, status == _ERROR
        start(found, dialect.spans.get(name))
        dialect.finish_span(found, span)
        settle(found, failed=failed, exit_told=dialect.exit_told)
        if failed or found.get("outcome") in _BAD:
            settle_error(found, span.status.message)
        if dialect.call_key is not None and found["category"] == "tool_call":
            found["call_key"] = dialect.call_key(span, found)
        found["title"] = title_of(found, name)
        found["event"] = name
        return self._facts(found, duration_ns)

    def call_key(self, span: Any, found: Found) -> str | None:
        """Return what joins records to a tool's span that lack its call id."""
        make = self.dialect.call_key
        return None if make is None else make(span, found)

    def _facts(self, found: Found, duration_ns: int) -> SpanFacts:
        found["duration_us"] = duration_ns // 1000 if duration_ns > 0 else 0
        facts = SpanFacts.__new__(SpanFacts)  # the constructor would assign 70 defaults
        object.__setattr__(facts, "__dict__", {**self._base, **found})
        return facts

    def log(self, record: Any) -> LogFacts:
        """Return what a log record says."""
        dialect = self.dialect
        found = self._found(record.attributes, self._rows)
        event = found.get("event") or ("" if dialect.agent else record.event_name)
        start(found, dialect.logs.get(event))
        found["event"] = event
        dialect.finish_log(found, record)
        failed = record.severity_number >= _SEVERITY_ERROR
        settle(found, failed=failed, exit_told=dialect.exit_told)
        if failed or found["category"] == "error" or found.get("outcome") in _BAD:
            settle_error(found, None)
        found["title"] = title_of(found, event)
        found["time_unix_nano"] = record.time_unix_nano or record.observed_time_unix_nano
        facts = LogFacts.__new__(LogFacts)
        object.__setattr__(facts, "__dict__", {**self._base, **found})
        return facts

    def points(self, metric: Any) -> list[PointFacts]:
        """Return what the data points of a metric say, in order."""
        return points_of(metric, self.dialect, self._base)

    def _found(self, attributes: Any, row_of: Callable[[str], Row | None]) -> Found:
        found = self._first.copy()
        for attribute in attributes:
            row = row_of(attribute.key)
            if row is not None:
                field, read, is_strong, fast = row
                if is_strong or field not in found:
                    value = fast(attribute) or read(attribute.value)
                    if value is not None:
                        found[field] = value
        return found


@cache
def _rows_of_spans(dialect: Dialect) -> Mapping[str, Row]:
    """Return the rows that matter for spans: their duration is that of their times."""
    return {key: row for key, row in dialect.attributes.items() if row.field != "duration_us"}


def reader(resource: Any, scope: Any) -> Reader:
    """Return the reader for a Resource and an InstrumentationScope message."""
    return Reader(resource, scope)


def span_facts(resource: Any, scope: Any, span: Any) -> SpanFacts:
    """Return what one span says."""
    return Reader(resource, scope).span(span)


def log_facts(resource: Any, scope: Any, record: Any) -> LogFacts:
    """Return what one log record says."""
    return Reader(resource, scope).log(record)


def metric_facts(resource: Any, scope: Any, metric: Any) -> list[PointFacts]:
    """Return what the data points of one metric say."""
    return Reader(resource, scope).points(metric)
