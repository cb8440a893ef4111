"""Runs that `countersign run` wraps: their start, their root span and their end.

Whoever reaches the control socket may begin one; only a run that was begun here, and whose token
was lent and not yet taken back, can be ended.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from typing import TYPE_CHECKING

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from desktop_app.capture.environment import Agent
from desktop_app.errors import NotFoundError, StorageError, UsageError
from desktop_app.normalize.signals import Signal
from desktop_app.receive.request import RawRequest, Sender
from desktop_app.recorder import contents
from desktop_app.recorder.journal import durable
from desktop_app.recorder.runs import Run

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON
    from desktop_app.model.content import Content
    from desktop_app.recorder.recorder import Recorder

ROOT_SPAN = "agent.run"
MAX_NAME = 200  # characters of a run's name
_APPEND_S = 30.0
_HEX = re.compile(r"[0-9a-f]*\Z")
_NS = re.compile(r"[0-9]{1,19}\Z")  # below 2^64
_TRACE_BYTES, _SPAN_BYTES = 16, 8
_MAX_EXIT = 2**31


def begin(
    recorder: Recorder, arguments: Mapping[str, JSON], actor: Mapping[str, JSON]
) -> dict[str, JSON]:
    """Open a run; the caller sets the environment of the program with what is returned.

    Arguments: `name` (text), `sender` (the agent's name; "run" when missing), `command` (list of
    text), `trace_id` and `span_id` (hex); `folder`, `program` (its path) and `variables` (name ->
    value or null) where they are known.

    Raises:
        UsageError: an argument is missing or of the wrong shape.
        ConfigError: not a sender's name.
    """
    name, command = _name(arguments), arguments.get("command")
    if not isinstance(command, list) or not all(isinstance(word, str) for word in command):
        raise UsageError("command is a list of words.")
    trace_id = _id(arguments, "trace_id", _TRACE_BYTES)
    span_id = _id(arguments, "span_id", _SPAN_BYTES)
    sender = str(arguments.get("sender") or "run")
    recorder.check_sender_name(sender)
    run = Run(sender, "run-" + recorder.ids.random_bytes(8).hex())
    key = recorder.run_keys.key(*run)
    clean, redactions = recorder.redactor.redact_json({"process.command_args": command}, key)
    clean_name, more = recorder.redactor.redact_text(name, key)
    redactions.update(more)
    subject: dict[str, JSON] = {
        "name": clean_name[:MAX_NAME],
        "command": clean,
        "redactions": dict(sorted(redactions.items())),
        "by": dict(actor),
        "span_id": span_id.hex(),
    }
    kept = _command_line(recorder, command, key)
    appended = recorder.journal.begin_run(run, subject, trace_id, kept)
    recorder.journal.book.learn(sender, {trace_id: run.run_id})
    _evidence(recorder, run, clean_name, arguments)
    return {
        "run_id": run.run_id,
        "sender": sender,
        "token": recorder.senders.add(sender, run.run_id),
        "entry": appended.seq,
        "otlp_http": recorder.otlp_http,
        "otlp_grpc": recorder.otlp_grpc,
    }


def _command_line(recorder: Recorder, command: list[str], key: bytes) -> tuple[Content, ...]:
    """Return the program and its arguments as a shell would take them, where they may be kept."""
    if contents.COMMAND_LINES not in recorder.keeping.granted():
        return ()
    said = shlex.join(command)
    return (contents.text("command_line", contents.COMMAND_LINES, said, recorder.redactor, key),)


def _evidence(recorder: Recorder, run: Run, name: str, arguments: Mapping[str, JSON]) -> None:
    """Write down where it runs, and copy its folder before it does."""
    program, variables = arguments.get("program"), arguments.get("variables")
    folder = arguments.get("folder")
    agent = Agent(name=name, executable=program if isinstance(program, str) else None)
    told = variables if isinstance(variables, Mapping) else {}
    values = {key: value if isinstance(value, str) else None for key, value in told.items()}
    recorder.pictures.begin()
    recorder.environments.of_program(run, agent, values)
    if isinstance(folder, str):
        recorder.copies.begin(run, folder, wait=True)


def end(
    recorder: Recorder, arguments: Mapping[str, JSON], _actor: Mapping[str, JSON]
) -> dict[str, JSON]:
    """Append the root span and the run's end, seal it, and forget its token.

    Arguments: `run_id`, `name`, `trace_id`, `span_id`, `parent_span_id` (hex or ""), `exit_code`
    (int), `started_ns`, `ended_ns` (decimal text: they pass 2^53).

    Raises:
        UsageError: an argument is missing or of the wrong shape.
        NotFoundError: no such run is open; it is ended once.
    """
    run_id = str(arguments.get("run_id"))
    sender = recorder.senders.lent_to(run_id)
    if sender is None:
        raise NotFoundError("No run of that name was begun here, or it has ended.")
    run = Run(sender, run_id)
    exit_code = arguments.get("exit_code")
    if not isinstance(exit_code, int) or not -_MAX_EXIT < exit_code < 2 * _MAX_EXIT:
        raise UsageError("A run ends with an exit code.")
    span = _root_span(arguments, run, exit_code)
    raw = _request(span, run, _name(arguments))
    try:
        recorder.pipeline.submit(raw).result(_APPEND_S)
    except TimeoutError as error:
        raise StorageError("The ledger's disk does not answer.") from error
    subject: dict[str, JSON] = {
        "reason": "exit",
        "exit_code": exit_code,
        "duration_us": max(0, span.end_time_unix_nano - span.start_time_unix_nano) // 1000,
    }
    appended = durable(recorder.journal.end_run(run, subject))
    recorder.senders.forget_run(run.run_id)
    recorder.journal.writer.checkpoint("run.end", cosign=True).result(_APPEND_S)
    return {"run_id": run.run_id, "entry": appended[0].seq}


def _request(span: Span, run: Run, name: str) -> RawRequest:
    request = ExportTraceServiceRequest()
    group = request.resource_spans.add()
    group.resource.attributes.append(_attribute("service.name", name))
    group.resource.attributes.append(_attribute("agent.run_id", run.run_id))
    scope = group.scope_spans.add()
    scope.scope.name = "countersign.run"
    span.attributes.append(_attribute("agent.name", name))
    scope.spans.append(span)
    return RawRequest(
        signal=Signal.TRACES,
        body=request.SerializeToString(),
        encoding="protobuf",
        compression="identity",
        transport="http",
        sender=Sender(run.sender, "token"),
    )


def _root_span(arguments: Mapping[str, JSON], run: Run, exit_code: int) -> Span:
    span = Span(
        trace_id=_id(arguments, "trace_id", _TRACE_BYTES),
        span_id=_id(arguments, "span_id", _SPAN_BYTES),
        name=ROOT_SPAN,
        kind=Span.SPAN_KIND_INTERNAL,
        start_time_unix_nano=_ns(arguments, "started_ns"),
        end_time_unix_nano=_ns(arguments, "ended_ns"),
    )
    if arguments.get("parent_span_id"):
        span.parent_span_id = _id(arguments, "parent_span_id", _SPAN_BYTES)
    span.attributes.append(_attribute("agent.run_id", run.run_id))
    span.attributes.append(KeyValue(key="process.exit.code", value=AnyValue(int_value=exit_code)))
    if exit_code != 0:
        span.status.code = Status.STATUS_CODE_ERROR
        span.status.message = f"exit {exit_code}"
    return span


def _name(arguments: Mapping[str, JSON]) -> str:
    name = arguments.get("name")
    if not isinstance(name, str) or not 0 < len(name) <= MAX_NAME or not _is_text(name):
        raise UsageError(f"A run has a name of 1 to {MAX_NAME} characters.")
    return name


def _is_text(text: str) -> bool:
    return not any("\ud800" <= sign <= "\udfff" for sign in text)  # no bytes that are not UTF-8


def _id(arguments: Mapping[str, JSON], name: str, size: int) -> bytes:
    text = arguments.get(name)
    if not isinstance(text, str) or len(text) != 2 * size or not _HEX.match(text):
        raise UsageError(f"{name} is {size} bytes in lower-case hex.")
    return bytes.fromhex(text)


def _ns(arguments: Mapping[str, JSON], name: str) -> int:
    text = arguments.get(name)
    if not isinstance(text, str) or not text.isascii() or not _NS.match(text):
        raise UsageError(f"{name} is a time in nanoseconds, as decimal text.")
    return int(text)


def _attribute(key: str, text: str) -> KeyValue:
    return KeyValue(key=key, value=AnyValue(string_value=text))
