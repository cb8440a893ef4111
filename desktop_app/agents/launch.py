"""The environment and arguments that put any program under record (`countersign run`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.agents.catalog import AGENTS, Route, agent_of_program, otel_environment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def command_line(command: Sequence[str], route: Route) -> list[str]:
    """Return the program's arguments, and those that its agent needs in place of variables."""
    agent = agent_of_program(command[0])
    extra = agent.arguments(route) if agent is not None else []
    return [command[0], *extra, *command[1:]]


def environment(
    base: Mapping[str, str], route: Route, *, run_id: str, trace_id: str, span_id: str
) -> dict[str, str]:
    """Return the environment of a program under record.

    Any OpenTelemetry SDK and every agent of the catalogue finds what it needs: a shell started
    under record may start agents in turn. What was set for our own run is never inherited further.

    Args:
        base: the caller's environment.
        route: where to send, with which token.
        run_id: joins everything that the program and its children send.
        trace_id: of the run's root span; hex.
        span_id: likewise.
    """
    found = {name: value for name, value in base.items() if name not in _rivals()}
    found |= otel_environment(route)
    for agent in AGENTS:
        found |= agent.environment(route)
    attributes = [part for part in base.get("OTEL_RESOURCE_ATTRIBUTES", "").split(",") if part]
    kept = [part for part in attributes if not part.startswith("agent.run_id=")]
    found["OTEL_RESOURCE_ATTRIBUTES"] = ",".join([*kept, f"agent.run_id={run_id}"])
    found["TRACEPARENT"] = f"00-{trace_id}-{span_id}-01"
    found["COUNTERSIGN_RUN_ID"] = run_id
    return found


def sender_of(command: Sequence[str]) -> str:
    """Return the name that a program's telemetry is kept under."""
    agent = agent_of_program(command[0])
    return "run" if agent is None else agent.name


def _rivals() -> frozenset[str]:
    return frozenset(name for agent in AGENTS for name in agent.rivals)
