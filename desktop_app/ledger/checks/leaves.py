"""Step 4: leaves are canonical, in sequence, of one origin and chained; their hash column is right.

Of an entry that was pruned the hash column alone is left. It is taken as it stands: the tree over
it must lead to the signed roots (steps 5 and 8), and a purge entry must name it (step 16).

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
from desktop_app.model.leaf import is_pruned, parse_leaf
from desktop_app.model.verdict import Verdict
from desktop_app.tlog.merkle import HASH_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    import apsw

    from desktop_app.model.entry import Entry
    from desktop_app.model.findings import Findings

_SQL = "SELECT seq, leaf, leaf_hash, mac FROM main.entries NOT INDEXED ORDER BY seq"
_FIRST_ENTRIES = 2
_ORIGIN = re.compile(r"countersign/[0-9a-f]{16}\Z")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One row of `entries`: what it says, the recomputed hash, and its MAC."""

    seq: int
    entry: Entry
    leaf_hash: bytes
    mac: bytes


@dataclass(frozen=True, slots=True)
class Pruned:
    """One row of `entries` that lost its leaf: the hash that is left of it, and its MAC."""

    seq: int
    leaf_hash: bytes
    mac: bytes


def walk(db: apsw.Connection, found: Findings) -> Iterator[Leaf | Pruned]:
    """Yield the leaves, and what is left of those that were pruned, in order.

    Raises:
        WalkEndedError: one cannot be read; the findings say which.
    """
    prev, log = NO_PREV, None
    for place, (seq, data, stored, mac) in enumerate(
        rows(db, _SQL, (int, bytes, bytes, bytes), found)
    ):
        check_place(place, seq, found)
        if is_pruned(data):
            check_pruned(seq, stored, found)
            yield Pruned(seq, stored, mac)
            prev = stored
            continue
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


def check_pruned(seq: int, stored: bytes, found: Findings) -> None:
    """Check that what is left of a pruned entry is a hash, and that the log's beginning is whole.

    Raises:
        WalkEndedError: it is not: nothing after it can be judged.
    """
    if seq < _FIRST_ENTRIES:
        found.invalid("pruned_start", f"Entry {seq}, which begins the log, is empty.", seq=seq)
        raise WalkEndedError
    if len(stored) != HASH_BYTES:
        found.invalid("pruned_hash", f"Of entry {seq} not even the hash is left.", seq=seq)
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
