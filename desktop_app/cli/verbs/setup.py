"""`countersign setup AGENT`: shows the change, backs up, writes, proves that data arrives."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from desktop_app.agents import catalog, configfile, probe, record, setup
from desktop_app.agents.undo import undo as undo_setup
from desktop_app.cli import app
from desktop_app.cli.confirm import confirm
from desktop_app.errors import AgentConfigError, CountersignError, NotFoundError
from desktop_app.model.visible import visible
from desktop_app.operations.recorder_access import recorder, running
from desktop_app.recorder.settings import Settings

if TYPE_CHECKING:
    from rich.console import Console

    from desktop_app.agents.catalog import Agent
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
        data = _dry_undo(session, found) if dry_run else take_out(session, found)
    else:
        data = _dry_run(session, found) if dry_run else _set_up(session, found)
    session.output.result(data, lambda console: _print(console, data))


def take_out(session: Session, agent: Agent) -> dict[str, JSON]:
    """Undo one agent's set-up; a person confirms, because what it does is then not recorded.

    A recorder that cannot be reached is in nobody's way: the undo is done, and `entry` is None.
    """
    _wired(session, agent)
    confirmed = confirm(f"What {agent.title} does will not be recorded any more.")
    undone = undo_setup(agent, _records(session))
    data: dict[str, JSON] = {
        "agent": agent.name,
        "undone": True,
        "exact": undone.exact,
        "put_back": list(undone.put_back),
        "left": list(undone.left),
    }
    try:
        with recorder(session) as client:
            note = {"kind": "agent.setup_undone", "subject": data, "confirmed": confirmed}
            noted = client.call("note", cast("dict[str, JSON]", note))
            client.call("senders.forget", {"name": agent.name})
    except CountersignError as error:
        session.output.note(f"It could not be written into the record: {error.message}")
        return {**data, "entry": None}
    return {**data, "entry": noted["entry"]}


def _dry_run(session: Session, agent: Agent) -> dict[str, JSON]:
    planned = _planned(agent, _configured_url(session))
    return {
        "agent": agent.name,
        "config": str(planned.file.path),
        "diff": planned.diff(),
        "dry_run": True,
        "rivals": list(planned.rivals),
    }


def _dry_undo(session: Session, agent: Agent) -> dict[str, JSON]:
    path = Path(_wired(session, agent).path)
    diff = setup.undo_diff(agent, _wired(session, agent))
    return {
        "agent": agent.name,
        "config": str(path),
        "diff": diff,
        "dry_run": True,
        "undo": True,
    }


def _set_up(session: Session, agent: Agent) -> dict[str, JSON]:
    _planned(agent, _configured_url(session))  # what it refuses, it refuses before a token is made
    first = record.load(_records(session), agent.name) is None
    stays = running(session)
    if stays is not None:
        stays.close()
    with recorder(session, receive=True, configured_ports=True) as client:
        route = catalog.Route(*_where(client, agent))
        planned = setup.plan(agent, route, os.environ, Path.home())
        setup.apply(planned, route, _records(session), session.clock.now_us())
        proven = _proven(session, agent, planned, first=first)
        backup = configfile.backup_path(planned.file.path)
        data: dict[str, JSON] = {
            "agent": agent.name,
            "config": str(planned.file.path),
            "backup": str(backup) if backup.exists() else None,
            "diff": planned.diff(),
            "arrived_at": proven,
            "rivals": list(planned.rivals),
            "recorder_stays": stays is not None,
        }
        subject = {key: data[key] for key in ("agent", "config", "arrived_at", "rivals")}
        noted = client.call("note", {"kind": "agent.setup", "subject": subject})
    if route.http_url != _configured_url(session):
        session.output.note(
            f"The recorder listens at {route.http_url} for this start only; its settings say "
            f"{_configured_url(session)}. Set the agent up again when it starts there."
        )
    return {**data, "entry": noted["entry"]}


def _planned(agent: Agent, url: str) -> setup.Plan:
    """Plan with the token that is there, or one that shows where one would stand."""
    text = configfile.read(agent.config(os.environ, Path.home())).text
    token = probe.token(agent, text) if text else None
    return setup.plan(agent, catalog.Route(url, token or _DRY_TOKEN), os.environ, Path.home())


def _where(client: ControlClient, agent: Agent) -> tuple[str, str]:
    """Return (URL, token): the token in the config when it is good, else a new one.

    Raises:
        AgentConfigError: the running recorder opens no port.
    """
    url = client.call("status")["otlp_http"]
    if not isinstance(url, str):
        raise AgentConfigError(
            "The running recorder receives nothing.", hint="Start it without `--no-receivers`."
        )
    if not agent.sends_token:
        return url, ""
    planned = _planned(agent, url)
    try:
        token = probe.token(agent, planned.after.decode())
        if token is not None and token != _DRY_TOKEN:
            probe.accepts(agent, planned.after.decode())
            return url, token
    except CountersignError:
        pass  # not known any more: a new one below
    made = cast("dict[str, str]", client.call("senders.renew", {"name": agent.name}))
    return url, made["token"]


def _proven(session: Session, agent: Agent, planned: setup.Plan, *, first: bool) -> str:
    """Prove that data arrives; a first set-up that does not work is taken back."""
    try:
        return probe.prove(agent, planned.after.decode(), session.clock.now_us() * 1000)
    except CountersignError as error:
        done = ""
        if first:
            undo_setup(agent, _records(session))
            done = " Its config is as it was."
        raise AgentConfigError(f"{error.message}{done}", hint=error.hint) from error


def _wired(session: Session, agent: Agent) -> record.Wired:
    wired = record.load(_records(session), agent.name)
    if wired is None:
        raise NotFoundError(f"{agent.title} is not set up.")
    return wired


def _configured_url(session: Session) -> str:
    """Return where the running recorder listens, or where the settings say that one would."""
    client = running(session)
    if client is not None:
        with client:
            url = client.call("status")["otlp_http"]
        if isinstance(url, str):
            return url
    port = Settings(session.paths.settings).number("receive.http_port")
    return f"http://127.0.0.1:{port}"


def _records(session: Session) -> Path:
    return session.paths.data_dir / "agents"


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
    if data["backup"]:
        told.append(f"The original is kept as {data['backup']}.")
    if not data["recorder_stays"]:
        told.append("No recorder runs now: start one with `countersign serve`.")
    return [*told, f"Undo it with `countersign setup {data['agent']} --undo`."]
