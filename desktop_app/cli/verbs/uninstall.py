"""`countersign uninstall`: all wiring undone, so that a missing recorder is in nobody's way."""

from __future__ import annotations

import click

from desktop_app.agents import catalog, record
from desktop_app.cli import app
from desktop_app.cli.verbs import setup


@click.command("uninstall")
@app.global_flags
def command() -> None:
    """Undo the wiring of every agent. The ledger and the keys stay where they are."""
    session = app.session()
    directory = session.paths.data_dir / "agents"
    wired = [a for a in catalog.AGENTS if record.load(directory, a.name) is not None]
    data = [setup.take_out(session, agent) for agent in wired]
    names = ", ".join(agent.title for agent in wired) or "No agent was set up"
    sentence = f"Undone: {names}. " if wired else f"{names}. "
    where = f"The record stays in {session.paths.data_dir}; its keys in {session.paths.keys}."
    session.output.result(data, lambda _: session.output.raw(sentence + where))
