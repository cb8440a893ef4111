"""The newest signed checkpoint, for whoever keeps it elsewhere: it is what anchors a ledger.

Promise: nothing leaves this computer here: a checkpoint goes to the clipboard, onto the screen,
into a file or a commit, and a person carries it on. That it was handed out is an entry, with its
size and the way, so that a person is told what they could prove; whether it is still there nobody
knows.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from desktop_app.errors import (
    BadEncodingError,
    NotFoundError,
    RecorderNotRunningError,
    StorageError,
    UsageError,
)
from desktop_app.host.git_commit import commit_file
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.kinds import HANDED_OUT
from desktop_app.operations.reading import require_ledger
from desktop_app.operations.recorder_access import ask
from desktop_app.tlog.checkpoint import parse_checkpoint
from desktop_app.tlog.note import Note, format_note, parse_note

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.host.git_commit import Committed
    from desktop_app.model.canonical import JSON
    from desktop_app.operations.context import Context

Way = Literal["clipboard", "QR code", "file", "git", "output"]
_MOST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A C2SP signed note, and how many entries it covers."""

    note: str
    size: int

    @property
    def origin(self) -> str:
        """The log that it is of."""
        return self.note.partition("\n")[0]

    @property
    def short(self) -> str:
        """The note with its first signature alone: it fits into a QR code, and anchors as well."""
        note = parse_note(self.note.encode())
        return format_note(Note(note.text, note.signatures[:1])).decode()


def newest_checkpoint(context: Context) -> SignedCheckpoint:
    """Return the newest checkpoint of the ledger.

    Raises:
        NotFoundError: nothing was recorded yet, or nothing was sealed yet.
    """
    require_ledger(context)
    with LedgerReader(context.paths.ledger) as reader:
        found = reader.latest_checkpoint()
    if found is None:
        raise NotFoundError("Nothing is sealed yet.", hint="It comes 10 s after the first entry.")
    return SignedCheckpoint(found.note.decode(), found.size)


def fresh_checkpoint(context: Context) -> SignedCheckpoint:
    """Let everything be sealed, and return that checkpoint.

    Raises:
        NotFoundError: nothing was recorded yet.
        CountersignError: the recorder cannot seal, or there is none.
    """
    require_ledger(context)
    ask(context, "checkpoint")
    return newest_checkpoint(context)


def note_sent(
    context: Context, found: SignedCheckpoint, way: Way, *, commit: str | None = None
) -> int:
    """Have it written down that a checkpoint was handed out; return the entry.

    Raises:
        CountersignError: it cannot be, or there is no recorder.
    """
    subject: dict[str, JSON] = {
        "verb": HANDED_OUT,
        "way": way,
        "size": found.size,
        "checkpoint": hashlib.sha256(found.note.encode()).hexdigest(),
        **({} if commit is None else {"commit": commit}),
    }
    answer = ask(context, "note", {"kind": "command", "subject": subject})
    return cast("dict[str, int]", answer)["entry"]


@dataclass(frozen=True, slots=True)
class HandedOut:
    """What was handed out, and the entry that says so; None: no recorder runs to write it."""

    checkpoint: SignedCheckpoint
    entry: int | None
    commit: str | None = None


def hand_out(context: Context, way: Way, place: Path | None = None) -> HandedOut:
    """Seal everything, hand the checkpoint out, and have that written down.

    Without a recorder it is the newest there is, and nothing is written down.

    Args:
        context: whose ledger.
        way: "file" and "git" are done here; for the others the caller shows or copies what comes.
        place: the file, or a directory in the repository.

    Raises:
        as `fresh_checkpoint`, `write_file`, `commit_to` and `note_sent`.
    """
    try:
        found = fresh_checkpoint(context)
    except RecorderNotRunningError:
        found = newest_checkpoint(context)
    commit = None
    if way == "file" and place is not None:
        write_file(found, place)
    elif way == "git" and place is not None:
        commit = commit_to(found, place).commit
    try:
        entry = note_sent(context, found, way, commit=commit)
    except RecorderNotRunningError:
        entry = None
    return HandedOut(found, entry, commit)


def write_file(found: SignedCheckpoint, file: Path) -> None:
    """Write a checkpoint into a file; nothing but an earlier checkpoint is replaced.

    Raises:
        UsageError: something else is there.
        StorageError: it cannot be written.
    """
    try:
        if file.exists() and not _is_checkpoint(file):
            raise UsageError(f"{file} is there, and is no checkpoint.", hint="Name another file.")
        file.write_bytes(found.note.encode())
    except OSError as error:
        raise StorageError(f"{file} cannot be written: {error.strerror}.") from error


def commit_to(found: SignedCheckpoint, repository: Path) -> Committed:
    """Commit a checkpoint, as `countersign/<install>/checkpoint`, in a repository of the person's.

    Raises:
        ConfigError, StorageError: as `host.git_commit.commit_file`.
    """
    message = f"Countersign: checkpoint of {found.size} entries\n\nLog: {found.origin}\n"
    path = f"{found.origin}/checkpoint"
    return commit_file(repository, path, found.note.encode(), message)


def _is_checkpoint(file: Path) -> bool:
    if not file.is_file() or file.stat().st_size > _MOST_BYTES:
        return False
    try:
        parse_checkpoint(parse_note(file.read_bytes()).text)
    except BadEncodingError:
        return False
    return True
