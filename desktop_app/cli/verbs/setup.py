"""`countersign setup AGENT`: shows the change, backs up, writes, proves that data arrives."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click

from desktop_app.agents import catalog, setup
from desktop_app.cli import app
from desktop_app.cli.confirm import confirm
from desktop_app.errors import UsageError
from desktop_app.model.visible import visible
from desktop_app.operations import agents_setup

if TYPE_CHECKING:
    from rich.console import Console

    from desktop_app.agents.catalog import Agent
    from desktop_app.cli.app import Session
    from desktop_app.model.canonical import JSON


@click.command("setup")
@click.argument("agent", type=click.Choice(list(catalog.BY_NAME)))
@click.option("--dry-run", is_flag=True, help="Show the change and write nothing.")
@click.option("--undo", is_flag=True, help="Take our settings out again, exactly.")
@click.option("--no-hooks", is_flag=True, help="Record it, and ask nobody before its tools.")
@app.global_flags
def command(agent: str, *, dry_run: bool, undo: bool, no_hooks: bool) -> None:
    """Send an agent's telemetry here. Nothing that makes it reveal content is turned on."""
    session = app.session()
    found = catalog.BY_NAME[agent]
    if undo and no_hooks:
        raise UsageError("--undo takes hooks out, too: give one of the two.")
    if undo:
        data = _dry_undo(session, found) if dry_run else take_out(session, found)
    elif dry_run:
        data = _dry_run(session, found, hooks=not no_hooks)
    else:
        data = _set_up(session, found, hooks=not no_hooks)
    session.output.result(data, lambda console: _print(console, data))


def take_out(session: Session, agent: Agent) -> dict[str, JSON]:
    """Undo one agent's set-up; a person confirms, because what it does is then not recorded."""
    agents_setup.wired(session, agent)
    confirmed = confirm(f"What {agent.title} does will not be recorded any more.")
    return agents_setup.take_out(session, agent, confirmed=confirmed).to_json()


def _set_up(session: Session, agent: Agent, *, hooks: bool) -> dict[str, JSON]:
    """Set one agent up; without hooks only where a person wants that."""
    said = f"{agent.title} will be recorded, and nobody is asked before its tools."
    confirmed = not hooks and confirm(said)
    return agents_setup.set_up(session, agent, hooks=hooks, confirmed=confirmed).to_json()


def _dry_run(session: Session, agent: Agent, *, hooks: bool) -> dict[str, JSON]:
    change = agents_setup.plan_setup(session, agent, hooks=hooks)
    return {
        "agent": agent.name,
        "config": change.config,
        "diff": change.diff,
        "dry_run": True,
        "rivals": list(change.rivals),
    }


def _dry_undo(session: Session, agent: Agent) -> dict[str, JSON]:
    change = agents_setup.plan_undo(session, agent)
    return {
        "agent": agent.name,
        "config": change.config,
        "diff": change.diff,
        "dry_run": True,
        "undo": True,
    }


def _print(console: Console, data: dict[str, JSON]) -> None:
    title = catalog.BY_NAME[str(data["agent"])].title
    for line in str(data.get("diff") or "").splitlines():
        style = {"+": "green", "-": "red", "@": "bright_black"}.get(line[:1], "")
        console.print(visible(line), style=style, markup=False, soft_wrap=True)
    if setup.MASKED in str(data.get("diff")):
        console.print(f"{setup.MASKED} stands for the agent's token, which is not shown here.")
    for sentence in _undone(title, data) if data.get("undone") else _done(title, data):
        console.print(visible(sentence), markup=False, soft_wrap=True)
    for name in cast("list[str]", data.get("rivals") or []):
        console.print(f"{name} in the same file overrules this; take it out.", style="yellow")


def _undone(title: str, data: dict[str, JSON]) -> list[str]:
    told = [
        f"{title}: its config is byte for byte as it was."
        if data["exact"]
        else f"{title}: our settings are out; the rest of its config is as you left it."
    ]
    if left := ", ".join(map(str, cast("list[str]", data["left"]))):
        told.append(f"Left alone, because they were changed since: {left}")
    return told


def _done(title: str, data: dict[str, JSON]) -> list[str]:
    if data.get("dry_run"):
        flag = " --undo" if data.get("undo") else ""
        return [f"Nothing was written. `countersign setup {data['agent']}{flag}` does it."]
    told = [f"{title} is set up; a test record arrived at {data['arrived_at']}."]
    if not data["hooks"]:
        told.append("Nobody is asked before its tools: it is recorded alone.")
    if data["backup"]:
        told.append(f"The original is kept as {data['backup']}.")
    if not data["recorder_stays"]:
        told.append("No recorder runs now: start one with `countersign serve`.")
    return [*told, f"Undo it with `countersign setup {data['agent']} --undo`."]
