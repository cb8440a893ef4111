"""`countersign ledger`: hand the whole log out as text, or go on from one that diverged."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from desktop_app.cli import app, progress
from desktop_app.cli.confirm import confirm
from desktop_app.host.terminal import ask_passphrase
from desktop_app.ledger.reader import LedgerReader
from desktop_app.operations import reading
from desktop_app.operations.recorder_access import ask

if TYPE_CHECKING:
    from desktop_app.cli.app import Session


@click.group("ledger", cls=app.Group)
@app.global_flags
def command() -> None:
    """Export the ledger, or adopt a diverged one."""


@command.command("export")
@click.option("--jsonl", is_flag=True, required=True, help="One leaf a line, exactly as hashed.")
@click.option("--to", type=click.Path(path_type=Path, dir_okay=False), help="A file [stdout].")
@app.global_flags
def export(to: Path | None, *, jsonl: bool) -> None:
    """Write every leaf, one a line: each line's bytes are what its leaf hash covers.

    Entries that were pruned have no leaf, and no line.
    """
    del jsonl  # the only form there is
    session = app.session()
    reading.require_ledger(session)
    # The entry comes first, so that what leaves is never more than what is recorded as leaving.
    ask(session, "note", {"kind": "command", "subject": {"verb": "ledger export"}})
    if to is None:
        _write(session, sys.stdout.buffer)
        return
    with to.open("wb") as file:
        count, pruned = _write(session, file)
    data = {"file": str(to), "entries": count, "pruned": pruned}
    left = f" {pruned:,} were pruned: there is nothing of them to write." if pruned else ""
    session.output.result(data, lambda _: session.output.say(f"{count:,} entries in {to}.{left}"))


@command.command("adopt")
@click.option("--reason", required=True, help="Why: goes into the new log's first entry.")
@app.global_flags
def adopt(reason: str) -> None:
    """Begin a new log that names the present one; for a restored backup or lost keys."""
    from desktop_app.recorder.adopting import adopt_ledger  # noqa: PLC0415 - the recorder is heavy

    session = app.session()
    confirm("A new log begins. The present one is kept beside it and is never written again.")
    asking = ask_passphrase if sys.stdin.isatty() else None
    aside = adopt_ledger(session.paths, reason, ask_passphrase=asking)
    data = {"old": None if aside is None else str(aside), "new": str(session.paths.ledger)}
    where = aside or "gone; what the keystore last saw of it is in the first entry"
    session.output.result(data, lambda _: session.output.say(f"A new log. The old one: {where}"))


def _write(session: Session, file: BinaryIO) -> tuple[int, int]:
    """Write the leaves; return how many, and how many are no more."""
    written = 0
    with (
        LedgerReader(session.paths.ledger) as reader,
        progress.bar(session.output, "Entry") as told,
    ):
        size = reader.size()
        for entry in reader.entries(0, size):
            file.write(entry.leaf + b"\n")
            written += 1
            if entry.seq % 1000 == 0:
                told(entry.seq, size)
    return written, size - written
