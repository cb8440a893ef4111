"""The environment of a program under record."""

from __future__ import annotations

import json
import tomllib

from desktop_app.agents import launch
from desktop_app.agents.catalog import Route
from desktop_app.agents.hooks.wiring import HookPlace, is_ours

ROUTE = Route("http://127.0.0.1:4318", "cs_" + "a" * 43, HookPlace("/run/a.sock", "/data/a"))
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


def test_claude_code_gets_hooks_for_one_run() -> None:
    """Laid over its own config by a flag, and not over one that the person gives."""
    line = launch.command_line(["claude", "-p", "hi"], ROUTE)
    assert (line[:2], line[3:]) == (["claude", "--settings"], ["-p", "hi"])
    hooks = json.loads(line[2])["hooks"]
    assert {"PreToolUse", "PostToolUse"} <= set(hooks)
    assert all(is_ours(group) for (group,) in hooks.values())
    for own in (["claude", "--settings", "x.json"], ["claude", "--settings={}"]):
        assert launch.command_line(own, ROUTE) == own
    bare = Route(ROUTE.http_url, ROUTE.token)
    assert launch.command_line(["claude"], bare) == ["claude"]


def test_hooks_are_told_the_run_and_its_sender() -> None:
    """So that what they ask belongs to the run that was opened."""
    found = launch.environment({}, ROUTE, **IDS, sender="run")
    assert (found["COUNTERSIGN_RUN_ID"], found["COUNTERSIGN_RUN_SENDER"]) == ("run-1", "run")
