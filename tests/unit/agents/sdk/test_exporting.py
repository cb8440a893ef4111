"""The helper's own exporter: this machine or nothing."""

from __future__ import annotations

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace.export import SpanExportResult

from desktop_app.agents.sdk import exporting
from desktop_app.host import loopback


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://collector.example:4318"])
def test_nobody_there(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """Where nobody answers, and beyond this machine, a batch fails and the program goes on."""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", url)
    assert exporting.LoopbackExporter().export([]) is SpanExportResult.FAILURE


def test_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    """A provider of ours names its service and posts protobuf to /v1/traces."""
    sent: list[tuple[str, bytes]] = []

    def post(url: str, body: bytes, _headers: object) -> tuple[int, bytes]:
        sent.append((url, body))
        return 200, b""

    monkeypatch.setattr(loopback, "post", post)
    monkeypatch.setattr(trace, "set_tracer_provider", lambda _provider: None)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
    provider = exporting.export_spans("mine")
    with provider.get_tracer("x").start_as_current_span("s"):
        pass
    provider.shutdown()
    ((url, body),) = sent
    assert url == "http://127.0.0.1:1/v1/traces"
    assert b"mine" in body
