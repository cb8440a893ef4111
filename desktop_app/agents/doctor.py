"""What went wrong with an agent's wiring since it was set up, and what to do about each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from desktop_app.agents import configfile, jsonc, record, toml
from desktop_app.errors import AgentConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

    from desktop_app.agents.catalog import Agent, Environment

Level: TypeAlias = Literal["ok", "warning", "error"]
_EDITORS: dict[str, ModuleType] = {"jsonc": jsonc, "toml": toml}
SILENT_US = 7 * 86_400 * 1_000_000


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


def examine(
    agent: Agent,
    directory: Path,
    *,
    environment: Environment,
    home: Path,
    http_url: str | None,
    last_heard_us: int | None,
    now_us: int,
) -> list[Finding]:
    """Look at one agent's wiring.

    Args:
        agent: from the catalogue.
        directory: where records of set-ups are.
        environment: of the person's shell, whose variables may overrule a config.
        home: the person's.
        http_url: where the recorder listens now; None when it does not run.
        last_heard_us: when this agent was last heard; None: never.
        now_us: the time.
    """
    try:
        wired = record.load(directory, agent.name)
        if wired is None:
            return _unwired(agent, environment, home)
        found = _drift(agent, wired)
    except AgentConfigError as error:
        return [Finding(agent.title, "error", error.message, error.hint)]
    found += _rivals(agent, wired, environment)
    again = f"`countersign setup {agent.name}`"
    if http_url is not None and wired.http_url != http_url:
        text = f"It sends to {wired.http_url}, and the recorder listens at {http_url}."
        found.append(Finding(agent.title, "error", text, f"{again}, or change the port back."))
    if last_heard_us is None:
        if now_us - wired.at_us > 86_400 * 1_000_000:
            text = "Set up more than a day ago and never heard since."
            found.append(Finding(agent.title, "warning", text, f"Start it once, or {again}."))
    elif now_us - last_heard_us > SILENT_US:
        days = (now_us - last_heard_us) // (86_400 * 1_000_000)
        text = f"Not heard for {days} days: not used, or its export fails silently."
        found.append(Finding(agent.title, "warning", text, f"Start it once, or {again}."))
    return found or [Finding(agent.title, "ok", "Set up, and its config is as we left it.")]


def _unwired(agent: Agent, environment: Environment, home: Path) -> list[Finding]:
    if not agent.config(environment, home).parent.exists():
        return []
    hint = f"`countersign setup {agent.name}`"
    return [Finding(agent.title, "warning", "Installed, and not set up.", hint)]


def _drift(agent: Agent, wired: record.Wired) -> list[Finding]:
    file = configfile.read(Path(wired.path))
    if file.content is None:
        hint = f"`countersign setup {agent.name}`"
        return [Finding(agent.title, "error", f"Its config {wired.path} is gone.", hint)]
    editor, text = _EDITORS[agent.format], file.text
    changed = [
        dotted
        for dotted, ours in wired.settings.items()
        if record.value_digest(editor.get(text, tuple(dotted.split(".")))) != ours
    ]
    if not changed:
        return []
    hint = f"`countersign setup {agent.name}` puts them back."
    sentence = f"Changed since it was set up: {', '.join(changed)}."
    return [Finding(agent.title, "error", sentence, hint)]


def _rivals(agent: Agent, wired: record.Wired, environment: Mapping[str, str]) -> list[Finding]:
    """Name what overrules our settings: in the same config, or in the person's shell."""
    found: list[Finding] = []
    if agent.format == "jsonc":
        text = configfile.read(Path(wired.path)).text
        inside = [name for name in agent.rivals if jsonc.get(text, ("env", name)) is not None]
        if inside:
            sentence = f"Its own config overrules ours: {', '.join(inside)}."
            found.append(Finding(agent.title, "error", sentence, f"Take them out of {wired.path}."))
    outside = [name for name in agent.rivals if environment.get(name)]
    if outside:
        sentence = f"The shell's environment overrules its config: {', '.join(outside)}."
        found.append(Finding(agent.title, "warning", sentence, "Unset them where agents start."))
    return found
