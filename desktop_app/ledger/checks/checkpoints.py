"""Step 8: every stored checkpoint is a signed note over the recomputed tree, by the right keys.

The key of a checkpoint of size s is that of the epoch of entry s - 1, and no other: so an older key
signs nothing newer and a newer one nothing older (ATTACKS B01, B02, B06). Each seal has its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import CountersignError
from desktop_app.ledger.checks.source import rows
from desktop_app.model.verdict import Verdict
from desktop_app.signing.notes import open_checkpoint

if TYPE_CHECKING:
    import apsw

    from desktop_app.ledger.checks.epochs import Epoch
    from desktop_app.model.findings import Findings
    from desktop_app.signing.keys import PublicPair
    from desktop_app.signing.notes import OpenedCheckpoint
    from desktop_app.tlog.merkle import Frontier

_SQL = "SELECT id, size, ts, note FROM main.checkpoints NOT INDEXED ORDER BY id"


class Checkpoints:
    """Reads the stored checkpoints alongside the walk.

    Attributes:
        count: checkpoints that hold.
        newest: size and note of the newest one that holds; (0, b"") when none does.
    """

    def __init__(self, db: apsw.Connection, found: Findings) -> None:
        self._found = found
        self._rows = rows(db, _SQL, (int, int, int, bytes), found)
        self.count = 0
        self.newest = (0, b"")
        self._id = 0
        self._next: tuple[int, int, bytes] | None = None
        self._pending: Epoch | None = None
        self._advance()

    def reach(self, seq: int, log: str, epoch: Epoch, tree: Frontier) -> None:
        """Check the checkpoints of the size that ends with this entry of the log.

        Raises:
            WalkEndedError: a row cannot be read.
        """
        self._settle(epoch)
        cosigned = False
        while self._next is not None and self._next[0] <= tree.size:
            size, ts_us, note = self._next
            opened = self._open(size, note, log, epoch, tree)
            if opened is not None:
                self.count += 1
                check_lines(opened, self._found)
                check_time(opened, ts_us, self._found)
                self.newest = (size, note)
                cosigned = cosigned or opened.cosigned_at_s is not None
            self._advance()
        if epoch.sealed_at == seq and not cosigned:
            self._pending = epoch

    def finish(self, size: int) -> None:
        """Check that no checkpoint speaks of more entries than there are."""
        if self._pending is not None:
            check_seal_checkpoint(self._pending, self._found)
        if self._next is not None:
            check_beyond(self._next[0], size, self._found)

    def _settle(self, epoch: Epoch) -> None:
        """A seal without a checkpoint is excused by an epoch that names it as lost."""
        old, self._pending = self._pending, None
        lost = epoch.introduced is not None and epoch.introduced.recovered
        if old is not None and not lost:
            check_seal_checkpoint(old, self._found)

    def _open(
        self, size: int, note: bytes, log: str, epoch: Epoch, tree: Frontier
    ) -> OpenedCheckpoint | None:
        if epoch.introduced is None:
            self._found.invalid("checkpoint_early", f"A checkpoint of size {size} has no key.")
            return None
        try:
            opened = open_note(note, log, epoch.introduced.keys)
        except CountersignError as error:
            self._found.invalid(
                "checkpoint",
                f"The checkpoint of size {size} does not hold: {error.message}",
                seq=max(0, tree.size - 1),
            )
            return None
        check_size(opened, size, self._found)
        check_root(opened, tree.root(), self._found)
        return opened

    def _advance(self) -> None:
        row = next(self._rows, None)
        self._next = None
        if row is not None:
            number, size, ts_us, note = row
            self._id += 1
            check_number(number, self._id, self._found)
            self._next = (size, ts_us, note)


def open_note(note: bytes, origin: str, keys: PublicPair) -> OpenedCheckpoint:
    """Open a checkpoint with its epoch's keys; raises."""
    return open_checkpoint(note, origin=origin, ed25519=keys.ed25519, mldsa44=keys.mldsa44)


def check_number(number: int, place: int, found: Findings) -> None:
    """Check that checkpoints are numbered 1, 2, 3, ...: one that is gone leaves a gap."""
    if number != place:
        found.fail(
            Verdict.INCOMPLETE,
            "checkpoint_gap",
            f"Checkpoint {place} is missing; {number} follows.",
        )


def check_size(opened: OpenedCheckpoint, size: int, found: Findings) -> None:
    """Check that a checkpoint's text says the size of its row."""
    told = opened.checkpoint.size
    if told != size:
        found.invalid("checkpoint_size", f"The checkpoint of size {size} says {told}.")


def check_lines(opened: OpenedCheckpoint, found: Findings) -> None:
    """Check that a stored note carries our signatures alone; nobody checks another."""
    ours = 1 if opened.cosigned_at_s is None else 2
    if len(opened.note.signatures) != ours:
        size = opened.checkpoint.size
        found.invalid(
            "checkpoint_lines", f"The checkpoint of size {size} has a signature that is not ours."
        )


def check_time(opened: OpenedCheckpoint, ts_us: int, found: Findings) -> None:
    """Check the time beside a note against the one that the note's cosignature signs, if any."""
    if opened.cosigned_at_s not in (None, ts_us // 1_000_000):
        size = opened.checkpoint.size
        found.invalid(
            "checkpoint_time", f"The checkpoint of size {size} was signed at another time."
        )


def check_root(opened: OpenedCheckpoint, root: bytes, found: Findings) -> None:
    """Check a checkpoint's root against the recomputed one; one out of order has another, too."""
    size = opened.checkpoint.size
    if opened.checkpoint.root != root:
        found.invalid(
            "checkpoint_root",
            f"The first {size} entries are not those of the signed checkpoint.",
            seq=max(0, size - 1),
        )


def check_seal_checkpoint(epoch: Epoch, found: Findings) -> None:
    """Check that a seal has a checkpoint with both signatures."""
    if epoch.sealed_at is not None:
        found.fail(
            Verdict.INCOMPLETE,
            "seal_unsigned",
            f"The checkpoint that signs the seal of epoch {epoch.number} is missing.",
            seq=epoch.sealed_at,
        )


def check_beyond(signed: int, size: int, found: Findings) -> None:
    """Check that nothing more was signed than is there (ATTACKS A02; immudb, CVE-2022-36111)."""
    found.invalid(
        "entries_missing",
        f"A checkpoint signs {signed} entries, and the ledger ends after {size}.",
        seq=size,
    )
