"""`countersign vault escrow` and `vault recover`: who else can open kept content, and how."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from desktop_app.cli import app, completing
from desktop_app.cli.confirm import confirm
from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.operations import reading, recovering
from desktop_app.operations.recorder_access import ask

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop_app.cli.app import Session
    from desktop_app.model.canonical import JSON

_FROM_NOW = "That holds for what is kept from now on; what is there already stays as it was sealed."


@click.group("escrow", cls=app.Group)
@app.global_flags
def command() -> None:
    """Who can open what is kept besides you: age recipients. Without one, nobody."""


@command.command("list")
@app.global_flags
def list_recipients() -> None:
    """List the recipients."""
    session = app.session()
    data = cast("dict[str, Any]", ask(session, "vault.escrow.list"))
    lines = data["recipients"] or ["Nobody: what is kept opens with this computer's keys alone."]
    session.output.result(data, lambda _: _say(session, lines))


@command.command("add")
@click.argument("recipient", metavar="AGE-RECIPIENT")
@app.global_flags
def add(recipient: str) -> None:
    """Let who holds AGE-RECIPIENT (age1...) open what is kept from now on, without your keys."""
    _change(
        "add",
        recipient,
        f"Whoever holds the identity of {recipient[:80]} can open all that is kept from now on.",
    )


@command.command("remove")
@click.argument("recipient", metavar="AGE-RECIPIENT")
@app.global_flags
def remove(recipient: str) -> None:
    """Seal what is kept from now on to AGE-RECIPIENT no more."""
    _change("remove", recipient, f"What is kept from now on is not sealed to {recipient[:80]}.")


def _change(verb: str, recipient: str, question: str) -> None:
    session = app.session()
    confirmed = confirm(visible(question))
    arguments: dict[str, JSON] = {"recipient": recipient, "confirmed": confirmed}
    data = cast("dict[str, Any]", ask(session, f"vault.escrow.{verb}", arguments))
    said = f"Recorded as #{data['entry']:,}. {_FROM_NOW}"
    session.output.result(data, lambda _: session.output.say(said))


@click.command("recover")
@click.option("--identity", required=True, type=click.Path(path_type=Path), help="Of age.")
@click.option("--to", required=True, type=click.Path(path_type=Path), help="A new folder.")
@click.option("--run", "run", shell_complete=completing.complete_run, help="Only what it keeps.")
@click.option("--vault", type=click.Path(path_type=Path), help="The file, if it is elsewhere.")
@app.global_flags
def recover(identity: Path, to: Path, run: str | None, vault: Path | None) -> None:
    """Write what was escrowed to an age identity into files. Needs no recorder and no keys of ours.

    What is written is not encrypted, and that it was read stands in no record.
    """
    session = app.session()
    entries = None
    if run is not None:
        with reading.index(session) as query:
            entries = frozenset(row["entry"] for row in query.kept(run))
    found = recovering.recover(vault or session.paths.vault, identity, to, entries=entries)
    data = {
        "to": str(to),
        "files": found.files,
        "bytes": found.bytes,
        "not_recovered": dict(sorted(found.not_recovered.items())),
    }
    lines = [f"{formats.counted(len(found.files), 'file')} written to {to}, not encrypted."]
    lines += [f"not recovered, {why}: {number:,}" for why, number in found.not_recovered.items()]
    session.output.result(data, lambda _: _say(session, lines))


def _say(session: Session, lines: Iterable[str]) -> None:
    for line in lines:
        session.output.say(line)
