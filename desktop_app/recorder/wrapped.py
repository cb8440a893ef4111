"""Runs that `countersign run` wraps: their start, their root span and their end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from desktop_app.errors import UsageError
from desktop_app.normalize.signals import Signal
from desktop_app.receive.request import RawRequest, Sender
from desktop_app.recorder.runs import Run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.model.canonical import JSON
    from desktop_app.recorder.recorder import Recorder

ROOT_SPAN = "agent.run"
_APPEND_S = 30.0


def begin(
    recorder: Recorder, arguments: Mapping[str, JSON], actor: Mapping[str, JSON]
) -> dict[str, JSON]:
    """Open a run; the caller sets the environment of the program with what is returned.

    Arguments: `name` (text), `sender` (the agent's name, or "run"), `command` (list of text),
    `trace_id` and `span_id` (hex).
    """
    name, command = arguments.get("name"), arguments.get("command")
    if not isinstance(name, str) or not isinstance(command, list):
        raise UsageError("A run has a name and a command.")
    run_id = "run-" + recorder.ids.random_bytes(8).hex()
    sender = str(arguments.get("sender") or "run")
    token = recorder.senders.add(sender, run_id)
    key = recorder.run_keys.key(sender, run_id)
    clean, redactions = recorder.redactor.redact_json({"process.command_args": command}, key)
    subject: dict[str, JSON] = {
        "name": recorder.redactor.redact_text(name, key)[0],
        "command": clean,
        "redactions": dict(redactions),
        "by": dict(actor),
        "span_id": arguments.get("span_id"),
    }
    trace_id = bytes.fromhex(str(arguments["trace_id"]))
    appended = recorder.journal.begin_run(Run(sender, run_id), subject, trace_id)
    recorder.journal.book.learn(sender, {trace_id: run_id})
    return {
        "run_id": run_id,
        "sender": sender,
        "token": token,
        "entry": appended.seq,
        "otlp_http": recorder.otlp_http,
        "otlp_grpc": recorder.otlp_grpc,
    }


def end(
    recorder: Recorder, arguments: Mapping[str, JSON], _actor: Mapping[str, JSON]
) -> dict[str, JSON]:
    """Append the root span and the run's end, seal it, and forget its token.

    Arguments: `run_id`, `sender`, `name`, `trace_id`, `span_id`, `parent_span_id` (hex or ""),
    `exit_code` (int), `started_ns`, `ended_ns` (decimal text: they pass 2^53).
    """
    run = Run(str(arguments.get("sender")), str(arguments.get("run_id")))
    if not run.run_id.startswith("run-"):
        raise UsageError("Only a run of `countersign run` ends this way.")
    exit_code = arguments.get("exit_code")
    if not isinstance(exit_code, int):
        raise UsageError("A run ends with an exit code.")
    span = _root_span(arguments, run, exit_code)
    request = ExportTraceServiceRequest()
    group = request.resource_spans.add()
    group.resource.attributes.append(_attribute("service.name", str(arguments.get("name"))))
    group.resource.attributes.append(_attribute("agent.run_id", run.run_id))
    scope = group.scope_spans.add()
    scope.scope.name = "countersign.run"
    scope.spans.append(span)
    raw = RawRequest(
        signal=Signal.TRACES,
        body=request.SerializeToString(),
        encoding="protobuf",
        compression="identity",
        transport="http",
        sender=Sender(run.sender, "token"),
    )
    recorder.pipeline.submit(raw).result(_APPEND_S)
    subject: dict[str, JSON] = {
        "reason": "exit",
        "exit_code": exit_code,
        "duration_us": (span.end_time_unix_nano - span.start_time_unix_nano) // 1000,
    }
    appended = recorder.journal.end_run(run, subject).result(_APPEND_S)
    recorder.senders.forget_run(run.run_id)
    recorder.journal.writer.checkpoint("run.end", cosign=True).result(_APPEND_S)
    return {"run_id": run.run_id, "entry": appended[0].seq}


def _root_span(arguments: Mapping[str, JSON], run: Run, exit_code: int) -> Span:
    span = Span(
        trace_id=bytes.fromhex(str(arguments["trace_id"])),
        span_id=bytes.fromhex(str(arguments["span_id"])),
        parent_span_id=bytes.fromhex(str(arguments.get("parent_span_id") or "")),
        name=ROOT_SPAN,
        kind=Span.SPAN_KIND_INTERNAL,
        start_time_unix_nano=int(str(arguments["started_ns"])),
        end_time_unix_nano=int(str(arguments["ended_ns"])),
    )
    span.attributes.append(_attribute("agent.run_id", run.run_id))
    span.attributes.append(_attribute("agent.name", str(arguments.get("name"))))
    span.attributes.append(KeyValue(key="process.exit.code", value=AnyValue(int_value=exit_code)))
    if exit_code != 0:
        span.status.code = Status.STATUS_CODE_ERROR
        span.status.message = f"exit {exit_code}"
    return span


def _attribute(key: str, text: str) -> KeyValue:
    return KeyValue(key=key, value=AnyValue(string_value=text))
