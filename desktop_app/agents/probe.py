"""Proves that data sent with an agent's own settings arrives: one record, durably.

The record goes where the config file says, with the headers and the encoding that the agent would
use, read back from the file as written. 200 is answered only after the append was synced to disk.
`accepts` asks the same without a record: who answers there, and is the token known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from google.protobuf import json_format
from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import (
    ExportLogsServiceRequest,
    ExportLogsServiceResponse,
)
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue

from desktop_app.agents import jsonc, toml
from desktop_app.agents.catalog import TOKEN, TOKEN_HEADER
from desktop_app.errors import AgentConfigError
from desktop_app.host import loopback

if TYPE_CHECKING:
    from desktop_app.agents.catalog import Agent

EVENT = "setup.test"
_OK, _UNAUTHORIZED = 200, 401


def prove(agent: Agent, config_text: str, now_ns: int) -> str:
    """Send a test record as the agent would; return the URL that took it.

    Raises:
        AgentConfigError: the config does not say where to send, or the record was not kept.
        RecorderNotRunningError: nothing answers there.
    """
    return _send(agent, config_text, _request(agent, now_ns))


def accepts(agent: Agent, config_text: str) -> str:
    """Send no record at all, as the agent would; return the URL that took it. Leaves no entry.

    Raises:
        AgentConfigError: no URL, the token is not known there, or it is no recorder of ours.
        RecorderNotRunningError: nothing answers there.
    """
    return _send(agent, config_text, ExportLogsServiceRequest())


def endpoint(agent: Agent, text: str) -> tuple[str, dict[str, str], bool]:
    """Return (logs URL, headers, whether JSON) that an agent's config makes it use.

    Raises:
        AgentConfigError: it names none.
    """
    if agent.name == "claude-code":
        base = jsonc.get(text, ("env", "OTEL_EXPORTER_OTLP_ENDPOINT"))
        given = jsonc.get(text, ("env", "OTEL_EXPORTER_OTLP_HEADERS"))
        return _logs_url(base), _headers(str(given or "")), False
    if agent.name == "codex":
        exporter = toml.get(text, ("otel", "exporter", "otlp-http"))
        if not isinstance(exporter, dict) or not isinstance(exporter.get("endpoint"), str):
            raise AgentConfigError("The config names no OTLP exporter.")
        headers = exporter.get("headers")
        found = headers if isinstance(headers, dict) else {}
        return exporter["endpoint"], {str(k): str(v) for k, v in found.items()}, False
    return _logs_url(jsonc.get(text, ("telemetry", "otlpEndpoint"))), {}, True


def token(agent: Agent, text: str) -> str | None:
    """Return our token in an agent's config, or None."""
    try:
        headers = endpoint(agent, text)[1]
    except AgentConfigError:
        return None
    found = headers.get(TOKEN_HEADER, "")
    return found if TOKEN.fullmatch(found) else None


def _send(agent: Agent, config_text: str, request: ExportLogsServiceRequest) -> str:
    url, headers, as_json = endpoint(agent, config_text)
    if as_json:
        body, kind = json_format.MessageToJson(request).encode(), "application/json"
    else:
        body, kind = request.SerializeToString(), "application/x-protobuf"
    status, answer = loopback.post(url, body, {**headers, "Content-Type": kind})
    if status == _UNAUTHORIZED:
        raise AgentConfigError(f"{url} does not know the token in the config.")
    if status != _OK:
        said = answer[:200].decode("utf-8", "replace")
        raise AgentConfigError(f"{url} answered {status}: {said}")
    _check_kept(url, answer, as_json=as_json)
    return url


def _check_kept(url: str, answer: bytes, *, as_json: bool) -> None:
    """Refuse an answer that is no OTLP response, or that says that the record was not kept."""
    response = ExportLogsServiceResponse()
    try:
        if as_json:
            json_format.Parse(answer, response)
        else:
            response.ParseFromString(answer)
    except (json_format.ParseError, DecodeError, UnicodeDecodeError) as error:
        raise AgentConfigError(f"What answers at {url} is no OTLP receiver.") from error
    if response.partial_success.rejected_log_records:
        why = response.partial_success.error_message or "no reason given"
        raise AgentConfigError(f"{url} did not keep the test record: {why}")


def _logs_url(base: object) -> str:
    if not isinstance(base, str):
        raise AgentConfigError("The config names no OTLP endpoint.")
    return base.rstrip("/") + "/v1/logs"


def _headers(variable: str) -> dict[str, str]:
    pairs = (item.partition("=") for item in variable.split(",") if "=" in item)
    return {key.strip().lower(): unquote(value.strip()) for key, _, value in pairs}


def _request(agent: Agent, now_ns: int) -> ExportLogsServiceRequest:
    request = ExportLogsServiceRequest()
    group = request.resource_logs.add()
    group.resource.attributes.append(_attribute("service.name", agent.name))
    scope = group.scope_logs.add()
    scope.scope.name = "countersign.setup"
    record = scope.log_records.add(time_unix_nano=now_ns, observed_time_unix_nano=now_ns)
    record.event_name = EVENT
    record.body.string_value = f"{agent.title} is set up: what it sends arrives."
    record.attributes.append(_attribute("event.name", EVENT))
    return request


def _attribute(key: str, value: str) -> KeyValue:
    return KeyValue(key=key, value=AnyValue(string_value=value))
