"""One run's spans: their names, their order, and what they carry to other processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from desktop_app.agents import sdk
from desktop_app.agents.sdk import spans as module

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import ReadableSpan


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    """The spans of a program with a provider of its own."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer", provider.get_tracer)
    for name in ("COUNTERSIGN_RUN_ID", "TRACEPARENT", "TRACESTATE", "BAGGAGE"):
        monkeypatch.delenv(name, raising=False)
    return exporter


def by_name(kept: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    """Return the spans by name."""
    return {span.name: span for span in kept.get_finished_spans()}


def test_schema(kept: InMemorySpanExporter) -> None:
    """Each part of a run is a span below it, and carries the run's id."""
    with sdk.run("a") as run, sdk.turn(1):
        with sdk.plan(), sdk.select():
            pass
        with sdk.verify():
            pass
    found = by_name(kept)
    order = ["agent.tool.select", "agent.plan", "agent.verify", "agent.turn", "agent.finish"]
    assert list(found) == [*order, "agent.run"]
    assert {dict(span.attributes or {})["agent.run_id"] for span in found.values()} == {run.id}
    assert len({span.context.trace_id for span in found.values() if span.context}) == 1
    assert dict(found["agent.finish"].attributes or {})["agent.outcome"] == "ok"
    assert module.current() is None


def test_errors(kept: InMemorySpanExporter) -> None:
    """An error is a status and a type; its text, which may hold content, is not kept."""
    with pytest.raises(ValueError, match="secret"), sdk.run("a"):
        raise ValueError("secret")
    whole, end = by_name(kept)["agent.run"], by_name(kept)["agent.finish"]
    assert whole.status.status_code is StatusCode.ERROR
    assert dict(end.attributes or {})["agent.outcome"] == "error"
    assert "secret" not in whole.to_json() + end.to_json()


def test_other_processes(kept: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trace and run go on in another process, by what is handed to it or by its environment."""
    with sdk.run("a") as run:
        handed = sdk.carrier()
    assert set(handed) == {"traceparent", "baggage"}
    with sdk.run("b", parent=handed) as below:
        assert below.id == run.id
    for name, value in handed.items():
        monkeypatch.setenv(name.upper(), value)
    with sdk.run("c") as third:
        assert third.id == run.id
        assert module.traceparent().split("-")[1] == handed["traceparent"].split("-")[1]
    with sdk.run("d", run_id="mine") as own:
        assert own.id == "mine"
    assert len({s.context.trace_id for s in kept.get_finished_spans() if s.context}) == 1


def test_wrapped(kept: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under `countersign run` the run is that one."""
    monkeypatch.setenv("COUNTERSIGN_RUN_ID", "wrapped")
    with sdk.run("a") as run:
        assert run.id == "wrapped"
    assert kept.get_finished_spans()
