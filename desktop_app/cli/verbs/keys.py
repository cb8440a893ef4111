"""`countersign keys`: what seals the ledger, and how to carry it to a new machine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from desktop_app.cli import app
from desktop_app.cli.confirm import confirm
from desktop_app.cli.keystores import key_stores
from desktop_app.cli.recorder_access import ask
from desktop_app.errors import NotFoundError, UsageError
from desktop_app.host import backup as backups
from desktop_app.host.lastlog import LastLog
from desktop_app.host.terminal import ask_passphrase
from desktop_app.ledger.pin import ENROLMENT, parse_enrolment
from desktop_app.ledger.reader import LedgerReader
from desktop_app.query.keys import published_keys

if TYPE_CHECKING:
    from rich.console import Console

    from desktop_app.cli.app import Session
    from desktop_app.model.canonical import JSON

PASSPHRASE_VARIABLE = "COUNTERSIGN_BACKUP_PASSPHRASE"  # noqa: S105 - a variable's name


@click.group("keys")
@app.global_flags
def command() -> None:
    """List, rotate, export, back up and restore the keys that seal the ledger."""


@command.command("list")
@app.global_flags
def list_keys() -> None:
    """Show custody, fingerprint and public keys; the fingerprint is what a reviewer pins."""
    session = app.session()
    data = _published(session)

    def text(console: Console) -> None:
        import segno  # noqa: PLC0415 - only here
        from rich.text import Text  # noqa: PLC0415 - JSON output must not pay for it

        fingerprint = data["fingerprint"] or "not known here: its keys are not on this machine"
        console.print(Text(str(fingerprint), "bold").append("  fingerprint, for your paper"))
        console.print(f"{data['vkey']}  verifier key", soft_wrap=True)
        console.print(f"Keys in {data['custody']}; origin {data['origin']}", style="bright_black")
        if session.output.on_terminal:
            segno.make(str(data["vkey"]), error="m").terminal(compact=True)

    session.output.result(data, text)


@command.command("export-public")
@app.global_flags
def export_public() -> None:
    """Print the verifier key alone, as C2SP vkey text."""
    session = app.session()
    data = _published(session)
    session.output.result(data, lambda _: session.output.raw(str(data["vkey"])))


@command.command("rotate")
@app.global_flags
def rotate() -> None:
    """Make new root keys, signed by the old and the new ones."""
    session = app.session()
    confirmed = confirm(
        "New root keys are made. What reviewers pinned stays good: the old sign the new."
    )
    data = cast("dict[str, JSON]", ask(session, "keys.rotate", {"confirmed": confirmed}))
    session.output.result(data, lambda _: session.output.say(f"New verifier key: {data['vkey']}"))


@command.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@app.global_flags
def backup(file: Path) -> None:
    """Write all keys into FILE, encrypted with a passphrase."""
    session = app.session()
    confirm(f"All keys go into {file}. Who has it and the passphrase can forge the record.")
    install = _install(session)
    count = backups.write_backup(
        file,
        store=key_stores(session).open(install),
        install_id=install,
        passphrase=_passphrase("Passphrase for the backup: "),
        ids=session.ids,
        clock=session.clock,
    )
    subject: dict[str, JSON] = {"verb": "keys backup", "items": count}
    noted = cast("dict[str, int]", ask(session, "note", {"kind": "command", "subject": subject}))
    data = {"file": str(file), "items": count, "entry": noted["entry"]}
    session.output.result(
        data,
        lambda _: session.output.say(f"{count} keys in {file}. Recorded as #{data['entry']:,}."),
    )


@command.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@app.global_flags
def restore(file: Path) -> None:
    """Put the keys of a backup where this machine keeps keys."""
    session = app.session()
    opened = backups.read_backup(file, _passphrase("Passphrase of the backup: "))
    names = backups.restore(opened, key_stores(session).open(opened.install_id))
    LastLog(session.paths).remember(opened.install_id)
    data = {"install_id": opened.install_id, "restored": sorted(names)}
    sentence = f"{len(names)} keys of {opened.install_id} restored; the rest was there already."
    session.output.result(data, lambda _: session.output.say(sentence))


def _published(session: Session) -> dict[str, JSON]:
    if not session.paths.ledger.exists():
        raise NotFoundError(
            "There is no ledger yet.", hint="It is made at the first `countersign serve`."
        )
    store = key_stores(session).open(_install(session))
    enrolment = store.get(ENROLMENT)
    return {
        **published_keys(session.paths.ledger),
        "custody": str(store.custody),
        "fingerprint": None if enrolment is None else parse_enrolment(enrolment).fingerprint,
    }


def _install(session: Session) -> str:
    with LedgerReader(session.paths.ledger) as reader:
        return reader.install_id()


def _passphrase(question: str) -> str:
    given = os.environ.get(PASSPHRASE_VARIABLE) or ask_passphrase(question)
    if not given:
        raise UsageError("A backup needs a passphrase.")
    return given
