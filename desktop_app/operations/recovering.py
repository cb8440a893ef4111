"""Escrowed content written to files by whoever holds an age identity: offline, for an auditor.

Promise: needs neither recorder nor vault key; never overwrites; a file that is there at the end is
whole and is what its entry says.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.errors import NewerFormatError, StorageError, UsageError, VaultDamagedError
from desktop_app.host import files
from desktop_app.vault.recover import Piece, Recovery

if TYPE_CHECKING:
    from pathlib import Path

DAMAGED, NEWER = "damaged", "of a later version"
_ENDINGS = {"text/plain": "txt", "application/json": "json", "image/webp": "webp"}
_UNSAFE = re.compile(r"[^a-z0-9_.-]+")
_MAX_LABEL = 40


@dataclass(slots=True)
class Recovered:
    """What was written, and of what could not be why (reason -> how many pieces)."""

    files: list[str] = field(default_factory=list)
    bytes: int = 0
    not_recovered: Counter[str] = field(default_factory=Counter)


def recover(
    vault: Path, identity: Path, to: Path, *, entries: frozenset[int] | None = None
) -> Recovered:
    """Write the content that an identity opens into files of a new or empty folder.

    Args:
        vault: the vault's file.
        identity: an age identity file.
        to: the folder.
        entries: only what these keep; None: all.

    Raises:
        UsageError: no identity, or the folder is not empty.
        UnreadableError, StorageError: a file cannot be read or written.
    """
    data = files.read_bounded(identity, 64 * 1024)
    if data is None:
        raise UsageError(f"There is no file {identity}.")
    with Recovery(vault, data.decode("utf-8", "replace")) as recovery:
        _make(to)
        found = Recovered()
        for number, piece in enumerate(recovery.pieces(entries)):
            why = piece.why or _write(recovery, piece, to / _name(number, piece), found)
            found.not_recovered.update((why,) if why else ())
    return found


def _write(recovery: Recovery, piece: Piece, path: Path, found: Recovered) -> str:
    """Write one piece; return why it could not be, "" when it was."""
    try:
        binary: int = getattr(os, "O_BINARY", 0)  # of Windows
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | binary, 0o600)
        with os.fdopen(handle, "wb") as file:
            for data in recovery.content(piece):
                file.write(data)
    except (VaultDamagedError, NewerFormatError) as error:
        path.unlink()
        return DAMAGED if isinstance(error, VaultDamagedError) else NEWER
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {error.strerror}.") from error
    found.files.append(path.name)
    found.bytes += piece.line.size
    return ""


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        there = any(folder.iterdir())
    except OSError as error:
        raise StorageError(f"{folder} cannot be made: {error.strerror}.") from error
    if there:
        raise UsageError(f"{folder} is not empty; nothing was written.")


def _name(number: int, piece: Piece) -> str:
    label = _UNSAFE.sub("-", piece.line.label.lower())[:_MAX_LABEL].strip(".-") or "content"
    ending = _ENDINGS.get(piece.line.media, "bin")
    return f"{piece.seq:08}-{number:06}-{label}.{ending}"
