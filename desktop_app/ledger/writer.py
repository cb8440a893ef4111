"""The one writer of a ledger: many threads hand in drafts, one thread commits them.

Promise: a future that `append` returned is done only after the COMMIT that holds all of its drafts
was synced to disk. The writer commits at once when idle and takes whatever queued meanwhile into
the next commit. On any storage error everything that waits is refused (nothing of it was
acknowledged), the file is opened again and its end recomputed; then it goes on, or says why not.

MUST NOT: acknowledge before COMMIT returned; append to a ledger that diverged or does not
recompute; wait for a keystore on the committing thread.
Specification: `resources/docs/ledger.md`, sections "Writing" and "Recovery".
"""

from __future__ import annotations

from threading import Lock, Thread
from typing import TYPE_CHECKING, TypeVar

from desktop_app.errors import BugError, OverloadedError, StorageError
from desktop_app.ledger import epochs, genesis
from desktop_app.ledger.checkpointer import Checkpointer
from desktop_app.ledger.commit import Committer
from desktop_app.ledger.custody import ROOT_NEXT, finish_rotation, signers
from desktop_app.ledger.jobs import Append, Call, JobQueue
from desktop_app.ledger.keeper import Keeper
from desktop_app.ledger.limits import Limits
from desktop_app.ledger.records import Appended, LedgerState, Removed, Signed, StoredCheckpoint
from desktop_app.ledger.recovery import open_ledger
from desktop_app.ledger.runkeys import RunKeyStore
from desktop_app.model.kinds import EntryKind
from desktop_app.signing.keys import SEED_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from desktop_app.ledger.epochs import NewEpoch
    from desktop_app.ledger.recovery import Opened
    from desktop_app.ledger.runseqs import RunKey
    from desktop_app.model.clock import Clock
    from desktop_app.model.entry import Draft
    from desktop_app.model.ids import IdSource
    from desktop_app.model.keystore import KeyStore

__all__ = ["Appended", "LedgerState", "LedgerWriter", "Limits", "Removed", "StoredCheckpoint"]

T = TypeVar("T")
KEYSTORE_TIMEOUT_S = 10.0
_OURS = frozenset(
    (
        *(EntryKind.LOG_START, EntryKind.LOG_ADOPTED, EntryKind.KEYS_ROTATED),
        *(EntryKind.EPOCH_START, EntryKind.EPOCH_SEAL, EntryKind.EPOCH_RECOVERED),
    )
)


class LedgerWriter:
    """Appends to one ledger. Thread safe. Made by `open`."""

    def __init__(self, path: Path, opened: Opened, limits: Limits, vfs: str | None = None) -> None:
        self._install, self._keystore = opened.install, opened.keystore
        self._secrets = opened.secrets
        self._ids, self._clock = opened.log.ids, opened.log.clock
        self._limits = limits
        self._lock = Lock()
        self._closed = False
        self._custody = str(opened.keystore.custody)
        self._queue = JobQueue(limits.max_batch)
        self.run_keys = RunKeyStore(path, opened.log.ids)
        self._keeper = Keeper(opened.keystore, opened.secrets.pin.size, opened.secrets.pin.ts_us)
        self._checkpointer = Checkpointer(opened.log.clock, opened.covered, self._keeper.pin)
        refuse = self._queue.refuse_all
        self._committer = Committer(
            path,
            opened,
            room=limits,
            run_keys=self.run_keys,
            checkpointer=self._checkpointer,
            refuse_waiting=refuse,
            vfs=vfs,
        )
        self._checkpointer.grew(self._committer.size)
        self._day = self._today()
        self._rolling = False
        self._retry_us = 0
        self._thread = Thread(target=self._run, name="ledger-writer", daemon=True)
        self._thread.start()

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        keystore_for: Callable[[str], KeyStore],
        clock: Clock,
        ids: IdSource,
        limits: Limits,
        version: str,
        vfs: str | None = None,
    ) -> LedgerWriter:
        """Open a ledger for writing; make it when there is none.

        Args:
            path: `ledger.db`.
            keystore_for: install id -> keystore.
            clock: wall and boot time.
            ids: random bytes.
            limits: quota, free-space floor, batch size.
            version: of the recorder, for entry 0 of a new log.
            vfs: name of an SQLite VFS, for tests.

        Raises:
            KeychainLockedError: wait, then try again.
            KeyLostError, LedgerDivergedError, LedgerInvalidError, NewerFormatError,
            SQLiteTooOldError, StorageError, UnreadableError: nothing was appended; see the hint.
        """
        genesis.finish(path, keystore_for)
        if not path.exists():
            genesis.require_none(path)
            genesis.create(path, keystore_for=keystore_for, clock=clock, ids=ids, version=version)
        opened = open_ledger(path, keystore_for=keystore_for, clock=clock, ids=ids, vfs=vfs)
        return cls(path, opened, limits, vfs)

    def append(self, drafts: Sequence[Draft], *, reserve: bool = False) -> Future[list[Appended]]:
        """Append drafts; all of one call land in one transaction, in order.

        Args:
            drafts: at least one.
            reserve: consent, gate and recorder entries: may use the reserved room.

        Returns:
            A future that is done after the COMMIT is durable. It fails with DiskFullError,
            OverloadedError, StorageError (not stored: send again), BadEncodingError (never stored)
            or LedgerInvalidError and the like (nothing is appended to this ledger any more).
            Its callbacks run on the committing thread and must be quick.
        """
        for draft in drafts:
            if draft.kind in _OURS or (draft.payload is None) != (draft.body is None):
                raise BugError(f"A draft of kind {draft.kind} that the writer cannot take.")
        job = Append(list(drafts), reserve)
        if not reserve and self._queue.bytes + job.bytes > self._limits.max_waiting_bytes:
            job.fail(OverloadedError("Too much waits for the disk just now."))
            return job.future
        with self._lock:
            if self._closed:
                job.fail(StorageError("The recorder is stopping; the ledger is closed."))
            else:
                self._queue.put(job)
        return job.future

    def run_secret(self, sender: str, run_id: str) -> bytes:
        """Return the 32-byte secret of a run, made on first use.

        A new one is committed no later than any entry that is appended after this returned.
        """
        return self.run_keys.secret(sender, run_id)

    def checkpoint(self, reason: str, *, cosign: bool = False) -> Future[StoredCheckpoint]:
        """Sign the log as it stands when this is reached; everything appended before is covered."""
        return self._call(lambda: self._committer.checkpoint(reason, cosign=cosign))

    def sign_dsse(self, payload_type: str, payload: bytes, *, epoch: int) -> Future[Signed]:
        """Sign a DSSE payload with the Ed25519 key of `epoch`, while that epoch runs.

        Returns:
            A future that fails with ExportOutdatedError when another epoch runs by then.
        """
        return self._call(lambda: self._committer.sign_dsse(payload_type, payload, epoch))

    def purge(self, seqs: Sequence[int], run_keys: Sequence[RunKey] = ()) -> Future[Removed]:
        """Empty bodies and delete keys of runs; what is gone already is none.

        MUST be named by a `purge` entry that is durable. A few hundred at a time: appends wait.
        """
        return self._call(lambda: self._committer.purge(seqs, run_keys))

    def clear(self, seqs: Sequence[int]) -> Future[None]:
        """Take out rows of emptied bodies, where no body that is there lies near."""
        return self._call(lambda: self._committer.clear(seqs))

    def blank(self, seqs: Sequence[int]) -> Future[Removed]:
        """Overwrite the leaves of these entries with zeros; durable when the future is done.

        MUST be named by a `purge` entry that is durable and under a durable checkpoint.
        """
        return self._call(lambda: self._committer.blank(seqs))

    def cut(self, seqs: Sequence[int]) -> Future[None]:
        """Cut blanked leaves to nothing, once all that go were blanked."""
        return self._call(lambda: self._committer.cut(seqs))

    def empty_wal(self) -> Future[bool]:
        """Cut the write-ahead log, where deleted bytes lie on; False while a reader holds it up."""
        return self._call(self._committer.empty_wal)

    def roll_epoch(self, reason: str = "daily") -> Future[StoredCheckpoint]:
        """Seal the running epoch and begin the next; the result is the seal's checkpoint."""
        return self._keeper.do(lambda: self._roll(reason))

    def rotate_root(self) -> Future[StoredCheckpoint]:
        """Replace the root keys; the next epoch is introduced by the new ones."""
        return self._keeper.do(self._rotate)

    def state(self) -> LedgerState:
        """Return what `status` shows."""
        committer, checkpointer = self._committer, self._checkpointer
        return LedgerState(
            install_id=self._install,
            custody=self._custody,
            size=committer.size,
            sealed_size=checkpointer.covered,
            sealed_us=self._sealed_us(),
            unsealed_since_us=checkpointer.unsealed_since_us,
            pinned_size=self._keeper.pinned_size,
            pinned_us=self._keeper.pinned_us,
            epoch=committer.epoch.number,
            bytes=committer.used_bytes,
            spare_bytes=committer.spare_bytes,
            last_error=committer.last_error,
            refusing=None if committer.refusing is None else committer.refusing.message,
            keys_error=self._keeper.error,
            waiting=self._queue.entries,
            fingerprint=self._secrets.enrolment.fingerprint,
        )

    def _sealed_us(self) -> int:
        """Return when the newest checkpoint was made; before our first one, the pin may know."""
        newest, keeper = self._checkpointer.newest, self._keeper
        if newest is not None:
            return newest.ts_us
        return keeper.pinned_us if keeper.pinned_size == self._checkpointer.covered else 0

    def close(self, reason: str = "stop", *, timeout_s: float = KEYSTORE_TIMEOUT_S) -> None:
        """Commit what waits, seal the epoch, checkpoint, pin, and end. Twice is fine.

        With a keystore that is locked or does not answer in time the epoch stays open and is sealed
        late at the next start.
        """
        with self._lock:
            if self._closed:
                return
            self._closed = True
        sealed = self._keeper.do(lambda: self._seal_for_stop(reason))
        try:
            sealed.result(timeout_s)
        except Exception as error:  # noqa: BLE001 - stopping goes on; status told of it before
            self._committer.last_error = self._committer.last_error or str(error)
            self._queue.put(Call(lambda: self._committer.checkpoint(reason, cosign=True)))
        self.run_keys.close()  # the last connection to close merges the WAL: the writer's
        self._queue.end()
        self._thread.join()
        self._keeper.close(timeout_s)

    # --- the committing thread -------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            batch = self._queue.take(self._checkpointer.wait_s())
            if batch.appends:
                self._committer.commit(batch.appends)
            if batch.call is not None:
                batch.call.run()
            self._committer.checkpoint_if_due()
            self._roll_if_due()
            if batch.end:
                break
        self._committer.close()

    def _roll_if_due(self) -> None:
        now_us = self._clock.boot_us()
        if self._today() == self._day or self._rolling or now_us < self._retry_us:
            return
        self._rolling = True
        self.roll_epoch("daily").add_done_callback(self._rolled)

    def _rolled(self, future: Future[StoredCheckpoint]) -> None:
        self._rolling = False
        if future.exception() is None:
            self._day = self._today()
        else:
            self._keeper.error = str(future.exception())
            self._retry_us = self._clock.boot_us() + 60_000_000

    def _today(self) -> int:
        return self._clock.now_us() // 86_400_000_000

    # --- the keeper's thread: keystore first, then one transaction, then the keystore again ------

    def _roll(self, reason: str) -> StoredCheckpoint:
        old, new = self._committer.epoch, self._next_epoch()
        root = self._secrets.root
        checkpoint = self._in_commit(lambda: self._committer.change_epoch(new, root, reason))
        self._keystore.delete(old.name)
        return checkpoint

    def _rotate(self) -> StoredCheckpoint:
        seeds = self._ids.random_bytes(2 * SEED_BYTES)
        self._keystore.put(ROOT_NEXT, seeds)
        old, new = self._committer.epoch, self._next_epoch()
        roots = self._secrets.root, signers(seeds)
        checkpoint = self._in_commit(lambda: self._committer.rotate_root(new, *roots))
        enrolment = finish_rotation(self._keystore, seeds, self._secrets.enrolment)
        self._secrets.root, self._secrets.enrolment = roots[1], enrolment
        self._keystore.delete(old.name)
        return checkpoint

    def _seal_for_stop(self, reason: str) -> StoredCheckpoint:
        old, new = self._committer.epoch, self._next_epoch()
        checkpoint = self._in_commit(lambda: self._committer.seal_for_stop(new, reason))
        self._keystore.delete(old.name)
        return checkpoint

    def _next_epoch(self) -> NewEpoch:
        new = epochs.new_epoch(self._committer.epoch.number + 1, self._ids)
        self._keystore.put(new.name, new.secret)
        return new

    def _in_commit(self, work: Callable[[], StoredCheckpoint]) -> StoredCheckpoint:
        call = Call(work)
        self._queue.put(call)
        return call.future.result()

    def _call(self, work: Callable[[], T]) -> Future[T]:
        call = Call(work)
        with self._lock:
            if self._closed:
                call.fail(StorageError("The recorder is stopping; the ledger is closed."))
            else:
                self._queue.put(call)
        return call.future
