"""Step 14, time stamps: those in the ledger and those that a person brings (ATTACKS D04-D06).

A time stamp is over the bytes of one stored checkpoint, whose root step 8 recomputed. What that
comes to: the first `size` entries existed by the token's time, says an authority that the verifier
trusts. One over another checkpoint than the ledger has is DIVERGED, whoever made it; one that
cannot be read, or that no given root stands for, anchors nothing.

Bounds: 200 bytes for each entry of this kind, one pass over the checkpoints, and the signatures of
the newest 1,000 of upstreams, and of those that were brought by hand.
"""

from __future__ import annotations

import hashlib
import heapq
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from desktop_app.errors import BadEncodingError, BadSignatureError
from desktop_app.ledger.checks.source import rows
from desktop_app.ledger.checks.stamp import (
    Noted,
    Vouched,
    check_known,
    check_over,
    check_stored,
    covered_us,
    tell_clocks,
)
from desktop_app.ledger.report import StampLine
from desktop_app.ledger.stamps import parse_stamp
from desktop_app.model.amounts import counted
from desktop_app.model.kinds import EntryKind
from desktop_app.model.leaf import parse_leaf
from desktop_app.signing.timestamps import (
    Untrusted,
    read_timestamp,
    verify_alone,
    verify_timestamp,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import apsw
    from cryptography import x509

    from desktop_app.ledger.checks.leaves import Leaf
    from desktop_app.model.entry import Entry
    from desktop_app.model.findings import Findings
    from desktop_app.signing.timestamps import Stamp, Told

MAX_VERIFIED: Final = 1_000
_NO_ROOT: Final = "no root was given to check it by (--tsa-root)"
_MOST_REASONS: Final = 20
_MOST_CLOCKS: Final = 20
_NOTES = "SELECT id, size, note FROM main.checkpoints NOT INDEXED ORDER BY id"
_NOTE = "SELECT note FROM main.checkpoints NOT INDEXED WHERE id = ?"
_LEAF = "SELECT leaf FROM main.entries NOT INDEXED WHERE seq = ?"


@dataclass(slots=True)
class Stored:
    """The stored checkpoints that time stamps speak of.

    Attributes:
        of: size -> SHA-256 of the note -> its id.
        over: what a brought time stamp says -> size and id of the checkpoint that it is over.
    """

    of: dict[int, dict[bytes, int]] = field(default_factory=dict)
    over: dict[Told, tuple[int, int]] = field(default_factory=dict)


class Stamps:
    """Feeds on leaves in order.

    Args:
        found: where findings go.
        roots: certificates of authorities that the verifier trusts.
        brought: DER of the time stamps that a person brings.
    """

    def __init__(
        self, found: Findings, roots: Sequence[x509.Certificate], brought: Sequence[bytes]
    ) -> None:
        self._found, self._roots, self._brought = found, roots, brought
        self._noted: list[Noted] = []
        self._aside: dict[tuple[str, bool], tuple[int, int | None]] = {}
        self._clocks = 0

    def see(self, leaf: Leaf) -> None:
        """Take the next leaf."""
        entry = leaf.entry
        if entry.kind is not EntryKind.ANCHOR_TIMESTAMP:
            return
        try:
            stamp = parse_stamp(entry.subject)
        except BadEncodingError as error:
            text = f"Entry {leaf.seq} is no time stamp: {error.message}"
            self._found.invalid("stamp", text, seq=leaf.seq)
            return
        self._noted.append(
            Noted(leaf.seq, entry.ts_us, stamp.size, stamp.checkpoint, by_hand=not stamp.upstream)
        )

    def finish(
        self, db: apsw.Connection, newest: bytes, notes: Mapping[bytes, int]
    ) -> list[Vouched]:
        """Judge them all, once every leaf and checkpoint was seen.

        Args:
            db: the ledger.
            newest: its newest checkpoint, to be shown beside what contradicts it.
            notes: checkpoints from elsewhere that agree, and their sizes.

        Raises:
            WalkEndedError: a row cannot be read.
        """
        if not self._noted and not self._brought:
            return []
        brought = self._read_brought()
        stored = self._stored(db, [told for _, told in brought])
        to_verify = self._to_verify()
        vouched = [self._judge(db, one, stored, is_new=one.seq in to_verify) for one in self._noted]
        vouched += [
            self._judge_brought(db, token, told, stored, notes, newest=newest)
            for token, told in brought
        ]
        self._tell()
        return [one for one in vouched if one is not None]

    def _to_verify(self) -> frozenset[int]:
        """Return those whose signatures are looked at: the newest of each of the two ways.

        Any program can have the recorder take time stamps: theirs crowd out no upstream's.
        """
        by_hand = [one.seq for one in self._noted if one.by_hand]
        others = [one.seq for one in self._noted if not one.by_hand]
        return frozenset(heapq.nlargest(MAX_VERIFIED, by_hand)).union(
            heapq.nlargest(MAX_VERIFIED, others)
        )

    def _read_brought(self) -> list[tuple[bytes, Told]]:
        found = []
        for token in self._brought:
            try:
                found.append((token, read_timestamp(token)))
            except (BadEncodingError, BadSignatureError) as error:
                self._set_aside(error.message, None)
        return found

    def _stored(self, db: apsw.Connection, brought: Sequence[Told]) -> Stored:
        sizes = {one.size for one in self._noted}
        names = {told.digest_name for told in brought}
        stored = Stored()
        for number, size, note in rows(db, _NOTES, (int, int, bytes), self._found):
            if size in sizes:
                stored.of.setdefault(size, {})[hashlib.sha256(note).digest()] = number
            digests = {name: hashlib.new(name, note).digest() for name in names}
            for told in brought:
                if digests[told.digest_name] == told.digest:
                    stored.over[told] = (size, number)
        return stored

    def _judge(
        self, db: apsw.Connection, noted: Noted, stored: Stored, *, is_new: bool
    ) -> Vouched | None:
        read = self._read(db, noted, stored)
        if read is None:
            return None
        token, note = read
        if not self._roots:
            self._set_aside(_NO_ROOT, noted.seq)
        elif not is_new:
            self._set_aside(f"only the newest {MAX_VERIFIED:,} are verified", noted.seq)
        else:
            stamp = self._verified(token, note, noted.seq)
            return None if stamp is None else self._vouched(db, noted.size, stamp, noted)
        return None

    def _read(
        self, db: apsw.Connection, noted: Noted, stored: Stored
    ) -> tuple[bytes, bytes] | None:
        """Return token and note of an entry whose token is over the note that it names."""
        # Nothing that an entry says can be about a tree that it is in.
        known = stored.of.get(noted.size, {}) if noted.size <= noted.seq else {}
        shown = next((self._note(db, number) for number in known.values()), b"")
        entry = self._entry(db, noted.seq)
        if not check_stored(noted, known, shown, self._found) or entry is None:
            return None
        token, note = parse_stamp(entry.subject).token, self._note(db, known[noted.checkpoint])
        try:
            told = read_timestamp(token)
        except (BadEncodingError, BadSignatureError) as error:
            self._set_aside(error.message, noted.seq)
            return None
        return (token, note) if check_over(noted, told, note, self._found) else None

    def _judge_brought(
        self,
        db: apsw.Connection,
        token: bytes,
        told: Told,
        stored: Stored,
        notes: Mapping[bytes, int],
        *,
        newest: bytes,
    ) -> Vouched | None:
        if not self._roots:
            self._set_aside(_NO_ROOT, None)
            return None
        size, number = stored.over.get(told, (0, 0))
        note = self._note(db, number) if size else next(filter(told.is_over, notes), None)
        stamp = self._verified(token, note, None)
        if stamp is None or not check_known(told, stamp, note, newest, self._found):
            return None
        return self._vouched(db, size or notes[note or b""], stamp, None)

    def _verified(self, token: bytes, note: bytes | None, seq: int | None) -> Stamp | None:
        """Return what a given root stands for; None, and why not is told."""
        try:
            if note is None:
                outcome = verify_alone(token, roots=self._roots)
            else:
                outcome = verify_timestamp(token, note, roots=self._roots)
        except (BadEncodingError, BadSignatureError) as error:
            self._set_aside(error.message, seq)
            return None
        if isinstance(outcome, Untrusted):
            self._set_aside(outcome.reason, seq)
            return None
        return outcome

    def _vouched(
        self, db: apsw.Connection, size: int, stamp: Stamp, noted: Noted | None
    ) -> Vouched | None:
        newest = self._entry(db, size - 1)
        if newest is None:
            return None  # a checkpoint of more than there is, which step 8 told
        seq = None if noted is None else noted.seq
        line = StampLine(size, stamp.time_us, stamp.tsa, seq)
        if self._clocks < _MOST_CLOCKS:
            self._clocks += tell_clocks(line, newest.ts_us, noted, self._found)
        return Vouched(size, covered_us(newest.ts_us, stamp), line)

    def _set_aside(self, reason: str, seq: int | None) -> None:
        key = (reason.rstrip("."), seq is None)
        if key in self._aside or len(self._aside) < _MOST_REASONS:
            self._aside[key] = (self._aside.get(key, (0, None))[0] + 1, seq)

    def _tell(self) -> None:
        for (reason, brought), (count, seq) in self._aside.items():
            where = " from elsewhere" if brought else f", the newest in entry {seq},"
            verb = "anchors" if count == 1 else "anchor"
            text = f"{counted(count, 'time stamp')}{where} {verb} nothing: {reason}."
            # That nobody was asked to trust an authority is nothing to be uneasy about.
            told = self._found.note if reason == _NO_ROOT and not brought else self._found.warn
            told("stamp_aside", text, seq=seq)

    def _note(self, db: apsw.Connection, number: int) -> bytes:
        ((note,),) = rows(db, _NOTE, (bytes,), self._found, (number,))
        return bytes(note)

    def _entry(self, db: apsw.Connection, seq: int) -> Entry | None:
        """Return an entry, which was parsed before, on the walk."""
        found = next(rows(db, _LEAF, (bytes,), self._found, (seq,)), None)
        return None if found is None else parse_leaf(found[0])
