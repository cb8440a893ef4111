"""`countersign keys`: what seals the ledger, and how to carry it to a new machine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from desktop_app.cli import app
from desktop_app.cli.confirm import confirm
from desktop_app.errors import CountersignError, NotFoundError, UsageError
from desktop_app.host import backup as backups
from desktop_app.host.lastlog import LastLog
from desktop_app.host.terminal import ask_passphrase
from desktop_app.model import formats
from desktop_app.operations.keys_shown import install_id, shown_keys
from desktop_app.operations.keystores import key_stores
from desktop_app.operations.recorder_access import ask

if TYPE_CHECKING:
    from rich.console import Console

    from desktop_app.cli.app import Session
    from desktop_app.model.canonical import JSON

PASSPHRASE_VARIABLE = "COUNTERSIGN_BACKUP_PASSPHRASE"  # noqa: S105 - a variable's name

_WRITE_DOWN = "Write the fingerprint down: a reviewer compares it with what `verify` shows."


@click.group("keys", cls=app.Group)
@app.global_flags
def command() -> None:
    """List, rotate, export, back up and restore the keys that seal the ledger."""


@command.command("list")
@app.global_flags
def list_keys() -> None:
    """Show custody, fingerprint and public keys; the fingerprint is what a reviewer pins."""
    session = app.session()
    data = shown_keys(session)

    def text(console: Console) -> None:
        import segno  # noqa: PLC0415 - only here
        from rich.text import Text  # noqa: PLC0415 - JSON output must not pay for it

        fingerprint = data["fingerprint"] or "not known here: its keys are not on this machine"
        console.print(Text("fingerprint   ").append(str(fingerprint), "bold"))
        console.print(f"verifier key  {data['vkey']}", soft_wrap=True)
        console.print(f"keys in       {data['custody']}")
        if data["fingerprint"]:
            console.print(_WRITE_DOWN, style="bright_black")
        if session.output.on_terminal:
            segno.make(str(data["vkey"]), error="m").terminal(compact=True)

    session.output.result(data, text)


@command.command("export-public")
@app.global_flags
def export_public() -> None:
    """Print the verifier key alone, as C2SP vkey text."""
    session = app.session()
    data = shown_keys(session)
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
    confirmed = confirm(
        f"All keys go into {file}. Who has it and the passphrase can forge the record."
    )
    install = install_id(session)
    count = backups.write_backup(
        file,
        store=key_stores(session).open(install),
        install_id=install,
        passphrase=_passphrase("Passphrase for the backup: ", again="The same again: "),
        ids=session.ids,
        clock=session.clock,
    )
    entry = _note(session, "keys backup", count, confirmed=confirmed)
    data = {"file": str(file), "items": count, "entry": entry}
    sentence = f"{formats.counted(count, 'key')} in {file}. Recorded as #{entry:,}."
    session.output.result(data, lambda _: session.output.say(sentence))


@command.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@app.global_flags
def restore(file: Path) -> None:
    """Put the keys of a backup where this machine keeps keys; none that is there is replaced."""
    session = app.session()
    opened = backups.read_backup(file, _passphrase("Passphrase of the backup: "))
    log = f"countersign/{opened.install_id}"
    confirmed = confirm(f"The keys that seal {log} go where this machine keeps keys.")
    names = backups.restore(opened, key_stores(session).open(opened.install_id))
    LastLog(session.paths).remember(opened.install_id)
    entry = _noted(session, opened.install_id, len(names), confirmed=confirmed)
    data = {"install_id": opened.install_id, "restored": sorted(names), "entry": entry}
    sentence = _restored(len(names), len(opened.items), log)
    sentence += "" if entry is None else f" Recorded as #{entry:,}."
    session.output.result(data, lambda _: session.output.say(sentence))


def _restored(put: int, held: int, log: str) -> str:
    if not put:
        return f"The keys of {log} were all here already."
    others = "." if put == held else "; the others were here already."
    return f"{formats.counted(put, 'key')} of {log} restored{others}"


def _noted(session: Session, install: str, items: int, *, confirmed: bool) -> int | None:
    """Write a restore down; return its entry, or None (and say why) where that cannot be.

    On a new machine the keys may come before the ledger that they seal.
    """
    try:
        if install_id(session) != install:
            raise NotFoundError(f"The ledger in {session.paths.data_dir} is another log's.")
        return _note(session, "keys restore", items, confirmed=confirmed)
    except CountersignError as error:
        session.output.note(f"It could not be written into the record: {error.message}")
        return None


def _note(session: Session, verb: str, items: int, *, confirmed: bool) -> int:
    subject: dict[str, JSON] = {"verb": verb, "items": items}
    arguments: dict[str, JSON] = {"kind": "command", "subject": subject, "confirmed": confirmed}
    return cast("dict[str, int]", ask(session, "note", arguments))["entry"]


def _passphrase(question: str, *, again: str = "") -> str:
    """Return the passphrase: the environment's, or the person's; `again` asks for it twice.

    Raises:
        UsageError: none, or another the second time.
    """
    given = os.environ.get(PASSPHRASE_VARIABLE)
    if not given:
        given = ask_passphrase(question)
        if again and given and ask_passphrase(again) != given:
            raise UsageError("The two are not the same.", hint="Nothing was written.")
    if not given:
        raise UsageError("A backup needs a passphrase.")
    return given
