"""What went wrong with an agent's wiring since it was set up, and what to do about each."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from desktop_app.agents import configfile, history, hooked, overruled, places, probe, record
from desktop_app.agents.editors import EDITORS
from desktop_app.errors import AgentConfigError, CountersignError

if TYPE_CHECKING:
    from desktop_app.agents.catalog import Agent, Environment

Level: TypeAlias = Literal["ok", "warning", "error"]
DAY_US = 86_400 * 1_000_000
SILENT_US = 7 * DAY_US
LATE_US = 15 * 60 * 1_000_000  # exporters batch, clocks differ


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        about: what it concerns ("Claude Code", "recorder", "disk").
        level: ok, warning or error.
        text: one sentence.
        hint: what to do; empty when nothing is to be done.
    """

    about: str
    level: Level
    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an agent's wiring is judged by.

    Attributes:
        environment: of the person's shell, whose variables may overrule a config.
        home: the person's.
        cwd: working directory, whose config files may overrule the person's.
        http_url: where the recorder listens now; None when it does not run, or receives nothing.
        last_heard_us: when this agent was last heard; None: never.
        now_us: the time.
    """

    environment: Environment
    home: Path
    cwd: Path
    http_url: str | None
    last_heard_us: int | None
    now_us: int


def examine(agent: Agent, directory: Path, around: Surroundings) -> list[Finding]:
    """Look at one agent's wiring; `directory` is where records of set-ups are.

    An agent that is neither installed nor set up gives no finding.
    """
    try:
        wired = record.load(directory, agent.name)
        if wired is None:
            return _unwired(agent, around)
        file = configfile.read(Path(wired.path))
        found = _drift(agent, wired, file)
        found += _target(agent, wired, file, around) if file.content is not None else []
        found += [
            Finding(agent.title, each.level, each.text, each.hint)
            for each in overruled.look(agent, wired, around.environment, around.cwd)
        ]
        found += [
            Finding(agent.title, each.level, each.text, each.hint)
            for each in hooked.look(agent, wired, around.environment, around.cwd)
        ]
    except CountersignError as error:
        return [Finding(agent.title, "error", error.message, error.hint)]
    found += _moved(agent, wired, around) + _silence(agent, wired, around)
    return found or [Finding(agent.title, "ok", _fine(wired))]


def _fine(wired: record.Wired) -> str:
    if wired.without_hooks:
        return "Set up without hooks, as you chose: recorded, and nobody is asked before its tools."
    return "Set up, and its config is as we left it."


def again(agent: Agent, wired: record.Wired | None = None) -> str:
    """Return the command that mends most findings; what its person chose stays chosen."""
    choice = " --no-hooks" if wired is not None and wired.without_hooks else ""
    return f"`countersign setup {agent.name}{choice}`"


def _installed(agent: Agent, around: Surroundings) -> bool:
    path = around.environment.get("PATH", "")
    return any(shutil.which(program, path=path) for program in agent.programs)


def _unwired(agent: Agent, around: Surroundings) -> list[Finding]:
    used = agent.config(around.environment, around.home).parent.exists()
    if not used and not _installed(agent, around):
        return []
    return [Finding(agent.title, "warning", "Installed, and not set up.", again(agent))]


def _drift(agent: Agent, wired: record.Wired, file: configfile.ConfigFile) -> list[Finding]:
    if file.content is None:
        return [
            Finding(agent.title, "error", f"Its config {wired.path} is gone.", again(agent, wired))
        ]
    editor, text = EDITORS[agent.format], file.text
    changed = [
        dotted
        for dotted in wired.settings
        if not (places.is_element(dotted) or places.stands(editor, text, wired, dotted))
    ]  # of hooks `hooked` tells
    if not changed:
        return []
    sentence = f"Changed since it was set up: {', '.join(changed)}."
    return [Finding(agent.title, "error", sentence, f"{again(agent, wired)} puts them back.")]


def _target(
    agent: Agent, wired: record.Wired, file: configfile.ConfigFile, around: Surroundings
) -> list[Finding]:
    """Judge who answers where it sends, and whether its token is known there."""
    url, title = around.http_url, agent.title
    if url is not None and wired.http_url != url:
        text = f"It sends to {wired.http_url}, and the recorder listens at {url}."
        return [Finding(title, "error", text, f"{again(agent, wired)}, or change the port back.")]
    try:
        reached = probe.accepts(agent, file.text)
    except AgentConfigError as error:
        return [Finding(title, "error", error.message, again(agent, wired))]
    except CountersignError:
        return []  # nobody listens: what is said of the recorder itself says it
    if url is None:
        text = f"No recorder of yours runs, and another program takes its telemetry at {reached}."
        return [Finding(title, "error", text, "Find out what listens on that port.")]
    return []


def _moved(agent: Agent, wired: record.Wired, around: Surroundings) -> list[Finding]:
    found: list[Finding] = []
    path = agent.config(around.environment, around.home)
    if str(path) != wired.path:
        text = f"Set up in {wired.path}, and now it reads {path}."
        hint = f"`countersign setup {agent.name} --undo`, then {again(agent, wired)}."
        found.append(Finding(agent.title, "error", text, hint))
    if not _installed(agent, around):
        text = f"Set up, and no program {' or '.join(agent.programs)} is on the PATH."
        hint = f"`countersign setup {agent.name} --undo` if it is gone for good."
        found.append(Finding(agent.title, "warning", text, hint))
    return found


def _silence(agent: Agent, wired: record.Wired, around: Surroundings) -> list[Finding]:
    """Find an export that fails silently: the agent ran by its own notes, and nothing came."""
    heard_us = around.last_heard_us
    ran_us = history.last_run_us(Path(wired.path).parent / agent.history)
    expected_us = max(heard_us or 0, wired.at_us) + LATE_US
    if ran_us is not None and ran_us > expected_us:
        hours = max(1, (around.now_us - ran_us) // (3600 * 1_000_000))
        text = f"It ran {hours} h ago or less by its own notes, and nothing of it came."
        return [
            Finding(
                agent.title, "error", text, f"See that the recorder runs; {again(agent, wired)}."
            )
        ]
    if heard_us is None and around.now_us - wired.at_us > DAY_US:
        text = "Set up more than a day ago and never heard since."
        return [Finding(agent.title, "warning", text, f"Start it once, or {again(agent, wired)}.")]
    if heard_us is not None and around.now_us - heard_us > SILENT_US:
        text = f"Not heard for {(around.now_us - heard_us) // DAY_US} days."
        return [Finding(agent.title, "warning", text, f"If you used it: {again(agent, wired)}.")]
    return []
