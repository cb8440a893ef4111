"""Step 9: no body without a payload, each checked against its leaf; which are missing is noted.

Whether those were purged, step 16 says.
The walk and the table of bodies are merged in order of seq. Small ledgers are checked in this
process; past 32 MiB of bodies a pool of processes takes over, a bounded number of jobs ahead.
"""

from __future__ import annotations

import math
import os
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TYPE_CHECKING

from desktop_app.ledger.checks.body import MAX_BODY_BYTES, Job, check_bodies
from desktop_app.ledger.checks.source import rows
from desktop_app.model.verdict import Verdict
from desktop_app.retention.ranges import Ranges

if TYPE_CHECKING:
    from typing import Self

    import apsw

    from desktop_app.ledger.checks.body import Outcome
    from desktop_app.ledger.checks.leaves import Leaf
    from desktop_app.model.entry import PayloadRef
    from desktop_app.model.findings import Findings

_SQL = "SELECT seq, body, secret FROM main.bodies NOT INDEXED ORDER BY seq"
_BATCH_BYTES = 2 * 1024 * 1024
_BATCH_JOBS = 256
_INLINE_BYTES = 32 * 1024 * 1024
_AHEAD = 3  # batches waiting per process
_MAX_PROCESSES = 8
_Row = tuple[int, bytes | None, bytes | None]


class Bodies:
    """Feeds on leaves in order. Use as a context manager: it owns processes.

    Attributes:
        records: records whose commitment was recomputed.
        missing: entries that speak of a body, and it, or its secret, is not there.
    """

    def __init__(
        self, db: apsw.Connection, found: Findings, *, inline_bytes: float = _INLINE_BYTES
    ) -> None:
        self._found = found
        self._rows = rows(db, _SQL, (int, bytes | None, bytes | None), found)
        self._next: _Row | None = next(self._rows, None)
        self._inline_left: float = inline_bytes
        self._batch: list[Job] = []
        self._batch_bytes = 0
        self._pool: ProcessPoolExecutor | None = None
        self._running: deque[tuple[list[Job], Future[list[Outcome]]]] = deque()
        self.records = 0
        self.missing = Ranges()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def see(self, leaf: Leaf) -> None:
        """Take the next leaf and, when it has one, its body.

        Raises:
            WalkEndedError: a row cannot be read.
        """
        while self._next is not None and self._next[0] < leaf.seq:
            check_unspoken(self._next[0], self._found)
            self._next = next(self._rows, None)
        row, payload = None, leaf.entry.payload
        if self._next is not None and self._next[0] == leaf.seq:
            row, self._next = self._next, next(self._rows, None)
        if payload is None:
            if row is not None:
                check_unspoken(leaf.seq, self._found)
        elif row is None or row[1] is None or row[2] is None:
            self.missing.add(leaf.seq, leaf.seq)
        elif payload.size > MAX_BODY_BYTES:
            self._found.fail(
                Verdict.UNREADABLE, "body_large", f"The body of entry {leaf.seq} is too large."
            )
        else:
            self._add(_job(leaf, payload, row[1], row[2]))

    def pass_by(self, seq: int) -> None:
        """Take the next entry, which was pruned: no body is left of it, an empty row at most.

        Raises:
            WalkEndedError: a row cannot be read.
        """
        while self._next is not None and self._next[0] <= seq:
            if self._next != (seq, None, None):
                check_unspoken(self._next[0], self._found)
            self._next = next(self._rows, None)

    def finish(self) -> None:
        """Check what is left over, and wait for all results."""
        while self._next is not None:
            check_unspoken(self._next[0], self._found)
            self._next = next(self._rows, None)
        self.drain()

    def drain(self) -> None:
        """Check every body that was taken, and no more."""
        self._send()
        while self._running:
            self._collect()

    def _add(self, job: Job) -> None:
        self._batch.append(job)
        self._batch_bytes += len(job.body) + job.size
        if self._batch_bytes >= _BATCH_BYTES or len(self._batch) >= _BATCH_JOBS:
            self._send()

    def _send(self) -> None:
        batch, self._batch = self._batch, []
        self._inline_left -= self._batch_bytes
        self._batch_bytes = 0
        if not batch:
            return
        if self._inline_left > 0 or _processes() == 1:
            self._take(check_bodies(batch))
            return
        if self._pool is None:
            # A spawned interpreter imports before it gets our path: never from where we stand.
            os.environ["PYTHONSAFEPATH"] = "1"
            self._pool = ProcessPoolExecutor(_processes(), mp_context=get_context("spawn"))
        try:
            self._running.append((batch, self._pool.submit(check_bodies, batch)))
        except BrokenProcessPool:
            self._fall_back(batch)
        while len(self._running) > _AHEAD * _processes():
            self._collect()

    def _collect(self) -> None:
        batch, future = self._running.popleft()
        try:
            self._take(future.result())
        except BrokenProcessPool:
            self._fall_back(batch)

    def _fall_back(self, batch: list[Job]) -> None:
        """Check a batch here when processes cannot be had, and all later ones, too."""
        if self._inline_left < math.inf:
            self._found.warn("body_processes", "Bodies were checked without help of processes.")
        self._inline_left = math.inf
        self._take(check_bodies(batch))

    def _take(self, outcomes: list[Outcome]) -> None:
        for outcome in outcomes:
            self.records += outcome.records
            for code, what in outcome.problems:
                self._found.invalid(
                    code, f"The body of entry {outcome.seq}: {what}.", seq=outcome.seq
                )


def check_unspoken(seq: int, found: Findings) -> None:
    """A body that no entry speaks of."""
    found.invalid("body_extra", f"A body lies at {seq}, and no entry speaks of it.", seq=seq)


def _job(leaf: Leaf, payload: PayloadRef, body: bytes, secret: bytes) -> Job:
    subject = leaf.entry.subject
    return Job(
        seq=leaf.seq,
        kind=leaf.entry.kind,
        body=body,
        secret=secret,
        commitment=payload.commitment,
        digest=payload.digest,
        size=payload.size,
        groups=subject.get("groups"),
        records=subject.get("records"),
    )


def _processes() -> int:
    return min(os.cpu_count() or 1, _MAX_PROCESSES)
