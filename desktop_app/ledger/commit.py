"""The committing thread's work: transactions, and what happens when one fails.

Every change of the file goes through `_transact`: begin, work, COMMIT, check that the file is still
the one at its path, and only then tell anybody. Any failure in between closes the file, refuses
what waits, opens again and recomputes (`recovery.reopen`); what cannot be mended is said, for good.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

import apsw

from desktop_app.errors import (
    BadEncodingError,
    CountersignError,
    ExportOutdatedError,
    StorageError,
)
from desktop_app.ledger import epochs, limits, purging
from desktop_app.ledger.connection import close
from desktop_app.ledger.records import Signed
from desktop_app.ledger.recovery import reopen
from desktop_app.model.kinds import EntryKind
from desktop_app.signing.dsse import pae

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from desktop_app.ledger.checkpointer import Checkpointer
    from desktop_app.ledger.epochs import NewEpoch
    from desktop_app.ledger.jobs import Append
    from desktop_app.ledger.log import Log
    from desktop_app.ledger.records import Appended, Removed, StoredCheckpoint
    from desktop_app.ledger.recovery import Opened
    from desktop_app.ledger.runkeys import RunKeyStore
    from desktop_app.ledger.runseqs import RunKey
    from desktop_app.signing.keys import SignerPair

T = TypeVar("T")
_FILES = ("", "-wal")
_LOOK_BYTES = 8 * 1024 * 1024  # free space is asked again after that many bytes
_LOOK_US = 500_000  # and after that time: a look costs as much as hashing an entry
_LOCKED = (apsw.BusyError, apsw.LockedError)


class Committer:
    """Commits for one `LedgerWriter`, on its thread.

    Attributes:
        size: acknowledged entries.
        epoch: the running epoch.
        used_bytes: database and WAL on disk, as of the last commit.
        spare_bytes: of them, what a purge left free, as of the last look at the disk.
        last_error: the last storage error; None after a commit that went well.
        refusing: why nothing is appended any more, or None.
    """

    def __init__(
        self,
        path: Path,
        opened: Opened,
        *,
        room: limits.Limits,
        run_keys: RunKeyStore,
        checkpointer: Checkpointer,
        refuse_waiting: Callable[[BaseException], None],
        vfs: str | None = None,
    ) -> None:
        self._path, self._vfs = path, vfs
        self._limits, self._run_keys, self._checkpointer = room, run_keys, checkpointer
        self._refuse_waiting = refuse_waiting
        self._log: Log | None = opened.log
        self._origin = opened.log.place.origin
        self._clock, self._ids = opened.log.clock, opened.log.ids
        self._known = opened.log.place.tree.frontier.copy()
        self._names = [f"{path}{suffix}" for suffix in _FILES]
        self.epoch = opened.epoch
        self._next: NewEpoch | None = None
        self.used_bytes = self.spare_bytes = 0
        self._free = 0
        self._taken = _LOOK_BYTES  # admitted since the last look at the disk
        self._looked_us = 0
        self.last_error: str | None = None
        self.refusing: CountersignError | None = None
        self._files = self._identify()

    @property
    def size(self) -> int:
        """Acknowledged entries."""
        return self._known.size

    def commit(self, jobs: list[Append]) -> None:
        """Commit a batch and answer every job of it."""
        admitted = self._admit(jobs)
        if not admitted:
            return
        secrets = self._run_keys.pending()
        try:
            results = self._transact(lambda log: self._append(log, admitted, secrets))
        except Exception as error:  # noqa: BLE001 - every sender that waits gets it
            for job in admitted:
                job.fail(error)
            return
        self._run_keys.committed(secrets)
        self._checkpointer.grew(self.size, run_ended=_run_ended(admitted))
        for job, result in zip(admitted, results, strict=True):
            if isinstance(result, BadEncodingError):
                job.fail(result)
            else:
                job.done(result)

    def checkpoint(self, reason: str, *, cosign: bool) -> StoredCheckpoint:
        """Sign the log as it stands; the newest checkpoint when that covers all of it."""
        made = self._checkpointer.already(cosign=cosign)
        if made is not None:
            return made
        return self._checkpointed(
            lambda log: log.checkpoint(self.epoch.keys, reason, cosign=cosign), cosigned=cosign
        )

    def sign_dsse(self, payload_type: str, payload: bytes, epoch: int) -> Signed:
        """Sign a DSSE payload with the running epoch's Ed25519 key.

        What is signed begins with "DSSEv1": it can be taken for no checkpoint and no statement.

        Raises:
            ExportOutdatedError: another epoch runs, or none any more.
        """
        if self.epoch.number != epoch or self.refusing is not None:
            raise ExportOutdatedError("The keys that would sign this changed meanwhile.")
        signer = self.epoch.keys.signers.ed25519
        return Signed(signer.sign(pae(payload_type, payload)), signer.public)

    def checkpoint_if_due(self) -> None:
        """Make the checkpoint that is due, if any; a failure is tried again."""
        due = self._checkpointer.due()
        if due is None:
            return
        try:
            self.checkpoint(due.reason, cosign=due.cosign)
        except CountersignError:
            self._checkpointer.failed()  # `last_error` and `refusing` say why

    def change_epoch(self, new: NewEpoch, root: SignerPair, reason: str) -> StoredCheckpoint:
        """Seal the running epoch and begin `new`, in one transaction."""

        def work(log: Log) -> StoredCheckpoint:
            checkpoint = epochs.seal(log, self.epoch.keys, reason=reason, late=False)
            previous = self.epoch.keys.signers
            epochs.introduce(log, new, root=root, previous=previous, reason=reason)
            return checkpoint

        return self._epoch_changed(new, work)

    def rotate_root(self, new: NewEpoch, old: SignerPair, root: SignerPair) -> StoredCheckpoint:
        """Replace the root and change the epoch, in one transaction."""

        def work(log: Log) -> StoredCheckpoint:
            epochs.rotate(log, self.epoch.keys, old=old, new=root)
            checkpoint = epochs.seal(log, self.epoch.keys, reason="rotation", late=False)
            previous = self.epoch.keys.signers
            epochs.introduce(log, new, root=root, previous=previous, reason="rotation")
            return checkpoint

        return self._epoch_changed(new, work)

    def seal_for_stop(self, new: NewEpoch, reason: str) -> StoredCheckpoint:
        """Seal the running epoch and prepare the next; nothing can be appended after it."""

        def work(log: Log) -> StoredCheckpoint:
            checkpoint = epochs.seal(log, self.epoch.keys, reason=reason, late=False)
            epochs.hand_over(log, new, self.epoch.keys.signers)
            return checkpoint

        checkpoint = self._checkpointed(work, cosigned=True)
        self.refusing = StorageError("The recorder is stopping; the ledger is closed.")
        return checkpoint

    def purge(self, seqs: Sequence[int], run_keys: Sequence[RunKey]) -> Removed:
        """Empty bodies and delete run keys, in one durable transaction."""
        removed = self._transact(lambda log: purging.remove(log, seqs, run_keys))
        self._taken = _LOOK_BYTES  # there is more room now: look again
        self._run_keys.forget(run_keys)
        return removed

    def clear(self, seqs: Sequence[int]) -> None:
        """Take out rows of emptied bodies, in one durable transaction."""
        self._transact(lambda log: purging.clear(log, seqs))
        self._taken = _LOOK_BYTES

    def blank(self, seqs: Sequence[int]) -> Removed:
        """Overwrite leaves with zeros, in one durable transaction."""
        return self._transact(lambda log: purging.blank(log, seqs))

    def cut(self, seqs: Sequence[int]) -> None:
        """Cut blanked leaves to nothing, in one durable transaction."""
        self._transact(lambda log: purging.cut(log, seqs))
        self._taken = _LOOK_BYTES

    def empty_wal(self) -> bool:
        """Cut the write-ahead log to nothing; False while a reader holds it up."""
        emptied = purging.empty_wal(self._log or self._mend())
        self._check_files()
        return emptied

    def close(self) -> None:
        """Close the file, the log whole in it: SQLite alone merges no WAL that others have open."""
        if self._log is not None:
            with suppress(CountersignError):  # the WAL stays then, and holds what was committed
                purging.empty_wal(self._log)
            close(self._log.db)
            self._log = None

    def _admit(self, jobs: list[Append]) -> list[Append]:
        """Answer what there is no room for; return the rest."""
        admitted = []
        need = 0
        try:
            free = self._free_bytes() - 2 * self._taken
        except OSError as error:
            for job in jobs:
                job.fail(StorageError(f"The ledger's disk does not answer: {error}."))
            return []
        for job in jobs:
            refusal = limits.check_room(
                self._limits,
                need=need + job.bytes,
                reserve=job.reserve,
                used=self.used_bytes - max(0, self.spare_bytes - self._taken),
                free=free,
            )
            if refusal is None:
                need += job.bytes
                admitted.append(job)
            else:
                job.fail(refusal)
        self._taken += need
        return admitted

    def _free_bytes(self) -> int:
        """Return the free bytes as of the last look, which is not long ago."""
        now_us = self._clock.boot_us()
        if self._taken >= _LOOK_BYTES or not 0 <= now_us - self._looked_us < _LOOK_US:
            self._free, self._taken = limits.free_bytes(self._path), 0
            self._looked_us = now_us
            self.spare_bytes = self._spare_bytes()
        return self._free

    def _spare_bytes(self) -> int:
        """Return what a purge left free in the file; 0 while that cannot be read."""
        with suppress(CountersignError):  # the commit that follows meets it, and tells it
            return 0 if self._log is None else purging.spare_bytes(self._log)
        return 0

    def _append(
        self, log: Log, jobs: list[Append], secrets: dict[tuple[str, str], bytes]
    ) -> list[list[Appended] | BadEncodingError]:
        for key, secret in secrets.items():
            log.put_run_key(key, secret)
        results: list[list[Appended] | BadEncodingError] = []
        for job in jobs:
            try:
                results.append(log.append(job.drafts, self.epoch.keys))
            except BadEncodingError as error:
                results.append(error)
        return results

    def _epoch_changed(
        self, new: NewEpoch, work: Callable[[Log], StoredCheckpoint]
    ) -> StoredCheckpoint:
        self._next = new
        checkpoint = self._checkpointed(work, cosigned=True)
        self.epoch, self._next = new, None
        return checkpoint

    def _checkpointed(
        self, work: Callable[[Log], StoredCheckpoint], *, cosigned: bool
    ) -> StoredCheckpoint:
        """Run work that makes a checkpoint; tell the checkpointer once it is durable."""
        root = b""

        def noting_root(log: Log) -> StoredCheckpoint:
            nonlocal root
            made = work(log)
            root = log.root_signed
            return made

        checkpoint = self._transact(noting_root)
        self._checkpointer.grew(self.size)
        self._checkpointer.made(checkpoint, origin=self._origin, root=root, cosigned=cosigned)
        return checkpoint

    def _transact(self, work: Callable[[Log], T]) -> T:
        """Run work in one durable transaction.

        Raises:
            CountersignError: it failed; nothing of it was acknowledged.
        """
        log = self._begun()
        try:
            result = work(log)
            log.commit()
            self._check_files()
        except BaseException as error:
            self._broke(error)
            raise
        self._known = log.place.tree.frontier.copy()
        self.last_error = None
        return result

    def _begun(self) -> Log:
        """Return the log with a transaction open, mended if need be."""
        log = self._log or self._mend()
        try:
            if log.begin():
                return log
            log.rollback()
            self._log = None
            close(log.db)
            log = self._mend()  # someone else wrote to the file: recompute before going on
            if not log.begin():
                raise StorageError("Another program keeps writing to the ledger.")  # noqa: TRY301
        except StorageError as error:
            if isinstance(error.__cause__, _LOCKED):
                self.last_error = error.message
            else:
                self._broke(error)
            raise
        return log

    def _mend(self) -> Log:
        """Open the file again and recompute its end."""
        if self.refusing is not None:
            raise self.refusing
        candidates = [self.epoch] if self._next is None else [self.epoch, self._next]
        try:
            self._log, self.epoch = reopen(
                self._path,
                known=self._known,
                candidates=candidates,
                clock=self._clock,
                ids=self._ids,
                vfs=self._vfs,
            )
            self._files = self._identify()
        except StorageError as error:
            self.last_error = error.message
            raise
        except CountersignError as error:
            self.last_error, self.refusing = error.message, error
            raise
        self._known = self._log.place.tree.frontier.copy()
        self._checkpointer.grew(self.size)
        return self._log

    def _broke(self, error: BaseException) -> None:
        """Close the file, refuse what waits, and try to open again."""
        reason = error if isinstance(error, CountersignError) else StorageError(str(error))
        self.last_error = reason.message
        log, self._log = self._log, None
        if log is not None:
            _discard(log)
        self._refuse_waiting(reason)
        try:
            self._mend()
        except CountersignError:
            return  # told in `last_error` and `refusing`; tried again with the next job
        self.last_error = reason.message

    def _check_files(self) -> None:
        """Check that what was committed is what lies at the path.

        Raises:
            StorageError: the file or its WAL was deleted or replaced.
        """
        if self._identify() != self._files:
            raise StorageError(
                f"{self._path} or its write-ahead log was deleted or replaced while in use.",
                hint="Put the file back, then start the recorder again.",
            )

    def _identify(self) -> list[tuple[int, int]]:
        found = []
        used = 0
        for name in self._names:
            try:
                facts = os.stat(name)  # noqa: PTH116 - on the hot path, a Path costs more
            except OSError as error:
                raise StorageError(f"{name} is gone: {error}.") from error
            found.append((facts.st_dev, facts.st_ino))
            used += facts.st_size
        self.used_bytes = used
        return found


def _discard(log: Log) -> None:
    """Close a connection that failed; what it says about that no longer matters."""
    with suppress(CountersignError):  # the transaction dies with the connection
        log.rollback()
    close(log.db)


def _run_ended(jobs: list[Append]) -> bool:
    return any(draft.kind is EntryKind.RUN_END for job in jobs for draft in job.drafts)
