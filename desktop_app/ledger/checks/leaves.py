"""Step 4: leaves are canonical, in sequence, of one origin and chained; their hash column is right.

Everything after this step takes its values from the leaf bytes that were hashed here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError, NewerFormatError
from desktop_app.ledger.checks.source import WalkEndedError, rows
from desktop_app.model.entry import NO_PREV
from desktop_app.model.leaf import parse_leaf
from desktop_app.model.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    import apsw

    from desktop_app.model.entry import Entry
    from desktop_app.model.findings import Findings

_SQL = "SELECT seq, leaf, leaf_hash, mac FROM main.entries NOT INDEXED ORDER BY seq"
_ORIGIN = re.compile(r"countersign/[0-9a-f]{16}\Z")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One row of `entries`: what it says, the recomputed hash, and its MAC."""

    seq: int
    entry: Entry
    leaf_hash: bytes
    mac: bytes


def walk(db: apsw.Connection, found: Findings) -> Iterator[Leaf]:
    """Yield the leaves in order.

    Raises:
        WalkEndedError: one cannot be read; the findings say which.
    """
    prev, log = NO_PREV, None
    for place, (seq, data, stored, mac) in enumerate(
        rows(db, _SQL, (int, bytes, bytes, bytes), found)
    ):
        check_place(place, seq, found)
        leaf_hash = sha256(b"\0" + data).digest()
        check_stored_hash(seq, leaf_hash, stored, found)
        entry = _parse(seq, data, found)
        check_seq(seq, entry, found)
        check_prev(entry, prev, found)
        log = entry.log if log is None else log
        check_origin(entry, log, found)
        yield Leaf(seq, entry, leaf_hash, mac)
        prev = leaf_hash


def check_place(place: int, seq: int, found: Findings) -> None:
    """Check that rows are numbered 0, 1, 2, ... (ATTACKS A02-A05).

    Raises:
        WalkEndedError: a gap: the rest would only repeat it.
    """
    if seq != place:
        found.invalid("seq_gap", f"Entry {place} is missing; entry {seq} comes next.", seq=place)
        raise WalkEndedError


def check_stored_hash(seq: int, leaf_hash: bytes, stored: bytes, found: Findings) -> None:
    """Check the column `leaf_hash`, a cache."""
    if stored != leaf_hash:
        found.invalid("leaf_hash", f"Entry {seq} is not the one that was hashed.", seq=seq)


def check_seq(seq: int, entry: Entry, found: Findings) -> None:
    """Check that the leaf speaks of the place where it lies."""
    if entry.seq != seq:
        found.invalid("seq", f"Entry {seq} says that it is entry {entry.seq}.", seq=seq)


def check_prev(entry: Entry, prev: bytes, found: Findings) -> None:
    """Check the hash chain."""
    if entry.prev != prev:
        found.invalid(
            "chain", f"Entry {entry.seq} was not written after the entry before it.", seq=entry.seq
        )


def check_origin(entry: Entry, log: str, found: Findings) -> None:
    """Check that all leaves are of one log, and that it has a name of ours (ATTACKS A12, A13)."""
    if entry.log != log or not _ORIGIN.match(entry.log):
        found.invalid(
            "origin", f"Entry {entry.seq} is of another log: {entry.log!r}.", seq=entry.seq
        )


def _parse(seq: int, data: bytes, found: Findings) -> Entry:
    try:
        return parse_leaf(data)
    except NewerFormatError as error:
        found.fail(Verdict.UNREADABLE, "newer", f"Entry {seq}: {error.message}", seq=seq)
        raise WalkEndedError from error
    except BadEncodingError as error:
        found.invalid("leaf", f"Entry {seq} is no entry: {error.message}", seq=seq)
        raise WalkEndedError from error
