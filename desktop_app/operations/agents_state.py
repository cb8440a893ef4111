"""How it stands with each agent that we can wire: installed, wired, heard, and what is wrong.

Looking leaves no entry. What `countersign doctor` says of agents and what the window shows are
the same findings.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.agents import catalog, hooked, installed, record
from desktop_app.agents.doctor import Finding, Surroundings, examine
from desktop_app.errors import CountersignError
from desktop_app.query.query import Query

if TYPE_CHECKING:
    from desktop_app.agents.catalog import Agent
    from desktop_app.agents.hooked import Gate
    from desktop_app.agents.installed import Versions
    from desktop_app.operations.context import Context


@dataclass(frozen=True, slots=True)
class AgentState:
    """One agent of the catalogue.

    Attributes:
        agent: it.
        program: its executable; None where the PATH has none.
        version: what that says it is; None where it does not tell, or was not asked yet.
        asked: whether it was.
        config: its config file, whether there is one or not.
        wired: whether it is set up.
        findings: what `doctor` says of it; none where it is neither installed nor set up.
        last_heard_us: when it was last heard; None: never.
        gate: whether it waits for a person before a tool.
    """

    agent: Agent
    program: Path | None
    version: str | None
    asked: bool
    config: Path
    wired: bool
    findings: tuple[Finding, ...]
    last_heard_us: int | None
    gate: Gate = "none"


@dataclass(frozen=True, slots=True)
class Senders:
    """Who sends: the agents that we know, and whoever sends without a token.

    Attributes:
        agents: in the order of the catalogue.
        unknown: rows of `Query.anonymous_senders` that are none of the agents set up.
    """

    agents: tuple[AgentState, ...]
    unknown: tuple[dict[str, Any], ...]


def look(
    context: Context, versions: Versions, http_url: str | None, *, cwd: Path, ask: bool = True
) -> Senders:
    """Look at every agent.

    Args:
        context: whose data directory.
        versions: what is known of executables by now.
        http_url: where the recorder listens; None when it does not run or receives nothing.
        cwd: whose project settings may overrule the person's.
        ask: whether programs that were not asked yet are asked for their version: it can take
            seconds, all of them at once.
    """
    if ask:
        _ask(versions)
    agents = tuple(_state(context, agent, versions, http_url, cwd) for agent in catalog.AGENTS)
    return Senders(agents, _unknown(context, agents))


def findings(
    context: Context, agent: Agent, http_url: str | None, *, cwd: Path
) -> tuple[list[Finding], int | None]:
    """Return what is to be said of one agent, and when it was last heard."""
    heard_us = last_heard_us(context, agent)
    around = Surroundings(
        environment=os.environ,
        home=Path.home(),
        cwd=cwd,
        http_url=http_url,
        last_heard_us=heard_us,
        now_us=context.clock.now_us(),
    )
    return examine(agent, context.paths.data_dir / "agents", around), heard_us


def last_heard_us(context: Context, agent: Agent) -> int | None:
    """Return when a run of an agent was last heard, by its token or by what it calls itself."""
    try:
        with Query(context.paths.index, context.paths.ledger) as query:
            return _heard_us(query, agent)
    except CountersignError:
        return None  # whoever looks at the index tells what is wrong with it


def heard(query: Query) -> dict[str, int]:
    """Return when each agent that was ever heard was heard last, by its name."""
    found = ((agent.name, _heard_us(query, agent)) for agent in catalog.AGENTS)
    return {name: heard_us for name, heard_us in found if heard_us is not None}


def _heard_us(query: Query, agent: Agent) -> int | None:
    rows = query.runs(limit=1, sender=agent.name, hidden=True)
    rows += query.runs(limit=1, agent=agent.known_as, hidden=True)
    return max((int(row["last_ts_us"]) for row in rows), default=None)


def _state(
    context: Context, agent: Agent, versions: Versions, http_url: str | None, cwd: Path
) -> AgentState:
    program = installed.find(agent, os.environ)
    found, heard_us = findings(context, agent, http_url, cwd=cwd)
    asked = program is not None and versions.known(program)
    return AgentState(
        agent=agent,
        program=program,
        version=versions.of(program, os.environ) if asked and program is not None else None,
        asked=asked,
        config=agent.config(os.environ, Path.home()),
        wired=_is_wired(context, agent),
        findings=tuple(found),
        last_heard_us=heard_us,
        gate=_gate(context, agent, cwd),
    )


def _gate(context: Context, agent: Agent, cwd: Path) -> Gate:
    try:
        wired = record.load(context.paths.data_dir / "agents", agent.name)
    except CountersignError:
        return "none"  # the findings say that its record is damaged
    return hooked.gate(agent, wired, os.environ, cwd)


def _ask(versions: Versions) -> None:
    """Ask every program that is there, all at once."""
    programs = [installed.find(agent, os.environ) for agent in catalog.AGENTS]
    with ThreadPoolExecutor(len(programs)) as threads:
        for program in filter(None, programs):
            threads.submit(versions.of, program, os.environ)


def _is_wired(context: Context, agent: Agent) -> bool:
    try:
        return record.load(context.paths.data_dir / "agents", agent.name) is not None
    except CountersignError:
        return True  # something was set up; the findings say that its record is damaged


def _unknown(context: Context, agents: tuple[AgentState, ...]) -> tuple[dict[str, Any], ...]:
    """Return senders without a token, but for agents set up whose config cannot hold one."""
    known = {
        name
        for state in agents
        if state.wired and not state.agent.sends_token
        for name in (state.agent.name, state.agent.known_as)
    }
    try:
        with Query(context.paths.index, context.paths.ledger) as query:
            rows = query.anonymous_senders()
    except CountersignError:
        return ()
    return tuple(row for row in rows if row["agent"] not in known)
