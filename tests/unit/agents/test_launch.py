"""The environment of a program under record."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING

from desktop_app.agents import launch
from desktop_app.agents.catalog import BY_NAME, Route
from desktop_app.agents.editors import EDITORS
from desktop_app.agents.hooks.trust import hash_of
from desktop_app.agents.hooks.wiring import HookPlace, is_ours
from desktop_app.agents.setup import plan
from desktop_app.capture import environment

if TYPE_CHECKING:
    from pathlib import Path

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
    values = tomllib.loads("\n".join(line[2:-2:2]))
    assert {value["otlp-http"]["endpoint"] for value in values["otel"].values()} == {
        f"{ROUTE.http_url}/v1/{signal}" for signal in ("logs", "traces", "metrics")
    }
    state = values["hooks"].pop("state")
    assert all(is_ours(group) for (group,) in values["hooks"].values())
    assert len(state) == len(values["hooks"]) >= 4
    assert state["/<session-flags>/config.toml:pre_tool_use:0:0"]["trusted_hash"] == hash_of(
        "PreToolUse", values["hooks"]["PreToolUse"][0], values["hooks"]["PreToolUse"][0]["hooks"][0]
    )
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


def test_where_the_hooks_of_a_run_come_from(tmp_path: Path) -> None:
    """An agent that was set up for this recorder is not asked twice; who takes none is known."""
    place = ROUTE.hook
    assert launch.hooks_of(["/usr/bin/codex", "exec"], place, {}, tmp_path) == "arguments"
    assert launch.hooks_of(["codex"], None, {}, tmp_path) == "nowhere"
    assert launch.hooks_of(["ls"], place, {}, tmp_path) == "no agent"
    assert launch.hooks_of(["gemini"], place, {}, tmp_path) == "nowhere"
    assert launch.hooks_of(["claude", "--settings", "x"], place, {}, tmp_path) == "nowhere"
    for name in ("claude-code", "gemini", "codex"):
        agent = BY_NAME[name]
        planned = plan(agent, ROUTE, {}, tmp_path)
        planned.file.path.parent.mkdir()
        planned.file.path.write_bytes(planned.after)
        # Codex has them, and does not run them before its person trusts them
        expected = "arguments" if name == "codex" else "its config"
        assert launch.hooks_of([agent.programs[0]], place, {}, tmp_path) == expected
    other = HookPlace("/run/other.sock", "/data/other")
    assert launch.hooks_of(["claude"], other, {}, tmp_path) == "arguments"
    BY_NAME["claude-code"].config({}, tmp_path).write_bytes(b"\xff")
    assert launch.hooks_of(["claude"], place, {}, tmp_path) == "arguments"


def test_an_older_set_up_that_asks_is_not_asked_twice(tmp_path: Path) -> None:
    """It lacks hooks that ask nothing; those that ask stand in its config."""
    place, path = ROUTE.hook, tmp_path / ".claude" / "settings.json"
    path.parent.mkdir()
    text = plan(BY_NAME["claude-code"], ROUTE, {}, tmp_path).after.decode()
    for event, expected in (("UserPromptSubmit", "its config"), ("PreToolUse", "arguments")):
        text = EDITORS["jsonc"].drop_items(text, ("hooks", event), is_ours, "")
        path.write_text(text)
        assert launch.hooks_of(["claude"], place, {}, tmp_path) == expected


def test_of_an_environment_names_are_told_and_few_values() -> None:
    """No value that says who or with what secret; no name that is no plain text."""
    found = launch.told_of_environment(
        {"TZ": "UTC", "TOKEN": "hush", "LANG": "C", "caf\udce9": "x", "a\nb": "x"}
    )
    assert found == {"LANG": "C", "TOKEN": None, "TZ": "UTC"}
    assert launch.VALUES == environment.ALLOWED
