"""What the key log of a bundle says: epochs and their seals. For reading, not trust."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.bundle.views.reading import fields, integer, moment, text
from desktop_app.model.kinds import EntryKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.model.entry import Entry

SHOWN = 24  # epochs


@dataclass(frozen=True, slots=True)
class Epoch:
    """One set of keys.

    Attributes:
        number: from 1.
        seq: entry that brings it.
        began: UTC.
        sealed: entry of its seal, or None: not shown, or still running.
        late: whether the seal came late.
        recovered: whether it began without the signatures of the one before.
        key: its Ed25519 key, hex.
    """

    number: int
    seq: int
    began: str
    sealed: int | None
    late: bool
    recovered: bool
    key: str


def epochs(key_log: Sequence[Entry], *, first: int) -> tuple[list[Epoch], int]:
    """Return the epochs from `first` on, newest last, and how many more there are than shown."""
    seals = {entry.epoch: entry for entry in key_log if entry.kind is EntryKind.EPOCH_SEAL}
    found = [
        _epoch(entry, seals.get(entry.epoch))
        for entry in key_log
        if entry.kind in {EntryKind.EPOCH_START, EntryKind.EPOCH_RECOVERED} and entry.epoch >= first
    ]
    return found[-SHOWN:], max(0, len(found) - SHOWN)


def _epoch(entry: Entry, seal: Entry | None) -> Epoch:
    return Epoch(
        number=integer(entry.subject.get("epoch")) or entry.epoch,
        seq=entry.seq,
        began=moment(entry.ts_us),
        sealed=None if seal is None else seal.seq,
        late=seal is not None and bool(seal.subject.get("late")),
        recovered=entry.kind is EntryKind.EPOCH_RECOVERED,
        key=text(fields(entry.subject.get("keys")).get("ed25519")) or "",
    )
