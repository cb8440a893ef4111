"""Whether an agent asks before its tools: what keeps our hooks from being called, where we know it.

Our hook is gone or changed; its program is; hooks are switched off, here or by a config that counts
for more; Codex has not been told to trust it. And which of its hooks are not set up at all, because
an earlier version did it.
"""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from desktop_app.agents import configfile, places
from desktop_app.agents.editors import EDITORS
from desktop_app.agents.hooks import trust, wiring
from desktop_app.agents.hooks.table import DIALECTS
from desktop_app.errors import AgentConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.agents.catalog import Agent, Environment
    from desktop_app.agents.record import Wired

Gate: TypeAlias = Literal["none", "waits", "skipped"]
_GRAVEST: tuple[Gate, ...] = ("none", "skipped", "waits")
# What switches hooks off: the path of a setting, and the value that does.
_SWITCHES: dict[str, tuple[tuple[tuple[str, ...], bool], ...]] = {
    "claude-code": ((("disableAllHooks",), True), (("allowManagedHooksOnly",), True)),
    "codex": ((("features", "hooks"), False), (("features", "codex_hooks"), False)),
    "gemini": ((("hooksConfig", "enabled"), False),),
}


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong with an agent's hooks.

    Attributes:
        level: error where we are sure that it keeps the agent from asking.
        text, hint: a sentence, and what to do.
        brief: the same without a path, as an entry may say it.
        leaves: what its gate can do all the same.
    """

    level: Literal["warning", "error"]
    text: str
    hint: str
    brief: str
    leaves: Gate = "none"


def gate(agent: Agent, wired: Wired | None, environment: Environment, cwd: Path) -> Gate:
    """Return what an agent's gate can do as it is set up; a config that cannot be read: none."""
    if wired is None or not _events(wired):
        return "none"
    try:
        flaws = look(agent, wired, environment, cwd)
    except AgentConfigError:
        return "none"
    left = {flaw.leaves for flaw in flaws}
    return next((gate for gate in _GRAVEST if gate in left), "waits")


def look(
    agent: Agent, wired: Wired, environment: Environment, cwd: Path | None, *, called: str = ""
) -> list[Flaw]:
    """Return everything that is wrong with an agent's hooks.

    Args:
        agent: the agent.
        wired: what its set-up changed.
        environment: may name the administrator's config.
        cwd: whose config counts, too; None: not known.
        called: the event of a hook of ours that was called a moment ago: hooks are not off then.

    Raises:
        AgentConfigError: its own config cannot be read.
    """
    again = f"`countersign setup {agent.name}`"
    if not _events(wired):
        if wired.without_hooks:
            return []
        text = "Set up without hooks: it is recorded, and nobody is asked before its tools."
        return [Flaw("warning", text, f"{again} sets them up.", "set up without hooks")]
    own = Path(wired.path)
    text = configfile.read(own).text
    found = [*_changed(agent, wired, text, again), *_programs(agent, text, again)]
    if not called:
        found += _switched_off(agent, own, agent.managed(environment), cwd)
    names = skipped(agent, own, text)
    if not found and names and called not in names:
        sentence = f"Codex skips our hooks until you trust them: {', '.join(names)}."
        hint = "Start `codex`, type /hooks, and trust those of Countersign."
        brief = f"not trusted: {', '.join(names)}"
        found.append(Flaw("warning", sentence, hint, brief, leaves="skipped"))
    return [*found, *_lacking(agent, wired, again)]


def _events(wired: Wired) -> list[str]:
    return [place for place in wired.settings if places.is_element(place)]


def _lacking(agent: Agent, wired: Wired, again: str) -> Iterator[Flaw]:
    """Find hooks that an earlier version did not set up; it asks before tools all the same."""
    there = {places.path_of(place)[-1] for place in _events(wired)}
    names = ", ".join(event for event in DIALECTS[agent.name].moments if event not in there)
    if names:
        sentence = f"Hooks that this version sets up are missing: {names}."
        yield Flaw("warning", sentence, f"{again} adds them.", f"not set up: {names}", "waits")


def _changed(agent: Agent, wired: Wired, text: str, again: str) -> Iterator[Flaw]:
    editor = EDITORS[agent.format]
    gone = [
        places.path_of(place)[-1]
        for place in _events(wired)
        if not places.stands(editor, text, wired, place)
    ]
    if gone:
        names = ", ".join(gone)
        sentence = f"Hooks of ours were taken out or changed: {names}."
        yield Flaw("error", sentence, f"{again} puts them back.", f"taken out or changed: {names}")


def _programs(agent: Agent, text: str, again: str) -> Iterator[Flaw]:
    """Find hooks of ours whose program is not there, or that start another one than this."""
    expected = wiring.program()
    told: set[str] = set()
    for command in sorted(set(_commands(agent, text))):
        words = _split(command)
        program = words[:1] + [word for word in words[1:3] if word.endswith("hook.py")]
        name = program[-1] if program else command
        missing = [word for word in program if not _starts(word)]
        if name in told or (not missing and words[: len(expected)] == expected):
            continue
        told.add(name)
        if missing:
            sentence = f"The program of its hooks cannot be run: {missing[0]}."
            hint = f"{again} names the one that is there."
            yield Flaw("error", sentence, hint, "the program cannot be run")
        else:
            sentence = f"Its hooks start another program than this one: {name}."
            yield Flaw("warning", sentence, f"{again} names this one.", "another program")


def _commands(agent: Agent, text: str) -> Iterator[str]:
    hooks = EDITORS[agent.format].get(text, ("hooks",))
    for groups in hooks.values() if isinstance(hooks, dict) else ():
        for group in groups if isinstance(groups, list) else ():
            for handler in group["hooks"] if wiring.is_ours(group) else ():
                if wiring.is_ours({"hooks": [handler]}):
                    yield str(handler["command"])


def _split(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError:
        return []


def _starts(word: str) -> bool:
    """Return whether a file of a command is there: a script to be read, a program to be run."""
    mode = os.R_OK if word.endswith(".py") else os.X_OK
    return Path(word).is_file() and os.access(word, mode)


def _switched_off(agent: Agent, own: Path, managed: Path, cwd: Path | None) -> Iterator[Flaw]:
    layers = {own: "its own config", managed: "the administrator's config"}
    if cwd is not None:
        layers = {cwd / name: "the folder's config" for name in agent.project} | layers
    for path, whose in layers.items():
        most = configfile.MAX_BYTES if path in (own, managed) else configfile.MAX_FOLDERS
        try:
            text = configfile.read(path, most).text
            names = [
                ".".join(keys)
                for keys, off in _SWITCHES[agent.name]
                if EDITORS[agent.format].get(text, keys) is off
            ]
        except AgentConfigError:
            continue  # `overruled` tells of a config that cannot be read
        if names:
            told = ", ".join(names)
            sentence = f"{path} switches hooks off: {told}."
            brief = f"switched off in {whose}: {told}"
            yield Flaw("error", sentence, f"Take it out of {path}.", brief)


def skipped(agent: Agent, own: Path, text: str) -> list[str]:
    """Return the events that Codex skips; it may know its config by either name of a link."""
    config = EDITORS[agent.format].load(text) if agent.name == "codex" else {}
    if not isinstance(config, dict):
        return []
    named = trust.untrusted(config, str(own))
    real = trust.untrusted(config, os.path.realpath(own))
    return [event for event in named if event in real]
