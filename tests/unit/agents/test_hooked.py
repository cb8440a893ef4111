"""What keeps an agent from asking us, each as its owner or another program would cause it."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from desktop_app.agents import configfile, hooked, record, setup
from desktop_app.agents.catalog import BY_NAME, Route
from desktop_app.agents.editors import EDITORS
from desktop_app.agents.hooks import wiring
from desktop_app.agents.hooks.table import DIALECTS, Moment
from desktop_app.agents.hooks.wiring import HookPlace
from tests.fakes.trusting import trust_hooks

if TYPE_CHECKING:
    from pathlib import Path

ROUTE = Route("http://127.0.0.1:4318", "cs_" + "a" * 43, HookPlace("/run/a.sock", "/data/a"))


def wire(name: str, home: Path, route: Route = ROUTE, *, trusted: bool = True) -> Path:
    """Set an agent up; its person trusts its hooks. Return its config."""
    planned = setup.plan(BY_NAME[name], route, environment(home), home)
    setup.apply(planned, route, home / "records", 1)
    if name == "codex" and trusted and route.hook is not None:
        trust_hooks(planned.file.path)
    return planned.file.path


def environment(home: Path) -> dict[str, str]:
    """Return one in which no administrator's Gemini config is found."""
    return {"GEMINI_CLI_SYSTEM_SETTINGS_PATH": str(home / "managed.json")}


def look(name: str, home: Path) -> list[tuple[str, str]]:
    """Return level and text of each flaw."""
    wired = record.load(home / "records", name)
    assert wired is not None
    found = hooked.look(BY_NAME[name], wired, environment(home), home / "project")
    assert all(flaw.hint for flaw in found)
    return [(flaw.level, flaw.text) for flaw in found]


def gate(name: str, home: Path) -> str:
    """Return what the agent's gate can do."""
    wired = record.load(home / "records", name)
    return hooked.gate(BY_NAME[name], wired, environment(home), home / "project")


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_as_set_up_it_waits_for_a_person(name: str, tmp_path: Path) -> None:
    """And without a set-up, or one of telemetry alone, it does not."""
    assert gate(name, tmp_path) == "none"
    wire(name, tmp_path, Route(ROUTE.http_url, ROUTE.token))
    assert gate(name, tmp_path) == "none"
    assert look(name, tmp_path)[0][0] == "warning"
    assert "without hooks" in look(name, tmp_path)[0][1]
    wire(name, tmp_path)
    assert look(name, tmp_path) == []
    assert gate(name, tmp_path) == "waits"


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_without_hooks_by_choice_nothing_is_wrong(name: str, tmp_path: Path) -> None:
    """It is recorded, and not asked about: nobody is nagged."""
    wire(name, tmp_path)
    wire(name, tmp_path, Route(ROUTE.http_url, ROUTE.token, without_hooks=True))
    assert look(name, tmp_path) == []
    assert gate(name, tmp_path) == "none"


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_a_hook_taken_out_or_changed_is_named(name: str, tmp_path: Path) -> None:
    """Another's hook beside it is nobody's business."""
    path, editor = wire(name, tmp_path), EDITORS[BY_NAME[name].format]
    keys = ("hooks", "BeforeTool" if name == "gemini" else "PreToolUse")
    wired = path.read_text()
    (group,) = editor.get(wired, keys)  # type: ignore[misc]
    path.write_text(editor.put_item(wired, keys, {"hooks": []}, lambda _row: False))
    assert look(name, tmp_path) == []
    path.write_text(editor.drop_items(wired, keys, wiring.is_ours, ""))
    ((level, text),) = look(name, tmp_path)
    assert level == "error"
    assert keys[1] in text
    shorter = {**group, "hooks": [{**group["hooks"][0], "timeout": 1}]}
    path.write_text(editor.put_item(wired, keys, shorter, wiring.is_ours))
    assert keys[1] in look(name, tmp_path)[0][1]
    assert gate(name, tmp_path) == "none"


OFF = [
    ("claude-code", ("disableAllHooks",), True),
    ("codex", ("features", "hooks"), False),
    ("gemini", ("hooksConfig", "enabled"), False),
]


@pytest.mark.parametrize(("name", "keys", "value"), OFF)
@pytest.mark.parametrize("where", ["own", "project"])
def test_hooks_that_are_switched_off_are_told(
    name: str, keys: tuple[str, ...], *, value: bool, where: str, tmp_path: Path
) -> None:
    """In its own config and in that of the folder; a switch that is on is none."""
    path, agent = wire(name, tmp_path), BY_NAME[name]
    if where == "project":
        path = tmp_path / "project" / agent.project[0]
        path.parent.mkdir(parents=True)
        path.write_text("")
    text = path.read_text()
    path.write_text(EDITORS[agent.format].set_value(text, keys, value))
    ((level, told),) = look(name, tmp_path)
    assert level == "error"
    assert told == f"{path} switches hooks off: {'.'.join(keys)}."
    path.write_text(EDITORS[agent.format].set_value(text, keys, not value))
    assert look(name, tmp_path) == []


def test_a_folder_s_huge_config_is_not_read(tmp_path: Path) -> None:
    """`overruled` tells of it."""
    wire("claude-code", tmp_path)
    path = tmp_path / "project" / BY_NAME["claude-code"].project[0]
    path.parent.mkdir(parents=True)
    filler = "x" * configfile.MAX_FOLDERS
    path.write_text(f'{{"disableAllHooks": true, "a": "{filler}"}}')
    assert look("claude-code", tmp_path) == []


def test_an_administrator_s_switch_is_told(tmp_path: Path) -> None:
    """It counts for more than ours; one that cannot be read is told elsewhere."""
    wire("gemini", tmp_path)
    managed = tmp_path / "managed.json"
    managed.write_text('{"hooksConfig": {"enabled": false}}')
    assert look("gemini", tmp_path)[0][0] == "error"
    managed.write_text("{")
    assert look("gemini", tmp_path) == []


def test_a_program_that_is_gone_or_cannot_be_run_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once for all hooks that start it."""
    program = tmp_path / "countersign-hook"
    monkeypatch.setattr(wiring, "program", lambda: [str(program)])
    wire("claude-code", tmp_path)
    gone = [("error", f"The program of its hooks cannot be run: {program}.")]
    assert look("claude-code", tmp_path) == gone
    program.write_text("#!/bin/sh\n")
    assert look("claude-code", tmp_path) == gone
    program.chmod(0o755)
    assert look("claude-code", tmp_path) == []
    monkeypatch.undo()
    other = [("warning", f"Its hooks start another program than this one: {program}.")]
    assert look("claude-code", tmp_path) == other


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_hooks_of_a_later_version_are_missing_and_it_asks_all_the_same(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An install of the version that set up fewer: told what to do, and its gate still waits."""
    older = {
        event: moment
        for event, moment in DIALECTS[name].moments.items()
        if moment not in (Moment.PROMPT, Moment.ENDED)
    }
    with monkeypatch.context() as patch:
        row = replace(DIALECTS[name], moments=older)
        patch.setattr(wiring, "DIALECTS", {**DIALECTS, name: row})
        wire(name, tmp_path)
    prompt = "BeforeAgent" if name == "gemini" else "UserPromptSubmit"
    text = f"Hooks that this version sets up are missing: {prompt}, SessionEnd."
    assert look(name, tmp_path) == [("warning", text)]
    assert gate(name, tmp_path) == "waits"
    wire(name, tmp_path, trusted=False)
    assert "missing" not in str(look(name, tmp_path))


def test_what_was_called_is_neither_off_nor_skipped(tmp_path: Path) -> None:
    """Without a folder that is known only its own config and the administrator's count."""
    path = wire("codex", tmp_path, trusted=False)
    wired = record.load(tmp_path / "records", "codex")
    assert wired is not None
    agent, around = BY_NAME["codex"], environment(tmp_path)
    (skipped,) = hooked.look(agent, wired, around, None)
    assert (skipped.leaves, skipped.brief[:12]) == ("skipped", "not trusted:")
    assert hooked.look(agent, wired, around, None, called="SessionStart") == []
    off = False
    path.write_text(EDITORS["toml"].set_value(path.read_text(), ("features", "hooks"), off))
    assert hooked.look(agent, wired, around, None)[0].brief == (
        "switched off in its own config: features.hooks"
    )
    assert hooked.look(agent, wired, around, None, called="SessionStart") == []


def test_codex_skips_what_nobody_trusted(tmp_path: Path) -> None:
    """Told with what to do; trusted, also by the real name of a linked home, it is fine."""
    real = tmp_path / "real"
    real.mkdir()
    (tmp_path / ".codex").symlink_to(real)
    wire("codex", tmp_path, trusted=False)
    ((level, text),) = look("codex", tmp_path)
    assert level == "warning"
    assert "PreToolUse" in text
    assert gate("codex", tmp_path) == "skipped"
    trust_hooks(real / "config.toml")
    assert look("codex", tmp_path) == []


def test_a_config_that_is_no_config_gates_nothing(tmp_path: Path) -> None:
    """Whoever looks at it says why."""
    path = wire("gemini", tmp_path)
    path.write_text("{")
    assert gate("gemini", tmp_path) == "none"
    path.write_text('{"hooks": {"BeforeTool": 7}}')
    assert gate("gemini", tmp_path) == "none"
    path.unlink()
    assert gate("gemini", tmp_path) == "none"


def test_an_odd_command_is_no_crash(tmp_path: Path) -> None:
    """A quote that nobody closed: it cannot be run."""
    path = wire("gemini", tmp_path)
    odd = {"hooks": [{"type": "command", "command": "'/x/countersign-hook gemini "}]}
    text = path.read_text()
    path.write_text(EDITORS["jsonc"].put_item(text, ("hooks", "X"), odd, lambda _row: False))
    assert len(look("gemini", tmp_path)) == 1
    assert os.sep in look("gemini", tmp_path)[0][1]
