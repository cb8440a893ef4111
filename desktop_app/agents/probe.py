"""Proves that data sent with an agent's own settings arrives: one record, durably.

The record goes where the config file says, with the headers and the encoding that the agent would
use, read back from the file as written. 200 is answered only after the append was synced to disk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from google.protobuf import json_format
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue

from desktop_app.agents import jsonc, toml
from desktop_app.errors import AgentConfigError
from desktop_app.host import loopback

if TYPE_CHECKING:
    from desktop_app.agents.catalog import Agent

EVENT = "setup.test"
_OK = 200


def prove(agent: Agent, config_text: str, now_ns: int) -> str:
    """Send a test record as the agent would; return the URL that took it.

    Raises:
        AgentConfigError: the config does not say where to send, or the answer was not 200.
        RecorderNotRunningError: nothing answers there.
    """
    url, headers, as_json = endpoint(agent, config_text)
    request = _request(agent, now_ns)
    if as_json:
        body, kind = json_format.MessageToJson(request).encode(), "application/json"
    else:
        body, kind = request.SerializeToString(), "application/x-protobuf"
    status, answer = loopback.post(url, body, {**headers, "Content-Type": kind})
    if status != _OK:
        said = answer[:200].decode("utf-8", "replace")
        raise AgentConfigError(f"{url} answered {status} to the test record: {said}")
    return url


def endpoint(agent: Agent, text: str) -> tuple[str, dict[str, str], bool]:
    """Return (logs URL, headers, whether JSON) that an agent's config makes it use.

    Raises:
        AgentConfigError: it names none.
    """
    if agent.name == "claude-code":
        base = jsonc.get(text, ("env", "OTEL_EXPORTER_OTLP_ENDPOINT"))
        given = jsonc.get(text, ("env", "OTEL_EXPORTER_OTLP_HEADERS"))
        headers = _headers(str(given or ""))
        return _logs_url(base), headers, False
    if agent.name == "codex":
        exporter = toml.get(text, ("otel", "exporter", "otlp-http"))
        if not isinstance(exporter, dict):
            raise AgentConfigError("The config names no OTLP exporter.")
        found = exporter.get("headers") or {}
        return str(exporter.get("endpoint")), {str(k): str(v) for k, v in found.items()}, False
    return _logs_url(jsonc.get(text, ("telemetry", "otlpEndpoint"))), {}, True


def _logs_url(base: object) -> str:
    if not isinstance(base, str):
        raise AgentConfigError("The config names no OTLP endpoint.")
    return base.rstrip("/") + "/v1/logs"


def _headers(variable: str) -> dict[str, str]:
    pairs = (item.partition("=") for item in variable.split(",") if "=" in item)
    return {key.strip(): unquote(value.strip()) for key, _, value in pairs}


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
