"""Made-up telemetry: small OTLP requests with chosen ids, and a whole random ledger of them."""

from __future__ import annotations

from random import Random
from typing import Any

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from desktop_app.model.kinds import EntryKind
from desktop_app.normalize.signals import Signal
from tests.fakes.memory_ledger import MemoryLedger

T0 = 1_795_169_861_000_000_000
TRACE = bytes(range(16))


def put(attributes: Any, values: dict[str, Any]) -> None:
    """Add plain values as OTLP attributes."""
    for key, value in values.items():
        item = attributes.add(key=key).value
        if isinstance(value, bool):
            item.bool_value = value
        elif isinstance(value, int):
            item.int_value = value
        elif isinstance(value, float):
            item.double_value = value
        elif isinstance(value, bytes):
            item.bytes_value = value
        else:
            item.string_value = value


def traces(*spans: dict[str, Any], service: str = "claude-code") -> ExportTraceServiceRequest:
    """Return a request of spans with id, name, trace, parent, start, end, status, attributes."""
    request = ExportTraceServiceRequest()
    group = request.resource_spans.add()
    put(group.resource.attributes, {"service.name": service, "service.version": "1.2.3"})
    scope = group.scope_spans.add()
    scope.scope.name = "test"
    for given in spans:
        span = scope.spans.add(
            name=given.get("name", "work"),
            trace_id=given.get("trace", TRACE),
            span_id=given["id"].to_bytes(8, "big"),
            parent_span_id=given["parent"].to_bytes(8, "big") if "parent" in given else b"",
            start_time_unix_nano=T0 + given.get("start", 0),
            end_time_unix_nano=T0 + given.get("end", 1000),
        )
        if "status" in given:
            span.status.code = given["status"]
            span.status.message = given.get("message", "")
        put(span.attributes, given.get("attributes", {}))
    return request


def logs(*records: dict[str, Any], service: str = "claude-code") -> ExportLogsServiceRequest:
    """Return a request; each record: event, body, trace, at, attributes."""
    request = ExportLogsServiceRequest()
    group = request.resource_logs.add()
    put(group.resource.attributes, {"service.name": service, "service.version": "1.2.3"})
    scope = group.scope_logs.add()
    for given in records:
        record = scope.log_records.add(
            time_unix_nano=T0 + given.get("at", 0), trace_id=given.get("trace", b"")
        )
        if "body" in given:
            record.body.string_value = given["body"]
        event = {"event.name": given["event"]} if "event" in given else {}
        put(record.attributes, {**event, **given.get("attributes", {})})
    return request


def metrics(
    name: str, *points: dict[str, Any], cumulative: bool = False, service: str = "claude-code"
) -> ExportMetricsServiceRequest:
    """Return a request of one sum; each point: value, at, attributes."""
    request = ExportMetricsServiceRequest()
    group = request.resource_metrics.add()
    put(group.resource.attributes, {"service.name": service})
    metric = group.scope_metrics.add().metrics.add(name=name, unit="1")
    metric.sum.aggregation_temporality = 2 if cumulative else 1
    for given in points:
        point = metric.sum.data_points.add(
            as_double=given["value"], time_unix_nano=T0 + given.get("at", 0)
        )
        put(point.attributes, given.get("attributes", {}))
    return request


def random_ledger(seed: int, entries: int = 60) -> MemoryLedger:
    """Return a ledger of several runs: orphans, resends, late parts, tool calls, all signals."""
    random = Random(seed)  # noqa: S311 - repeatable tests
    ledger = MemoryLedger()
    ledger.add(EntryKind.LOG_START, {"install": "00112233445566ff", "version": "1"})
    sent: list[tuple[Signal, Any, dict[str, Any]]] = []
    for number in range(entries):
        if sent and random.random() < 0.15:  # an exporter that sends again
            signal, request, where = random.choice(sent)
            ledger.add_request(signal, request, **where)
            continue
        trace = random.randrange(8)
        where = {
            "run_id": None if random.random() < 0.4 else f"run-{trace % 3}",
            "sender": random.choice(("", "", "codex")),
            "redactions": {"email": random.randrange(3)},
        }
        signal, request = _random_request(random, number, trace)
        sent.append((signal, request, where))
        ledger.add_request(signal, request, **where)
        if random.random() < 0.1:
            ledger.add(EntryKind.RUN_END, {"reason": "exit", "exit_code": 3}, run_id="run-1")
    return ledger


def _random_request(random: Random, number: int, trace: int) -> tuple[Signal, Any]:
    trace_id = bytes([trace + 1]) * 16
    call = {"tool_use_id": f"call-{random.randrange(12)}", "tool_name": "Bash", "success": "true"}
    kind = random.randrange(5)
    if kind < 3:
        names = ("claude_code.tool", "claude_code.interaction", "claude_code.llm_request", "odd")
        return Signal.TRACES, traces(
            *(
                {
                    "id": random.randrange(1, 200),
                    "trace": trace_id,
                    "name": random.choice(names),
                    "start": number * 1000 + index,
                    "end": number * 1000 + 500 + index,
                    "status": random.randrange(3),
                    "attributes": {**call, "file": f"src/module_{index}.py", "n": index},
                }
                for index in range(random.randrange(1, 6))
            )
        )
    if kind == 3:
        tokens = {"input_tokens": 3, "output_tokens": 5, "cost_usd": 0.1, "model": "m-1"}
        return Signal.LOGS, logs(
            {"event": "api_request", "trace": trace_id, "at": number, "attributes": tokens},
            {"event": "tool_result", "trace": trace_id, "at": number + 1, "attributes": call},
            {"event": "user_prompt", "at": number + 2, "attributes": {"prompt_length": "3"}},
            {
                "event": "tool_decision",
                "trace": trace_id,
                "attributes": {**call, "decision": random.choice(("accept", "reject"))},
            },
        )
    return Signal.METRICS, metrics(
        "claude_code.token.usage",
        {"value": 3.0, "at": number, "attributes": {"type": "input", "model": "m-1"}},
    )
