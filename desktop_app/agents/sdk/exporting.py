"""Sends spans to the recorder of this machine, for programs that have no exporter of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult

from desktop_app.agents.sdk.asking import endpoint
from desktop_app.agents.sdk.screens import Screens
from desktop_app.errors import ConfigError, RecorderNotRunningError
from desktop_app.host import loopback

if TYPE_CHECKING:
    from collections.abc import Sequence

    from opentelemetry.sdk.trace import ReadableSpan

_OK = 200


class LoopbackExporter(SpanExporter):
    """Posts spans as OTLP/HTTP protobuf to this machine, and to no other."""

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send spans; a recorder that is not there fails this batch alone."""
        url, headers = endpoint()
        sent = {**headers, "content-type": "application/x-protobuf"}
        body = encode_spans(spans).SerializeToString()
        try:
            status, _ = loopback.post(f"{url}/v1/traces", body, sent)
        except (RecorderNotRunningError, ConfigError):
            return SpanExportResult.FAILURE
        return SpanExportResult.SUCCESS if status == _OK else SpanExportResult.FAILURE


def export_spans(service_name: str) -> TracerProvider:
    """Make the program's tracer provider one that sends to the recorder; return it.

    Only for programs that set none up themselves. `shutdown` of what is returned sends what waits;
    it is called by itself when the program ends.
    """
    provider = TracerProvider(resource=Resource.create({"service.name": service_name}))
    provider.add_span_processor(Screens())
    provider.add_span_processor(BatchSpanProcessor(LoopbackExporter()))
    trace.set_tracer_provider(provider)
    return provider
