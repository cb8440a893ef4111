"""A ledger in memory: real leaves, chained, bodies beside them; what the index follows in tests.

Give `MemoryLedger.open` to `Follower(open_source=...)`. It stands for `ledger.reader.LedgerReader`.
"""

from __future__ import annotations

from contextlib import closing
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import zstandard

from desktop_app.errors import NotFoundError, UnreadableError
from desktop_app.ledger import schema
from desktop_app.ledger.connection import open_writer
from desktop_app.model.entry import NO_PREV, Draft, Entry, PayloadRef
from desktop_app.model.leaf import encode_leaf, parse_leaf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.model.kinds import EntryKind
    from desktop_app.normalize.signals import Signal

START_US = 1_795_169_861_000_000


class MemoryLedger:
    """Append with `add`; everything else is what a reader offers."""

    def __init__(self, log: str = "countersign/00112233445566ff") -> None:
        self.log = log
        self.epoch = 1  # of what is added next
        self.leaves: list[bytes] = []
        self.bodies: dict[int, bytes] = {}
        self.damaged: set[int] = set()
        self._runs: dict[tuple[str, str], int] = {}

    def open(self, _path: Path) -> MemoryLedger:
        """Stand for the class that opens a path."""
        return self

    def add(
        self,
        kind: EntryKind,
        subject: dict[str, Any] | None = None,
        *,
        body: bytes | None = None,
        run_id: str | None = None,
        sender: str = "",
        trace_id: bytes | None = None,
        ts_us: int | None = None,
    ) -> int:
        """Append an entry, at a time of its own if that is given; return its seq."""
        seq = len(self.leaves)
        run_seq = None
        if run_id is not None:
            run_seq = self._runs.get((sender, run_id), 0)
            self._runs[sender, run_id] = run_seq + 1
        payload = None if body is None else PayloadRef(bytes(32), None, len(body), "bodies")
        draft = Draft(
            kind, {"sender": sender, "auth": "none"}, subject or {}, run_id, trace_id, payload
        )
        leaf = encode_leaf(
            draft,
            log=self.log,
            seq=seq,
            epoch=self.epoch,
            ts_us=START_US + seq * 1000 if ts_us is None else ts_us,
            boot_id="b" * 32,
            boot_us=seq * 1000,
            nonce=seq.to_bytes(16, "big"),
            run_seq=run_seq,
            prev=NO_PREV if seq == 0 else self.leaf_hash(seq - 1),
        )
        self.leaves.append(leaf)
        if body is not None:
            self.bodies[seq] = body
        return seq

    def add_request(
        self,
        signal: Signal,
        request: Any,
        *,
        run_id: str | None = None,
        sender: str = "",
        agent: str | None = None,
        redactions: dict[str, int] | None = None,
        records: int = 0,
    ) -> int:
        """Append an OTLP request as one entry."""
        subject = {"records": records, "agent": agent, "redactions": redactions or {}}
        body = request.SerializeToString()
        return self.add(signal.kind, subject, body=body, run_id=run_id, sender=sender)

    def size(self) -> int:
        """Return the number of entries."""
        return len(self.leaves)

    def entry(self, seq: int) -> Entry:
        """Return one entry."""
        if not 0 <= seq < len(self.leaves):
            raise NotFoundError(f"no entry {seq}")
        return parse_leaf(self.leaves[seq])

    def leaf_hash(self, seq: int) -> bytes:
        """Return the hash of one leaf."""
        if not 0 <= seq < len(self.leaves):
            raise NotFoundError(f"no entry {seq}")
        return sha256(b"\0" + self.leaves[seq]).digest()

    def with_bodies(
        self, start: int = 0, stop: int | None = None
    ) -> Iterator[tuple[Entry, bytes | None]]:
        """Yield (entry, body)."""
        end = len(self.leaves) if stop is None else min(stop, len(self.leaves))
        for seq in range(start, end):
            if seq in self.damaged:
                raise UnreadableError("A body does not decompress.")
            yield parse_leaf(self.leaves[seq]), self.bodies.get(seq)

    def write(self, path: Path) -> None:
        """Write a ledger.db with these entries and bodies, laid out as the writer does."""
        compress = zstandard.ZstdCompressor(level=1).compress
        with closing(open_writer(path, create=True)) as connection:
            schema.create(connection)
            with connection:
                connection.executemany(
                    "INSERT INTO entries (seq, leaf, leaf_hash, mac) VALUES (?, ?, ?, ?)",
                    [(n, leaf, self.leaf_hash(n), bytes(32)) for n, leaf in enumerate(self.leaves)],
                )
                connection.executemany(
                    "INSERT INTO bodies (seq, body, secret) VALUES (?, ?, ?)",
                    [(seq, compress(body), bytes(32)) for seq, body in self.bodies.items()],
                )

    def close(self) -> None:
        """Nothing to release."""
