"""`countersign vault`: what is kept of a run, and a person's look at it.

A look is an entry before anything is shown. What is shown on a terminal cannot move its cursor or
hide; `--to` writes the content as it is, and a picture of the screen as PNG.
"""

from __future__ import annotations

import os
import time
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desktop_app.cli import app, completing, progress
from desktop_app.cli.confirm import confirm
from desktop_app.cli.verbs import escrow
from desktop_app.errors import StorageError, UsageError
from desktop_app.model import formats
from desktop_app.model.content import JSON_TEXT
from desktop_app.model.visible import visible
from desktop_app.operations import pictures, reading, vault
from desktop_app.query import kept

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from desktop_app.cli.output import Output
    from desktop_app.operations.vault import Revealed

_NAMES = (
    'Names of files are content. The pieces "file ops" say which reference is which changed file: '
    "`countersign vault reveal REF --reason TEXT`"
)
_NOTHING = "Nothing is kept of this run. Content is kept by consent: `countersign consent give`"


@click.group("vault", cls=app.Group)
@app.global_flags
def command() -> None:
    """Show what content is kept of a run, and reveal it."""


command.add_command(escrow.command)
command.add_command(escrow.recover)


@command.command("list")
@click.argument("run", default="last", shell_complete=completing.complete_run)
@app.global_flags
def list_kept(run: str) -> None:
    """List what is kept of a run, never the content. RUN as `show` takes it."""
    session = app.session()
    with reading.index(session) as query:
        rows = query.kept(run)

    def text(console: Console) -> None:
        if not rows:
            session.output.say(_NOTHING)
            return
        from desktop_app.cli import views  # noqa: PLC0415 - JSON output must not pay for rich

        table = views.table("Entry", "Call", "What", "Size", "State", "Reference", give=("Call",))
        for row in rows:
            table.add_row(*map(views.whole, _cells(row)))
        console.print(table, soft_wrap=True)
        if any(row.get("label") == "file_ops" for row in rows):
            session.output.note(_NAMES)

    session.output.result(rows, text)


def _cells(row: dict[str, Any]) -> list[str]:
    """Return what the table shows of a piece, or of one that is not kept."""
    call = " ".join(filter(None, (row["tool"], formats.short_id(row["call_id"] or ""))))
    found = [f"#{row['entry']:,}", visible(call or row["kind"])]
    if "not_kept" in row:
        return [*found, "", "", f"not kept: {visible(row['not_kept'])}", ""]
    label = visible(row["label"].replace("_", " "))
    size = kept.shown_bytes(row)
    told = "" if size is None else formats.size(size)
    return [*found, label, told, row["state"], visible(row["ref"])]


@command.command("reveal")
@click.argument("ref")
@click.option("--reason", required=True, help="Why you look: stands in the record.")
@click.option("--to", type=click.Path(path_type=Path, dir_okay=False), help="A new file for it.")
@app.global_flags
def reveal(ref: str, reason: str, to: Path | None) -> None:
    """Show kept content to you, after it was written down that you look. REF as `list` shows it."""
    session = app.session()
    about = vault.about(session, ref)
    if to is not None and to.exists():
        raise UsageError(f"{to} is there already; nothing was revealed.")
    if to is None and session.output.format == "text" and not _is_text(about.media):
        raise UsageError(
            f"{about.label} is {about.media}, not text; nothing was revealed.",
            hint="`--to FILE` writes it into a file.",
        )
    if to is None:
        vault.check_shown(about)
    shown = vault.shown(about.label, about.size, about.entry, reason)
    began = time.monotonic()
    confirm(shown.text)
    latency_ms = int((time.monotonic() - began) * 1000)
    data = {"ref": ref, "bytes": about.size, "media": about.media}
    if to is not None:
        pieces = vault.revealed(session, ref, reason, shown, latency_ms)
        how = "as it is"
        if pictures.is_screen(about.media):
            pieces, how = pictures.as_png(pieces), "as PNG"
        entry = _write(to, pieces, session.output, about.size)
        said = f"Written, {how} and not encrypted: {to}. Recorded as #{entry:,}."
        data = {"entry": entry, **data, "file": str(to)}
        session.output.result(data, lambda _: session.output.say(said))
        return
    found = vault.reveal(session, ref, reason, shown, latency_ms)

    def text(_: Console) -> None:
        session.output.note(f"Recorded as #{found.entry:,}.")
        for line in vault.safe_lines(found.data.decode("utf-8", "backslashreplace")):
            session.output.raw(line)

    data = {"entry": found.entry, **data, "data_base64": b64encode(found.data).decode()}
    session.output.result(data, text)


def _is_text(media: str) -> bool:
    return media.startswith("text/") or media == JSON_TEXT


def _write(path: Path, pieces: Iterator[Revealed], output: Output, size: int) -> int:
    """Write a new file that nobody else can read; return the entry that says so.

    What does not come to its end, or is not what was kept, is no file.

    Raises:
        StorageError: the system refuses.
        CountersignError: raised by `pieces`.
    """
    entry, done = 0, 0
    try:
        binary: int = getattr(os, "O_BINARY", 0)  # of Windows
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | binary, 0o600)
        try:
            with os.fdopen(handle, "wb") as file, progress.bar(output, "Byte") as told:
                for piece in pieces:
                    file.write(piece.data)
                    entry, done = piece.entry, done + len(piece.data)
                    told(done, size)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {error.strerror}.") from error
    return entry
