"""The environment of a program under record."""

from __future__ import annotations

import tomllib

from desktop_app.agents import launch
from desktop_app.agents.catalog import Route

ROUTE = Route("http://127.0.0.1:4318", "cs_" + "a" * 43)
IDS = {"run_id": "run-1", "trace_id": "ab" * 16, "span_id": "cd" * 8}


def test_what_an_outer_run_set_is_replaced_and_secrets_are_left_out() -> None:
    """The person's own resource attributes stay."""
    base = dict.fromkeys(launch.SECRETS, "hush") | {
        "OTEL_RESOURCE_ATTRIBUTES": "a=b, agent.run_id=run-0,c=d",
        "OTEL_EXPORTER_OTLP_LOGS_HEADERS": "k=v",
        "GEMINI_TELEMETRY_OUTFILE": "x",
        "PATH": "/bin",
    }
    found = launch.environment(base, ROUTE, **IDS)
    assert "hush" not in found.values()
    assert found["OTEL_RESOURCE_ATTRIBUTES"] == "a=b,c=d,agent.run_id=run-1"
    assert found["TRACEPARENT"] == f"00-{IDS['trace_id']}-{IDS['span_id']}-01"
    assert "OTEL_EXPORTER_OTLP_LOGS_HEADERS" not in found
    assert "GEMINI_TELEMETRY_OUTFILE" not in found
    assert found["PATH"] == "/bin"


def test_codex_gets_arguments_that_are_toml() -> None:
    """It reads no variables; other programs are called as they were."""
    line = launch.command_line(["codex", "exec", "hi"], ROUTE)
    assert line[0] == "codex"
    assert line[-2:] == ["exec", "hi"]
    values = tomllib.loads("\n".join(line[2:-2:2]))["otel"]
    assert {value["otlp-http"]["endpoint"] for value in values.values()} == {
        f"{ROUTE.http_url}/v1/{signal}" for signal in ("logs", "traces", "metrics")
    }
    assert launch.command_line(["ls", "-l"], ROUTE) == ["ls", "-l"]
    assert launch.sender_of(["/bin/ls"]) == "run"
    assert launch.sender_of(["gemini"]) == "gemini"
