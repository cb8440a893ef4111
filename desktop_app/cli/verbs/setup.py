"""`countersign setup AGENT`: shows the change, backs up, writes, proves that data arrives."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from desktop_app.agents import catalog, probe, setup
from desktop_app.agents.configfile import backup_path
from desktop_app.cli import app
from desktop_app.cli.confirm import confirm
from desktop_app.cli.output import visible
from desktop_app.cli.recorder_access import recorder
from desktop_app.recorder.settings import Settings

if TYPE_CHECKING:
    from rich.console import Console

    from desktop_app.agents.catalog import Agent, Route
    from desktop_app.cli.app import Session
    from desktop_app.control.client import ControlClient
    from desktop_app.model.canonical import JSON

_DRY_TOKEN = "cs_" + "x" * 43


@click.command("setup")
@click.argument("agent", type=click.Choice(list(catalog.BY_NAME)))
@click.option("--dry-run", is_flag=True, help="Show the change and write nothing.")
@click.option("--undo", is_flag=True, help="Take our settings out again, exactly.")
@app.global_flags
def command(agent: str, *, dry_run: bool, undo: bool) -> None:
    """Send an agent's telemetry here. Nothing that makes it reveal content is turned on."""
    session = app.session()
    found = catalog.BY_NAME[agent]
    if undo:
        data = take_out(session, found)
    elif dry_run:
        data = _dry_run(session, found)
    else:
        data = _set_up(session, found)
    session.output.result(data, lambda console: _print(console, data))


def take_out(session: Session, agent: Agent) -> dict[str, JSON]:
    """Undo one agent's set-up; a person confirms, because what it does is then not recorded."""
    confirm(f"What {agent.title} does will not be recorded any more.")
    undone = setup.undo(agent, _records(session))
    data: dict[str, JSON] = {
        "agent": agent.name,
        "undone": True,
        "exact": undone.exact,
        "put_back": list(undone.put_back),
        "left": list(undone.left),
    }
    with recorder(session) as client:
        noted = client.call("note", {"kind": "agent.setup_undone", "subject": data})
        client.call("senders.forget", {"name": agent.name})
    return {**data, "entry": noted["entry"]}


def _dry_run(session: Session, agent: Agent) -> dict[str, JSON]:
    route = catalog.Route(_configured_url(session), _DRY_TOKEN)
    planned = setup.plan(agent, route, os.environ, Path.home())
    return {
        "agent": agent.name,
        "config": str(planned.file.path),
        "diff": planned.diff(),
        "dry_run": True,
        "rivals": list(planned.rivals),
    }


def _set_up(session: Session, agent: Agent) -> dict[str, JSON]:
    with recorder(session, receive=True, configured_ports=True) as client:
        status = client.call("status")
        route = _route(client, agent, str(status["otlp_http"]))
        planned = setup.plan(agent, route, os.environ, Path.home())
        setup.apply(planned, route, _records(session), session.clock.now_us())
        proven = probe.prove(agent, planned.after.decode(), session.clock.now_us() * 1000)
        data: dict[str, JSON] = {
            "agent": agent.name,
            "config": str(planned.file.path),
            "backup": str(backup_path(planned.file.path)) if planned.file.content else None,
            "diff": planned.diff(),
            "arrived_at": proven,
            "rivals": list(planned.rivals),
        }
        subject = {key: data[key] for key in ("agent", "config", "arrived_at", "rivals")}
        noted = client.call("note", {"kind": "agent.setup", "subject": subject})
    return {**data, "entry": noted["entry"]}


def _route(client: ControlClient, agent: Agent, http_url: str) -> Route:
    made = cast("dict[str, str]", client.call("senders.renew", {"name": agent.name}))
    return catalog.Route(http_url, made["token"])


def _configured_url(session: Session) -> str:
    port = Settings(session.paths.settings).number("receive.http_port")
    return f"http://127.0.0.1:{port}"


def _records(session: Session) -> Path:
    return session.paths.data_dir / "agents"


def _print(console: Console, data: dict[str, JSON]) -> None:
    title = catalog.BY_NAME[str(data["agent"])].title
    for line in str(data.get("diff") or "").splitlines():
        style = {"+": "green", "-": "red", "@": "bright_black"}.get(line[:1], "")
        console.print(visible(line), style=style, markup=False, soft_wrap=True)
    if data.get("undone"):
        left = ", ".join(map(str, cast("list[str]", data["left"])))
        console.print(
            f"{title}: its config is byte for byte as it was."
            if data["exact"]
            else f"{title}: our settings are out; the rest of its config is as you left it."
        )
        if left:
            console.print(f"Left alone, because they were changed since: {left}")
    elif data.get("dry_run"):
        console.print(f"Nothing was written. `countersign setup {data['agent']}` does it.")
    else:
        console.print(f"{title} is set up; a test record arrived at {data['arrived_at']}.")
        if data["backup"]:
            console.print(f"The original is kept as {data['backup']}.")
        console.print(f"Undo it with `countersign setup {data['agent']} --undo`.")
    for name in cast("list[str]", data.get("rivals") or []):
        console.print(f"{name} in the same file overrules this; take it out.", style="yellow")
