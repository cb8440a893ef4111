"""Agents whose settings do not hold, found when a session begins or when no hook was heard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.agents import setup
from desktop_app.agents.catalog import BY_NAME, Route
from desktop_app.agents.editors import EDITORS
from desktop_app.agents.hooks import wiring
from desktop_app.agents.hooks.wiring import HookPlace
from desktop_app.recorder import unsettled
from desktop_app.recorder.hooks import take_hook
from desktop_app.recorder.runs import Run
from tests.fakes.gate import of_kind, shell, subjects
from tests.fakes.recording import restarted
from tests.fakes.replayed import AGENTS, RUNS, hooks_of, recorded_run, replay, send
from tests.fakes.trusting import trust_hooks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.recorder.recorder import Recorder

ROUTE = Route("http://127.0.0.1:4318", "cs_" + "a" * 43, HookPlace("/run/a.sock", "/data/a"))
NO_OPINION = "version: 1\nextends: none\nrules: []\n"


@pytest.fixture
def watched(made: Recorder) -> Iterator[Recorder]:
    """Return a recorder that watches telemetry, also of the day of the recordings."""
    (made.paths.data_dir / "policy.yaml").write_text(NO_OPINION)
    made.gating.policies.look()
    made.gating.unsettled.since_us = 0
    made.gating.start()
    yield made
    made.gating.stop()
    made.gating.close()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a HOME of its own in which no administrator's Gemini config is found."""
    monkeypatch.setenv("GEMINI_CLI_SYSTEM_SETTINGS_PATH", str(tmp_path / "managed.json"))
    return tmp_path / "home"


def wire(made: Recorder, home: Path, name: str, *, route: Route = ROUTE) -> Path:
    """Set an agent up, its hooks trusted; return its config."""
    planned = setup.plan(BY_NAME[name], route, {}, home)
    setup.apply(planned, route, made.paths.data_dir / "agents", 1)
    if name == "codex" and route.hook is not None:
        trust_hooks(planned.file.path)
    made.gating.unsettled.look()
    return planned.file.path


def begin(made: Recorder, name: str, cwd: Path | str = "/w") -> None:
    """Let a session begin, and wait until it was looked at."""
    value = {"hook_event_name": "SessionStart", "session_id": "run-1", "cwd": str(cwd)}
    take_hook(made.gating, name, "", value).result(60)
    settle(made)


def settle(made: Recorder) -> None:
    """Wait until everything heard of was looked at."""
    made.gating.failed_open.stop()
    made.gating.failed_open.start()


def told(made: Recorder) -> list[tuple[str, str, list[str]]]:
    """Return agent, reason and what was found, of each entry."""
    rows = subjects(made, "gate.failed_open")
    return [(row["agent"], row["why"], row["found"]) for row in rows]


def cost(made: Recorder, run_id: str) -> float:
    """Return what a run of Claude Code cost so far."""
    return made.gating.runs.of(Run("claude-code", run_id), 0).cost_usd


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_a_session_as_it_was_set_up_is_nothing_to_tell(
    watched: Recorder, home: Path, name: str
) -> None:
    """Nor one of an agent that nobody set up."""
    begin(watched, name, home)
    wire(watched, home, name)
    begin(watched, name, home)
    assert told(watched) == []
    assert watched.gating.status()["unsettled"] == {
        "count": 0, "at_us": None, "agent": None, "why": None
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_a_hook_that_was_taken_out_is_told_once_a_run(
    watched: Recorder, home: Path, name: str
) -> None:
    """With its name, in the session's run, however often that begins again."""
    path, agent = wire(watched, home, name), BY_NAME[name]
    event = "BeforeTool" if name == "gemini" else "PreToolUse"
    text = path.read_text()
    path.write_text(EDITORS[agent.format].drop_items(text, ("hooks", event), wiring.is_ours, ""))
    begin(watched, name)
    begin(watched, name)
    assert told(watched) == [(name, "hook missing", [f"taken out or changed: {event}"])]
    (entry,) = of_kind(watched, "gate.failed_open")
    assert entry.run_id == "run-1"
    assert entry.subject["call_id"] is None
    state: Any = watched.gating.status()["unsettled"]
    assert (state["count"], state["agent"], state["why"]) == (1, agent.known_as, "hook missing")


def test_a_run_is_told_once_over_a_restart(watched: Recorder, home: Path) -> None:
    """The next recorder finds the same, and knows that it was said."""
    wire(watched, home, "gemini").write_text("{")
    begin(watched, "gemini")
    watched.gating.close()
    with restarted(watched) as other:
        other.gating.start()
        begin(other, "gemini")
        other.gating.stop()
        other.gating.close()
        assert len(told(other)) == 1
    watched.gating.failed_open.start()


def test_a_hook_that_codex_skips_is_told_unless_it_called(watched: Recorder, home: Path) -> None:
    """Who started it may have switched trust off for it: what is called is not skipped."""
    path = wire(watched, home, "codex")
    text = path.read_text()
    path.write_text(text.replace("pre_tool_use:0:0", "pre_tool_use:9:9"))
    begin(watched, "codex")
    assert told(watched) == [("codex", "hook missing", ["not trusted: PreToolUse"])]
    path.write_text(text.replace('hash = "sha256:', 'hash = "sha256:0'))
    begin(watched, "codex")
    assert len(told(watched)) == 1


def test_a_switch_that_kept_nothing_from_being_called_is_no_switch(
    watched: Recorder, home: Path
) -> None:
    """What was called is evidence."""
    path = wire(watched, home, "claude-code")
    on = True
    path.write_text(EDITORS["jsonc"].set_value(path.read_text(), ("disableAllHooks",), on))
    begin(watched, "claude-code")
    assert told(watched) == []


def test_a_folder_s_config_that_overrules_is_told(watched: Recorder, home: Path) -> None:
    """Of the session's own folder; without a path or a value in the entry."""
    wire(watched, home, "claude-code")
    config = home / "project" / ".claude" / "settings.local.json"
    config.parent.mkdir(parents=True)
    config.write_text('{"env": {"OTEL_LOGS_EXPORTER": "none"}}')
    begin(watched, "claude-code", home / "project")
    found = ["overruled by the folder's config: env.OTEL_LOGS_EXPORTER"]
    assert told(watched) == [("claude-code", "settings overruled", found)]


def test_a_run_that_brings_its_own_hooks_is_not_looked_at(watched: Recorder, home: Path) -> None:
    """`countersign run` gives them to it, whatever its config says."""
    wire(watched, home, "gemini").write_text("{")
    value = {"hook_event_name": "SessionStart", "session_id": "s", "cwd": "/w"}
    take_hook(watched.gating, "gemini", "", value, sender="run", run_id="run-9").result(60)
    settle(watched)
    assert told(watched) == []


@pytest.mark.parametrize("cwd", ["", "relative", "/nowhere", "/dev/null"])
def test_a_folder_that_is_none_is_no_harm(watched: Recorder, home: Path, cwd: str) -> None:
    """An agent may say what it likes."""
    wire(watched, home, "claude-code")
    begin(watched, "claude-code", cwd)
    assert told(watched) == []


@pytest.mark.parametrize("cwd", ["/a\0b", "/" + "x" * 3_000])
def test_a_folder_that_no_system_knows_ends_nothing(
    watched: Recorder, home: Path, cwd: str, caplog: pytest.LogCaptureFixture
) -> None:
    """It is noted, and what is sure is told all the same."""
    path = wire(watched, home, "claude-code")
    path.write_text(
        EDITORS["jsonc"].drop_items(path.read_text(), ("hooks", "PreToolUse"), wiring.is_ours, "")
    )
    begin(watched, "claude-code", cwd)
    found = ["taken out or changed: PreToolUse"]
    assert told(watched) == [("claude-code", "hook missing", found)]
    assert "settings of Claude Code were not read" in caplog.text
    caplog.clear()


def test_a_config_that_links_to_itself_ends_nothing(watched: Recorder, home: Path) -> None:
    """What an agent may plant in its folder: it cannot be read, so it overrules as far as known."""
    wire(watched, home, "claude-code")
    planted = home / "project" / ".claude" / "settings.json"
    planted.parent.mkdir(parents=True)
    planted.symlink_to(planted)
    begin(watched, "claude-code", home / "project")
    found = ["overruled by the folder's config: it cannot be read"]
    assert told(watched) == [("claude-code", "settings overruled", found)]


def test_what_breaks_in_one_look_ends_no_other(
    watched: Recorder, home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The watch goes on over all others."""
    wire(watched, home, "gemini").write_text("{")
    with monkeypatch.context() as patch:

        def broken(*_: object, **__: object) -> None:
            raise RuntimeError("odd")

        patch.setattr(unsettled.hooked, "look", broken)
        begin(watched, "gemini")
    assert told(watched) == []
    assert "odd" in caplog.text
    caplog.clear()
    begin(watched, "gemini")
    assert len(told(watched)) == 1


def test_a_config_that_cannot_be_read_is_told(watched: Recorder, home: Path) -> None:
    """Nobody knows what holds then."""
    wire(watched, home, "gemini").write_text("{")
    begin(watched, "gemini")
    assert told(watched) == [("gemini", "hook missing", ["its config cannot be read"])]


@pytest.mark.parametrize("run", RUNS)
def test_a_run_of_which_no_hook_was_heard_is_told_once(
    watched: Recorder, home: Path, run: str
) -> None:
    """By its telemetry alone, with the first thing that a hook was due for."""
    name = AGENTS[run]
    path = wire(watched, home, name)
    switch = {
        "claude-code": ("disableAllHooks",),
        "codex": ("features", "hooks"),
        "gemini": ("hooksConfig", "enabled"),
    }[name]
    editor = EDITORS[BY_NAME[name].format]
    path.write_text(editor.set_value(path.read_text(), switch, name == "claude-code"))
    replay(watched, run, skip=range(999))
    found = [f"switched off in its own config: {'.'.join(switch)}"]
    assert told(watched) == [(name, "hook missing", found)]
    (entry,) = of_kind(watched, "gate.failed_open")
    assert (entry.subject["call_id"] is not None) == (name == "codex")


@pytest.mark.parametrize("run", RUNS)
def test_a_run_of_which_a_hook_was_heard_is_not_told(
    watched: Recorder, home: Path, run: str
) -> None:
    """Whatever its config says by now."""
    wire(watched, home, AGENTS[run]).unlink()
    replay(watched, run)
    assert told(watched) == []


@pytest.mark.parametrize("run", RUNS)
def test_without_hooks_set_up_none_is_missed(watched: Recorder, home: Path, run: str) -> None:
    """Recorded, and not asked: that is what was set up, or nothing was."""
    replay(watched, run, skip=range(999))
    wire(watched, home, AGENTS[run], route=Route(ROUTE.http_url, ROUTE.token))
    replay(watched, run, skip=range(999))
    assert told(watched) == []


def test_what_began_before_this_recorder_is_not_looked_at(watched: Recorder, home: Path) -> None:
    """Its hooks had nobody to call, or called another recorder."""
    wire(watched, home, "claude-code")
    watched.gating.unsettled.since_us = 2**60
    replay(watched, "claude-hooks", skip=range(999))
    assert told(watched) == []


def test_what_a_run_costs_counts_though_none_of_its_hooks_was_heard(
    watched: Recorder, home: Path
) -> None:
    """Its MCP calls were declared by the proxy: its budget goes on."""
    wire(watched, home, "claude-code")
    run_id = hooks_of(recorded_run("claude-hooks"))[0]["session_id"]
    watched.gating.gate.begin(shell("ls", via="mcp", run_id=run_id)).result(60)
    replay(watched, "claude-hooks", skip=range(999))
    assert len(told(watched)) == 1
    first = cost(watched, run_id)
    send(watched, "claude-hooks")
    settle(watched)
    assert 0 < first == pytest.approx(cost(watched, run_id) / 2)


def test_a_program_without_a_token_is_looked_at_once(watched: Recorder, home: Path) -> None:
    """Gemini CLI has none either; another agent that sends like it is not Gemini CLI."""
    wire(watched, home, "gemini")
    replay(watched, "claude-hooks", skip=range(999), sender="")
    assert told(watched) == []
    (run,) = {run for run in watched.journal.book.open_runs() if not run.sender}
    assert not watched.gating.unsettled.concerns(run)


def test_only_the_newest_runs_are_remembered(
    watched: Recorder, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The memory of what was told is bounded."""
    monkeypatch.setattr(unsettled, "MAX_TOLD", 1)
    wire(watched, home, "gemini").write_text("{")
    begin(watched, "gemini")
    assert len(watched.gating.unsettled._told) == 1


def test_a_damaged_record_of_a_set_up_is_nobody_s(watched: Recorder, home: Path) -> None:
    """Doctor tells of it."""
    wire(watched, home, "claude-code")
    (watched.paths.data_dir / "agents" / "claude-code.json").write_text("{")
    watched.gating.unsettled.look()
    begin(watched, "claude-code")
    replay(watched, "claude-hooks", skip=range(999))
    assert told(watched) == []
