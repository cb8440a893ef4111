"""Which of the ledger's time stamps a bundle carries, with the checkpoints that they are over.

Promise: each is over exactly the bytes of the checkpoint that the bundle has of its size, and
covers an entry in scope. Who trusts its authority is the reviewer's to say; nothing here does.

A bundle has one time stamp a size. Of each authority there is the first that covers all of the
scope and the newest few; authorities that the person named come before time stamps that anything
on this computer may have brought.

Specification: `resources/docs/bundle.md`, section "Time stamps".
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, NamedTuple

from desktop_app.errors import BadEncodingError, BadSignatureError
from desktop_app.ledger.stamps import parse_stamp
from desktop_app.model.kinds import EntryKind
from desktop_app.signing.timestamps import embedded_pem, read_timestamp

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop_app.ledger.reader import LedgerReader
    from desktop_app.model.entry import Entry

NEWEST: Final = 2  # of an authority, beside the first that covers all
MOST_AUTHORITIES: Final = 8
MOST_READ: Final = 5_000  # the newest entries of their kind


class Carried(NamedTuple):
    """A time stamp of a bundle: DER of a response, the note that it is over, its certificates."""

    note: bytes
    token: bytes
    chain: bytes


class _Opened(NamedTuple):
    """A time stamp that a reviewer can use: where it is noted, and whose it says that it is."""

    seq: int
    size: int
    whose: tuple[str, str]  # upstream, "" for none; subject of the certificate
    carried: Carried


def carried(
    ledger: LedgerReader, scope: Sequence[int], *, size: int, taken: Mapping[int, bytes]
) -> dict[int, Carried]:
    """Return the time stamps to carry, by the size of their checkpoint.

    Args:
        ledger: where they are.
        scope: places of the entries in scope, ascending.
        size: of the bundle's checkpoint; what was written down after it is not there.
        taken: notes that the bundle has anyway, by size; no other note can stand beside them.
    """
    chosen: dict[int, int] = {}
    groups = _groups(ledger, scope[0], size, taken)
    for turn in range(1 + NEWEST):  # in turns: where all stamped the same, each gets some
        for group in groups:
            free = [one for one in group if one[0] not in chosen]
            covering = [one for one in free if one[0] > scope[-1]]
            chosen |= dict(free[:1] if turn else covering[-1:])
    opened = (_open(ledger, ledger.entry(seq), taken) for seq in chosen.values())
    return {one.size: one.carried for one in opened if one is not None}


def _groups(
    ledger: LedgerReader, first: int, size: int, taken: Mapping[int, bytes]
) -> list[list[tuple[int, int]]]:
    """Return (size, seq) of what each authority stamped behind an entry, newest first."""
    found: dict[tuple[str, str], dict[int, int]] = {}
    for entry in ledger.newest({EntryKind.ANCHOR_TIMESTAMP}, first, MOST_READ):
        one = _open(ledger, entry, taken) if entry.seq < size else None
        if one is not None and one.size > first:
            found.setdefault(one.whose, {})[one.size] = one.seq
    named_first = sorted(found, key=lambda whose: not whose[0])
    return [list(found[whose].items()) for whose in named_first[:MOST_AUTHORITIES]]


def _open(ledger: LedgerReader, entry: Entry, taken: Mapping[int, bytes]) -> _Opened | None:
    """Return what an entry brings; None where it cannot be read or its checkpoint is not there."""
    try:
        noted = parse_stamp(entry.subject)
        told = read_timestamp(noted.token)
        chain = embedded_pem(noted.token)
    except (BadEncodingError, BadSignatureError):
        return None
    notes = [point.note for point in ledger.checkpoints_of(noted.size)]
    if noted.size in taken:
        notes = [taken[noted.size]]
    for note in notes:
        if hashlib.sha256(note).digest() == noted.checkpoint and told.is_over(note):
            whose = noted.upstream, told.tsa
            return _Opened(entry.seq, noted.size, whose, Carried(note, noted.token, chain))
    return None
