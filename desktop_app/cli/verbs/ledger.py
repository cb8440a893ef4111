"""`countersign ledger`: hand out the log or its checkpoint, bring time stamps, adopt a log."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from desktop_app.cli import app, progress
from desktop_app.cli.confirm import confirm
from desktop_app.errors import UsageError
from desktop_app.host.terminal import ask_passphrase
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model import amounts, formats
from desktop_app.model.visible import visible
from desktop_app.operations import reading, stamping
from desktop_app.operations.checkpoint import (
    commit_to,
    fresh_checkpoint,
    note_sent,
    write_file,
)
from desktop_app.operations.recorder_access import ask

if TYPE_CHECKING:
    from desktop_app.cli.app import Session
    from desktop_app.model.canonical import JSON
    from desktop_app.operations.checkpoint import SignedCheckpoint

_NEW_FILE = click.Path(path_type=Path, dir_okay=False)
_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.group("ledger", cls=app.Group)
@app.global_flags
def command() -> None:
    """Export the ledger, anchor it outside this computer, or adopt a diverged one."""


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


@command.command("checkpoint")
@click.option("--to", type=_NEW_FILE, help="Write it into a file.")
@click.option("--git", "repository", type=_FOLDER, help="Commit it in a git repository of yours.")
@click.option("--qr", is_flag=True, help="Show it as a QR code, for a phone.")
@app.global_flags
def checkpoint(to: Path | None, repository: Path | None, *, qr: bool) -> None:
    """Seal everything and hand out the signed checkpoint, for you to keep elsewhere [stdout].

    It says how many entries there are and what they are, and shows nothing of them: 3.5 kB with
    both signatures, or the 200 bytes with the first alone that a QR code holds.
    Kept where nobody who has this computer can change it, it shows later cuts and forks:
    `countersign verify --anchor FILE`. Nothing is sent, and --git pushes nothing.
    """
    session = app.session()
    if sum((to is not None, repository is not None, qr)) > 1:
        raise UsageError("Hand it out in one way: --to, --git or --qr.")
    found = fresh_checkpoint(session)
    data: dict[str, JSON] = {"size": found.size, "checkpoint": found.note}
    covers = f"The checkpoint of {formats.counted(found.size, 'entry')}"
    if to is not None:
        write_file(found, to)
        data |= {"file": str(to), "entry": note_sent(session, found, "file")}
        said = f"{covers} is in {to}. Recorded as #{data['entry']:,}."
    elif repository is not None:
        made = commit_to(found, repository)
        entry = note_sent(session, found, "git", commit=made.commit)
        data |= {"commit": made.commit, "branch": made.branch, "entry": entry}
        branch = made.branch.removeprefix("refs/heads/")
        said = f"{covers} is commit {made.commit[:12]} on {branch}; it is not pushed. "
        said += f"Recorded as #{entry:,}."
    else:
        data["entry"] = note_sent(session, found, "QR code" if qr else "output")
        said = ""
    session.output.result(data, lambda _: _show(session, found, said, qr=qr))


def _show(session: Session, found: SignedCheckpoint, said: str, *, qr: bool) -> None:
    if said:
        session.output.say(said)
    elif qr:
        import segno  # noqa: PLC0415 - only here

        segno.make(found.short, error="l").terminal(compact=True)
    else:
        sys.stdout.buffer.write(found.note.encode())  # bytes as they are: it may go into a file
        sys.stdout.buffer.flush()


@command.command("stamp-request")
@click.option("--to", type=_NEW_FILE, required=True, help="The request, DER (.tsq).")
@app.global_flags
def request(to: Path) -> None:
    """Seal everything and write a time stamp request (RFC 3161) over the checkpoint into a file.

    Nothing is sent. Take it to a time stamping authority, for example
    `curl -H "Content-Type: application/timestamp-query" --data-binary @FILE URL -o ANSWER`, and
    bring its answer back with `countersign ledger stamp-add ANSWER`.
    """
    session = app.session()
    size = stamping.write_request(session, to)
    data: dict[str, JSON] = {"file": str(to), "size": size}
    said = f"A request over the checkpoint of {formats.counted(size, 'entry')} is in {to}."
    session.output.result(data, lambda _: session.output.say(said))


@command.command("stamp-add")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@app.global_flags
def stamp_add(file: Path) -> None:
    """Write a time stamp (.tsr, or its token alone) over one of our checkpoints into the ledger.

    It says that those entries existed by then. `countersign verify --tsa-root ROOT` checks whose
    it is; nothing here does.
    """
    session = app.session()
    data = stamping.add_stamp(session, file)
    covers = formats.counted(data["size"], "entry")
    said = f"{visible(data['tsa'])} says that the first {covers} existed by "
    said += f"{amounts.moment(data['time_us'])}. Recorded as #{data['entry']:,}."
    session.output.result(data, lambda _: session.output.say(said))


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
