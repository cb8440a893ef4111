"""`countersign index`: the searchable copy can always be made again from the ledger."""

from __future__ import annotations

import click

from desktop_app.cli import app
from desktop_app.operations import reading
from desktop_app.operations.recorder_access import ask


@click.group("index", cls=app.Group)
@app.global_flags
def command() -> None:
    """Manage the searchable copy of the ledger."""


@command.command("rebuild")
@app.global_flags
def rebuild() -> None:
    """Make the index again from the ledger; readers keep the old one until it is swapped."""
    session = app.session()
    reading.require_ledger(session)
    data = ask(session, "index.rebuild")
    sentence = "The index is being made again; `countersign status` shows how far it is."
    session.output.result(data, lambda _: session.output.say(sentence))
