"""The environment and arguments that put any program under record (`countersign run`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from desktop_app.agents import configfile
from desktop_app.agents.catalog import (
    AGENTS,
    OTEL_RIVALS,
    Route,
    agent_of_program,
    otel_environment,
)
from desktop_app.agents.editors import EDITORS
from desktop_app.agents.hooked import skipped
from desktop_app.agents.hooks import wiring
from desktop_app.agents.hooks.table import ASKING, DIALECTS
from desktop_app.errors import AgentConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from desktop_app.agents.catalog import Agent, Environment
    from desktop_app.agents.hooks.wiring import HookPlace
    from desktop_app.model.canonical import JSON

Hooks: TypeAlias = Literal["its config", "arguments", "nowhere", "no agent"]
VALUES = frozenset(("LANG", "LC_ALL", "TERM", "TERM_PROGRAM", "TZ"))  # as capture.environment
# What opens our keys is nobody's business in a program under record.
SECRETS = frozenset(("COUNTERSIGN_PASSPHRASE", "COUNTERSIGN_BACKUP_PASSPHRASE"))
_SWITCHED_OFF = ("OTEL_SDK_DISABLED",)
_RUN_ID = "agent.run_id"
_SETTINGS = "--settings"  # Claude Code: a config laid over its own


def command_line(command: Sequence[str], route: Route) -> list[str]:
    """Return the program's arguments, and those that its agent needs in place of variables."""
    agent = agent_of_program(command[0])
    extra = agent.arguments(route) if agent is not None else []
    if extra[:1] == [_SETTINGS] and any(_is_settings(word) for word in command[1:]):
        extra = []  # the person's own, of which there can be one only
    return [command[0], *extra, *command[1:]]


def hooks_of(
    command: Sequence[str], place: HookPlace | None, environment: Environment, home: Path
) -> Hooks:
    """Return where the hooks of a program under record come from.

    Args:
        command: the program and its arguments.
        place: whom hooks ask; None where they could not.
        environment: that the program would get.
        home: of the person.
    """
    agent = agent_of_program(command[0])
    if agent is None:
        return "no agent"
    if place is not None and _asks_by_itself(agent, place, environment, home):
        return "its config"
    bare, hooked = (command_line(command, Route("", "", hook)) for hook in (None, place))
    return "nowhere" if bare == hooked else "arguments"


def _asks_by_itself(agent: Agent, place: HookPlace, environment: Environment, home: Path) -> bool:
    """Return whether an agent's own config holds the hooks that ask, for this very recorder.

    An earlier version set up fewer of the others: to give all of them again would ask twice.
    """
    path, editor = agent.config(environment, home), EDITORS[agent.format]
    asking = [name for name, moment in DIALECTS[agent.name].moments.items() if moment in ASKING]
    try:
        text = configfile.read(path).text
        wanted = [item for item in wiring.items(agent.name, place) if item[0][-1] in asking]
        stand = all(item in _listed(editor.get(text, keys)) for keys, item in wanted)
        return stand and not skipped(agent, path, text)
    except AgentConfigError:
        return False


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _is_settings(word: str) -> bool:
    return word == _SETTINGS or word.startswith(f"{_SETTINGS}=")


def environment(
    base: Mapping[str, str],
    route: Route,
    *,
    run_id: str,
    trace_id: str,
    span_id: str,
    sender: str = "",
) -> dict[str, str]:
    """Return the environment of a program under record.

    Any OpenTelemetry SDK and every agent of the catalogue finds what it needs: a shell started
    under record may start agents in turn. What an outer run set is replaced by this run's; what
    opens our keys is left out.

    Args:
        base: the caller's environment.
        route: where to send, with which token.
        run_id: joins everything that the program and its children send.
        trace_id: of the run's root span; hex.
        span_id: likewise.
        sender: under which the run is kept: hooks name it beside the run.
    """
    dropped = SECRETS.union(_SWITCHED_OFF, OTEL_RIVALS, *(agent.rivals for agent in AGENTS))
    found = {name: value for name, value in base.items() if name not in dropped}
    found |= otel_environment(route)
    for agent in AGENTS:
        found |= agent.environment(route)
    attributes = [part for part in base.get("OTEL_RESOURCE_ATTRIBUTES", "").split(",") if part]
    kept = [part for part in attributes if part.partition("=")[0].strip() != _RUN_ID]
    found["OTEL_RESOURCE_ATTRIBUTES"] = ",".join([*kept, f"{_RUN_ID}={run_id}"])
    found["TRACEPARENT"] = f"00-{trace_id}-{span_id}-01"
    found["COUNTERSIGN_RUN_ID"] = run_id
    found["COUNTERSIGN_RUN_SENDER"] = sender
    return found


def sender_of(command: Sequence[str]) -> str:
    """Return the name that a program's telemetry is kept under."""
    agent = agent_of_program(command[0])
    return "run" if agent is None else agent.name


def told_of_environment(environ: Mapping[str, str]) -> dict[str, JSON]:
    """Return what the recorder is told of an environment: names, and values that say only how."""
    return {
        name: environ[name] if name in VALUES else None
        for name in sorted(environ)
        if name.isascii() and name.isprintable()
    }
