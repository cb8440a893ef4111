"""`countersign uninstall`: all wiring undone, so that a missing recorder is in nobody's way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from desktop_app.agents import catalog
from desktop_app.cli import app
from desktop_app.cli.verbs import setup
from desktop_app.errors import AgentConfigError, NotFoundError, StorageError
from desktop_app.model.visible import visible
from desktop_app.operations import autostart

if TYPE_CHECKING:
    from desktop_app.cli.app import Session
    from desktop_app.model.canonical import JSON


@click.command("uninstall")
@app.global_flags
def command() -> int:
    """Undo the wiring of every agent, and the start at log-in. Ledger and keys stay."""
    session = app.session()
    data = [row for agent in catalog.AGENTS if (row := _undo(session, agent)) is not None]
    undone = [catalog.BY_NAME[str(row["agent"])].title for row in data if row["undone"]]
    nothing = "No agent's wiring was undone." if data else "No agent is set up."
    told = [f"Undone: {', '.join(undone)}." if undone else nothing]
    told += [f"{row['agent']}: {row['error']}" for row in data if not row["undone"]]
    if autostart.take_out(session):
        told.append("Nothing starts at log-in any more.")
    if session.paths.ledger.exists():
        told.append(f"The record stays in {session.paths.data_dir}, and its keys where they are.")
    session.output.result(data, lambda _: session.output.raw("\n".join(map(visible, told))))
    return 1 if len(undone) < len(data) else 0


def _undo(session: Session, agent: catalog.Agent) -> dict[str, JSON] | None:
    """Undo one agent; None: it was not set up. One that fails does not keep the others wired."""
    try:
        return setup.take_out(session, agent)
    except NotFoundError:
        return None
    except (AgentConfigError, StorageError) as error:
        hint = f" {error.hint}" if error.hint else ""
        return {"agent": agent.name, "undone": False, "error": error.message + hint}
