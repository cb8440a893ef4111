"""Telemetry of a run with a text in it that no rule of the redactor knows."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from tests.fakes import otlp

if TYPE_CHECKING:
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    from tests.fakes.running import RunningRecorder

PROTOBUF = {"content-type": "application/x-protobuf"}
PLANTED = "zeppelin-blueprints-of-the-harbour"


def of_run(run: str, count: int) -> ExportTraceServiceRequest:
    """Return a request of spans of a session."""
    request = otlp.traces(count, trace_id=sha256(run.encode()).digest()[:16])
    for span in request.resource_spans[0].scope_spans[0].spans:
        for attribute in span.attributes:
            if attribute.key == "session.id":
                attribute.value.string_value = run
    return request


def plant(recorder: RunningRecorder, run: str, count: int = 300, text: str = PLANTED) -> None:
    """Send spans with the text; 300 of them make a body of several pages."""
    request = of_run(run, count)
    for number, span in enumerate(request.resource_spans[0].scope_spans[0].spans):
        name = f"{text} {sha256(f'{run} {number}'.encode()).hexdigest()}"
        span.attributes.add(key="project.codename").value.string_value = name
    assert recorder.post("/v1/traces", request.SerializeToString(), PROTOBUF)[0] == 200
