"""`audit`: recompute a whole ledger from its leaf bytes and say what it is worth.

Promise: reads only; trusts nothing in the file, caches and indexes least of all; executes nothing
that a foreign schema brings; keeps to bounded memory (it streams: one digest for each full tile and
16 bytes for each run are kept); never raises for what a file holds, but reports it.

The steps and what each fails as: `resources/docs/ledger.md`, section "Verification". Each step is a
file in `ledger/checks/`. They run in one read transaction, so a recorder may go on meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.errors import NewerFormatError, StorageError, UnreadableError
from desktop_app.ledger.anchored import Anchored
from desktop_app.ledger.checks import books, leaves, outside, source
from desktop_app.ledger.checks.bodies import Bodies
from desktop_app.ledger.checks.checkpoints import Checkpoints
from desktop_app.ledger.checks.clocks import Clocks
from desktop_app.ledger.checks.epochs import Epochs
from desktop_app.ledger.checks.leaves import Pruned
from desktop_app.ledger.checks.macs import Macs, check_length, check_running_key
from desktop_app.ledger.checks.retention import Retained
from desktop_app.ledger.checks.runs import Runs
from desktop_app.ledger.checks.source import WalkEndedError
from desktop_app.ledger.checks.stamp import Vouched
from desktop_app.ledger.checks.stamps import Stamps
from desktop_app.ledger.checks.tree import Tree
from desktop_app.ledger.connection import storage_errors
from desktop_app.ledger.report import Report
from desktop_app.ledger.sentences import gone, not_proven, sentence
from desktop_app.model.findings import Findings
from desktop_app.model.verdict import Verdict, exit_code, worst
from desktop_app.retention.ranges import Ranges

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import apsw

    from desktop_app.ledger.checks.leaves import Leaf
    from desktop_app.ledger.checks.outside import Given, Seen
    from desktop_app.ledger.trust import Trust

    Progress = Callable[[int, int], None]

_TOLD_EVERY = 1_000


def audit(
    path: Path,
    *,
    trust: Trust,
    now_us: int,
    anchors: Sequence[bytes] = (),
    require_anchor: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Recompute the ledger at `path`.

    Args:
        path: the file `ledger.db`; its -wal lies beside it.
        trust: what is known from elsewhere.
        now_us: the verifier's wall clock, for findings only.
        anchors: checkpoint notes and time stamps (DER) that the person brings.
        require_anchor: exit 10 without an agreeing anchor, 11 with a stale one.
        progress: called with (entries done, entries in all), now and then.

    Raises:
        UsageError: an anchor is neither, or a trusted root is no certificate.
        SQLiteTooOldError: the linked SQLite may lose transactions.
    """
    given = outside.parse_given(anchors, trust.tsa_roots)
    walk = Walk(Findings(), trust, given)
    try:
        with source.opened(path) as (db, size):
            source.check_file(db, size, source.sizes(path), walk.found)
            source.check_integrity(db, walk.found)
            walk.run(db, now_us=now_us, progress=progress)
    except NewerFormatError as error:
        walk.found.fail(Verdict.UNREADABLE, "newer", error.message)
    except (UnreadableError, StorageError) as error:
        walk.found.fail(Verdict.UNREADABLE, "unreadable", error.message)
    return walk.report(require_anchor=require_anchor)


@dataclass(slots=True)
class Walk:
    """One pass over the entries and what the steps know after it."""

    found: Findings
    trust: Trust
    given: Given
    size: int = 0
    log: str = ""
    last: Leaf | None = None
    seen: dict[int, Seen] = field(default_factory=dict)
    anchored: Anchored = field(default_factory=lambda: Anchored([], 0))
    fingerprint: str | None = None
    tail_checked: bool = False
    records: int = 0
    tree: Tree = field(default_factory=Tree)
    epochs: Epochs = field(init=False)
    clocks: Clocks = field(init=False)
    runs: Runs = field(init=False)
    macs: Macs = field(init=False)
    stamps: Stamps = field(init=False)
    checkpoints: Checkpoints | None = None
    retained: Retained | None = None
    missing: Ranges = field(default_factory=Ranges)

    def __post_init__(self) -> None:
        """Make the steps that need no database."""
        self.epochs, self.clocks = Epochs(self.found), Clocks(self.found)
        self.runs = Runs(self.found)
        self.stamps = Stamps(self.found, self.given.roots, self.given.stamps)
        self.macs = Macs({n: held.mac for n, held in self.trust.epochs.items()}, self.found)

    def run(self, db: apsw.Connection, *, now_us: int, progress: Progress | None) -> None:
        """Do steps 4 to 16; findings say how far they came."""
        try:
            self._walk(db, progress)
            self._whole(db, now_us)
        except WalkEndedError:
            self.found.note("not_examined", f"Nothing after entry {self.size} was examined.")

    def _walk(self, db: apsw.Connection, progress: Progress | None) -> None:
        total = _count(db)
        wanted = {anchor.checkpoint.size for anchor in self.given.anchors}
        if self.trust.pin is not None:
            wanted.add(self.trust.pin.size)
        checkpoints = self.checkpoints = Checkpoints(db, self.found)
        retained = self.retained = Retained(db, self.found)
        with Bodies(db, self.found) as bodies:
            try:
                for row in leaves.walk(db, self.found):
                    if isinstance(row, Pruned):
                        self._pass_by(row, bodies, retained)
                    else:
                        self._see(row, bodies, retained)
                    epoch = self.epochs.current
                    checkpoints.reach(row.seq, self.log, epoch, self.tree.frontier)
                    self.size = row.seq + 1
                    if self.size in wanted:
                        self._look(checkpoints)
                    if progress is not None and self.size % _TOLD_EVERY == 0:
                        progress(self.size, total)
                bodies.finish()
                self.missing = bodies.missing
            except WalkEndedError:
                bodies.drain()
                raise
            finally:
                self.records = bodies.records
        if progress is not None:
            progress(self.size, total)

    def _see(self, leaf: Leaf, bodies: Bodies, retained: Retained) -> None:
        """Take the next entry."""
        self.log = self.log or leaf.entry.log
        self.epochs.see(leaf)
        self.macs.see(leaf, self.epochs.current)
        self.tree.append(leaf.leaf_hash)
        bodies.see(leaf)
        self.runs.see(leaf)
        self.clocks.see(leaf)
        retained.see(leaf)
        self.stamps.see(leaf)
        self.last = leaf

    def _pass_by(self, row: Pruned, bodies: Bodies, retained: Retained) -> None:
        """Take the next entry, which lost its leaf: its hash and MAC are all that is left."""
        self.epochs.pass_by(row)
        check_length(row, self.found)
        self.tree.append(row.leaf_hash)
        bodies.pass_by(row.seq)
        self.runs.pass_by()
        retained.pruned.pass_by(row)

    def _look(self, checkpoints: Checkpoints) -> None:
        """Remember the ledger at a size that something outside speaks of."""
        introduced = self.epochs.current.introduced
        size, note = checkpoints.newest
        self.seen[self.size] = outside.Seen(
            root=self.tree.frontier.root(),
            keys=None if introduced is None else introduced.keys,
            ts_us=0 if self.last is None else self.last.entry.ts_us,
            note=note if size == self.size else b"",
        )

    def _whole(self, db: apsw.Connection, now_us: int) -> None:
        """Judge what needs the whole ledger, all of whose entries could be read."""
        last, log = self.last, self.log
        checkpoints, retained, first = self.checkpoints, self.retained, self.epochs.first_keys
        if last is None or not log or checkpoints is None or retained is None or not first:
            self.found.invalid("empty", "The ledger has no first entries.", seq=self.size)
            return
        self.epochs.finish()
        checkpoints.finish(self.size)
        self.clocks.finish(now_us)
        epoch = self.epochs.current
        self.tail_checked = epoch.sealed_at is not None or self.macs.knows(epoch)
        check_running_key(epoch, self.trust, self.found)
        self.tree.check_tiles(db, self.found)
        outside.check_log(self.trust, log, self.found)
        self.fingerprint = outside.check_enrolment(
            self.trust, log, self.epochs.roots, first, self.found
        )
        own = outside.Own(log, self.size, last.entry.ts_us, checkpoints.newest[1])
        outside.check_pin_held(self.trust, self.found)
        outside.check_pin(self.trust.pin, own, self.seen, self.found)
        self._anchor(db, own)
        self._books(db, log, last)
        retained.finish(self.missing, checkpoints.newest[0])

    def _anchor(self, db: apsw.Connection, own: outside.Own) -> None:
        agree = [
            anchor
            for anchor in self.given.anchors
            if outside.check_anchor(anchor, own, self.seen, self.found)
        ]
        notes = {anchor.note: anchor.checkpoint.size for anchor in agree}
        vouched = [Vouched(size, self.seen[size].ts_us) for size in notes.values()]
        vouched += self.stamps.finish(db, own.newest, notes)
        self.anchored = Anchored(vouched, own.ts_us)

    def _books(self, db: apsw.Connection, log: str, last: Leaf) -> None:
        epoch = self.epochs.current
        books.check_epochs(db, self.epochs.first_seqs, self.found)
        books.check_run_seqs(db, self.runs, self.found)
        books.check_run_keys(db, self.found)
        meta = books.read_meta(db, self.found)
        books.check_meta(
            meta,
            install=log.partition("/")[2],
            root_seq=self.epochs.root_seq,
            sealed=epoch.sealed_at is not None,
            found=self.found,
        )
        if books.HANDOVER in meta:
            books.check_handover(
                meta[books.HANDOVER],
                log=log,
                size=self.size,
                prev=last.leaf_hash,
                epoch=epoch,
                held=self.trust.epochs.get(epoch.number + 1),
                found=self.found,
            )

    def report(self, *, require_anchor: bool) -> Report:
        """Return the report of what was found."""
        verdict = worst(self.found.verdicts)
        anchored = self.anchored
        if verdict is Verdict.CONSISTENT and anchored.size is not None and not anchored.stale:
            verdict = Verdict.ANCHORED
        sealed = 0 if self.checkpoints is None else self.checkpoints.newest[0]
        first, epochs = self.found.first_bad, self.epochs
        report = Report(
            verdict=verdict,
            exit_code=exit_code(verdict, require_anchor=require_anchor, stale=anchored.stale),
            sentence="",
            first_bad_seq=None if first is None else first.seq,
            findings=tuple(self.found.kept),
            findings_dropped=self.found.dropped,
            not_proven=(),
            origin=self.log or None,
            custody=epochs.custody,
            fingerprint=self.fingerprint,
            size=self.size,
            root=self.tree.frontier.root() if self.size else None,
            records=self.records,
            checkpoints=0 if self.checkpoints is None else self.checkpoints.count,
            sealed_size=sealed,
            unsealed_tail=self.size - sealed,
            tail_macs_checked=self.tail_checked,
            epoch_count=epochs.count if self.size else 0,
            epochs=tuple(epochs.lines),
            late_seals=tuple(epochs.late),
            recovered_epochs=tuple(epochs.recovered),
            clock_jumps=self.clocks.jumps,
            anchored_size=anchored.size,
            kept_size=anchored.kept_size,
            stamps=anchored.stamps,
            gone=() if self.retained is None else gone(self.retained.gone),
            pruned=0 if self.retained is None else self.retained.pruned.rows.count,
        )
        return not_proven(sentence(report, first, stale=anchored.stale), self.trust)


def _count(db: apsw.Connection) -> int:
    with storage_errors():
        newest = db.execute("SELECT max(seq) FROM main.entries").fetchone()
    return newest[0] + 1 if newest and isinstance(newest[0], int) else 0
