"""What overrules an agent's settings as we wrote them, where we know of it.

In order of the agents' own precedence: the administrator's config, the working directory's config,
rivals in the same file, a profile (Codex), and variables of the person's shell.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from desktop_app.agents import configfile, places
from desktop_app.agents.editors import EDITORS
from desktop_app.errors import AgentConfigError

if TYPE_CHECKING:
    from desktop_app.agents.catalog import Agent, Environment
    from desktop_app.agents.record import Wired


@dataclass(frozen=True, slots=True)
class Overruled:
    """One place that overrules; `level` is error where we are sure of it.

    `brief` says the same without a path, as an entry may say it.
    """

    level: Literal["warning", "error"]
    text: str
    hint: str
    brief: str


def look(agent: Agent, wired: Wired, environment: Environment, cwd: Path) -> list[Overruled]:
    """Return every place that overrules an agent's wiring."""
    found: list[Overruled] = []
    managed, own = agent.managed(environment), Path(wired.path)
    if names := _of_layer(agent, wired, managed):
        sentence = f"The administrator's {managed} overrules: {', '.join(names)}."
        brief = f"overruled by the administrator's config: {', '.join(names)}"
        found.append(Overruled("error", sentence, "Ask whoever manages this machine.", brief))
    for path in (cwd / name for name in agent.project):
        if os.path.realpath(path) != os.path.realpath(own) and (
            names := _of_layer(agent, wired, path, configfile.MAX_FOLDERS)
        ):
            sentence = f"In this directory {path} overrules: {', '.join(names)}."
            brief = f"overruled by the folder's config: {', '.join(names)}"
            found.append(Overruled("warning", sentence, f"Take them out of {path}.", brief))
    if inside := _inside(agent, _loaded(agent, configfile.read(own).text)):
        sentence = f"Its own config overrules ours: {', '.join(inside)}."
        brief = f"overruled by its own config: {', '.join(inside)}"
        found.append(Overruled("error", sentence, f"Take them out of {own}.", brief))
    if outside := [name for name in agent.rivals if environment.get(name)]:
        sentence = f"The shell's environment overrules its config: {', '.join(outside)}."
        brief = f"overruled by the environment: {', '.join(outside)}"
        found.append(Overruled("warning", sentence, "Unset them where agents start.", brief))
    return found


def _of_layer(
    agent: Agent, wired: Wired, path: Path, max_bytes: int = configfile.MAX_BYTES
) -> list[str]:
    """Return what another config file sets otherwise than we; one that we cannot read is told."""
    try:
        config = _loaded(agent, configfile.read(path, max_bytes).text)
        ours = [
            dotted
            for dotted in wired.settings
            if not places.is_element(dotted)  # other hooks come on top of ours
            and (value := _at(config, places.path_of(dotted))) is not None
            and not wired.stands(dotted, value)
        ]
        return [*ours, *_inside(agent, config)]
    except AgentConfigError:
        return ["it cannot be read"]


def _loaded(agent: Agent, text: str) -> object:
    """Return a config, read once: the time that takes is its writer's to choose."""
    return EDITORS[agent.format].load(text)


def _at(config: object, path: tuple[str, ...]) -> object:
    for key in path:
        config = config.get(key) if isinstance(config, dict) else None
    return config


def _inside(agent: Agent, config: object) -> list[str]:
    """Return the settings of a config file that overrule ours; dotted."""
    found = [".".join(path) for path in agent.file_rivals if _at(config, path) is not None]
    profile = _at(config, ("profile",)) if agent.name == "codex" else None
    if isinstance(profile, str) and _at(config, ("profiles", profile, "otel")) is not None:
        found.append(f"profiles.{profile}.otel")
    return found
