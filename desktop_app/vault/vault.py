"""The vault: keeps content for entries, gives it back, destroys it.

Promise: what `keep` returned is durable before any entry refers to it; what no entry refers to is
gone after the next start; what was shredded can be read by nobody, not even with the vault key.
Nothing in the file can be read or guessed at without the vault key.

    keep -> (entry appended) -> settle | drop        reveal -> content        shred -> gone

MUST NOT: be written by two processes; hand out content other than through `read` and `reveal`.
Specification: `resources/docs/vault.md`.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from threading import RLock
from typing import TYPE_CHECKING

from desktop_app.errors import (
    CountersignError,
    KeyLostError,
    NotFoundError,
    StorageError,
    VaultFullError,
)
from desktop_app.host import files
from desktop_app.ledger.connection import BUSY_TIMEOUT_MS, PAGE_BYTES, close, open_writer, run
from desktop_app.ledger.limits import free_bytes
from desktop_app.vault import lines as listed
from desktop_app.vault import schema
from desktop_app.vault.classes import ClassKeys
from desktop_app.vault.escrow import Escrow
from desktop_app.vault.laying import Laying, let_others_by
from desktop_app.vault.lists import Lists
from desktop_app.vault.packing import Packing
from desktop_app.vault.payloads import Payloads
from desktop_app.vault.rows import STORE, errors, execute, select

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import apsw

    from desktop_app.model.content import Content, Kept, Laid
    from desktop_app.model.ids import IdSource
    from desktop_app.vault.payloads import Stored

WARN_SHARE = 0.8
SHRED_STEP = 256  # entries of one transaction
GIVE_BACK_PAGES = 256  # at once, so that who keeps content waits for no more
WIPE_WAIT_MS = 250  # for readers; who keeps content waits as long


@dataclass(frozen=True, slots=True)
class Pending:
    """What `keep` kept, until its entry is known.

    Attributes:
        id: of the list.
        kept: what the entry says of it.
        lines: one a piece of content, in order.
    """

    id: int
    kept: Kept
    lines: tuple[listed.Line, ...]


@dataclass(frozen=True, slots=True)
class Shredded:
    """What `shred` destroyed.

    Attributes:
        payloads: how many.
        bytes: that were stored of them.
        wiped: whether nothing of them is left in the write-ahead log; if not, see `wipe`.
    """

    payloads: int
    bytes: int
    wiped: bool = True


@dataclass(frozen=True, slots=True)
class Use:
    """How full the vault is.

    Attributes:
        bytes: of the file that are in use.
        quota_bytes: most of them.
    """

    bytes: int
    quota_bytes: int

    @property
    def warns(self) -> bool:
        """Whether it is nearly full."""
        return self.bytes >= WARN_SHARE * self.quota_bytes


class Vault:
    """One open vault. Thread safe. Made by `open`.

    Attributes:
        escrow: whom payload keys are sealed to.
        quota_bytes, floor_bytes: most of the file; least that stays free on its disk.
        packing: exchanges how pictures are stored.
    """

    def __init__(
        self, path: Path, vault_key: bytes, ids: IdSource, *, quota_bytes: int, vfs: str | None
    ) -> None:
        self.escrow = Escrow(())
        self.quota_bytes, self.floor_bytes = quota_bytes, 0
        self._path = path
        self._lock = RLock()
        self._told: list[tuple[int, int | None]] = []  # list, and its entry or None for none
        self._db = open_writer(path, store=STORE, vfs=vfs)
        try:
            schema.check(self._db)
            self._classes = ClassKeys(self._db, vault_key, ids)
            meta = schema.read_meta(self._db)
            self._classes.check(meta[schema.CHECK])
            self.install = meta[schema.INSTALL]
        except BaseException:
            close(self._db)
            raise
        self._payloads = Payloads(self._db, self._classes, ids)
        self._lists = Lists(self._db, self._payloads)
        self.packing = Packing(self._db, self._payloads, ids, self._writing, lambda: self.escrow)
        self._laying = Laying(self._payloads, self._writing, self._check_room)
        self._use = self._measure()
        self._wiped = False  # a process that was killed may have left something in the log

    @classmethod
    def create(cls, path: Path, vault_key: bytes, ids: IdSource, *, install: str) -> None:
        """Make an empty vault for the ledger of an install id.

        It is made under another name, so that a kill leaves none, or a whole one.

        Raises:
            StorageError: the system refuses.
        """
        new = path.with_name(path.name + ".new")
        with errors():
            for suffix in ("", "-wal", "-shm"):
                new.with_name(new.name + suffix).unlink(missing_ok=True)
            db = open_writer(new, create=True, store=STORE)
            try:
                schema.create(db)
                check = ClassKeys(db, vault_key, ids).enrol()
                sql = "INSERT INTO main.meta (key, value) VALUES (?, ?), (?, ?)"
                execute(db, sql, schema.INSTALL, install.encode(), schema.CHECK, check)
                if not _emptied(db, WIPE_WAIT_MS):
                    raise StorageError("The new vault is not written to its end.")
            finally:
                close(db)
            new.replace(path)
            files.sync_dir(path.parent)

    @classmethod
    def open(
        cls,
        path: Path,
        vault_key: bytes,
        ids: IdSource,
        *,
        install: str,
        quota_bytes: int,
        vfs: str | None = None,
    ) -> Vault:
        """Open the vault of a ledger.

        Raises:
            KeyLostError: it was made with another vault key, or for another ledger.
            UnreadableError, NewerFormatError: not a vault, or a later version's.
            StorageError: the system refuses.
        """
        found = cls(path, vault_key, ids, quota_bytes=quota_bytes, vfs=vfs)
        if found.install != install.encode():
            found.close()
            raise KeyLostError(
                "The vault belongs to another log.",
                hint=f"Put {path.name} of this log back, or move the file away.",
            )
        return found

    def close(self) -> None:
        """Write down what was settled, and close; twice is fine."""
        with self._lock:
            try:
                with self._writing():
                    pass
            except CountersignError:
                pass  # the next start settles it from the ledger
            close(self._db)

    def keep(self, contents: Sequence[Content], *, after: int) -> Pending:
        """Keep content for an entry that is about to be appended; durable when this returns.

        Args:
            contents: at least one piece, in the order in which they stand in the entry.
            after: entries that the ledger has: the entry will stand there or later.

        Raises:
            VaultFullError: the quota or the disk is used up; nothing of it is kept.
            StorageError: the system refuses; nothing of it is kept.
        """
        need = sum(len(content.data) for content in contents)
        with self._writing():
            self._check_room(need)
            stored = [self._put(content) for content in contents]
            lines = tuple(map(_line, stored, contents))
            kept = listed.kept(lines)
            number = self._lists.add(lines, kept.root, after, [one.id for one in stored])
        return Pending(number, kept, lines)

    def lay(self, purpose: str, pieces: Iterable[bytes]) -> Laid:
        """Write long content in short transactions, to be kept by `keep`, or else by `unlay` ended.

        Args:
            purpose: whose consent keeps it.
            pieces: of any length; what they raise is raised here.

        Raises:
            VaultFullError, StorageError: as `keep`.
            VaultDamagedError: the same content is there, and cannot be read.
        """
        return self._laying.lay(purpose, pieces)

    def unlay(self, laid: Laid) -> None:
        """Destroy what was laid, unless an entry keeps it by now."""
        self._laying.end(laid)

    def settle(self, pending: Pending, seq: int) -> None:
        """Say that the entry is durable. Waits for nothing: it is written with the next change."""
        self._told.append((pending.id, seq))

    def flush(self) -> None:
        """Write what was settled or dropped, if anything was."""
        if self._told:
            with self._writing():
                pass

    def drop(self, pending: Pending) -> None:
        """Say that no entry will refer to it: what nothing else uses goes, with the next change."""
        self._told.append((pending.id, None))

    def pending_after(self) -> int | None:
        """Return from which entry on pending lists may have theirs; None when none is pending."""
        with self._writing():
            return min((after for _, _, after in self._lists.pending()), default=None)

    def recover(self, entries: Mapping[bytes, Sequence[int]]) -> tuple[int, int]:
        """Settle or remove what an earlier process left pending or half written.

        Args:
            entries: root -> entries of the ledger that name it, ascending.

        Returns:
            How many lists were settled, and how many removed.
        """
        with self._writing():
            found = self._lists.recover(entries)
            self._payloads.delete_unfinished()
        return found

    def ref_of(self, name: str, data: bytes) -> str:
        """Return the address that content of a class has, kept or not."""
        with self._writing():
            return self._payloads.ref_of(name, data)

    def has(self, ref: str) -> bool:
        """Return whether a payload is there."""
        with self._lock:
            return bool(select(self._db, (int,), "SELECT 1 FROM main.payloads WHERE ref = ?", ref))

    def read(self, ref: str) -> bytes:
        """Return a payload's content, for the recorder's own use (to put a file back).

        Raises:
            NotFoundError: it is not there (any more).
            VaultDamagedError: it does not decrypt.
        """
        with self._lock:
            return b"".join(self._payloads.read(ref))

    def pieces(self, ref: str) -> Iterator[bytes]:
        """Yield a payload's content, however long; the lock is held for one piece at a time.

        All of it is right once the last piece came: only then its address is known.

        Raises:
            NotFoundError: it is not there (any more), or was purged meanwhile.
            VaultDamagedError: it does not decrypt, or is not what its address says.
        """
        return self._laying.read(ref)

    def note_reveal(self, ref: str, seq: int, at_us: int) -> None:
        """Write that a payload is shown to a person, by the `vault.reveal` entry `seq`."""
        with self._writing():
            sql = "INSERT INTO main.reveals (ref, seq, at_us) VALUES (?, ?, ?)"
            execute(self._db, sql, ref, seq, at_us)

    def lines_of(self, seq: int) -> list[listed.Line]:
        """Return what an entry keeps or kept; empty for one that never did."""
        with self._writing():
            return self._lists.lines(seq)

    def about(self, ref: str) -> tuple[int, listed.Line]:
        """Return the first entry that keeps a payload, and what it says of it.

        Raises:
            NotFoundError: no entry keeps it (any more).
        """
        with self._writing():
            found = self._lists.of_payload(ref)
        if found is None:
            raise NotFoundError(
                f"Nothing is kept under {ref[:40]}.", hint="It may have been purged."
            )
        return found

    def entries_of(self, subjects: Iterable[str]) -> list[int]:
        """Return the entries that keep something in which one of these data subjects occurs."""
        with self._writing():
            return sorted({seq for one in subjects for seq in self._lists.of_subject(one)})

    def shred(self, entries: Iterable[int], *, forget: bool = False) -> Shredded:
        """Destroy what entries keep, unless another entry keeps it too.

        In steps, so that what is to be kept meanwhile does not wait for all of it.

        Args:
            entries: by number.
            forget: their lists as well (when their bodies went).
        """
        left, payloads, size = iter(entries), 0, 0
        while some := list(islice(left, SHRED_STEP)):
            with self._writing():
                lists = self._lists.of(some)
                gone = [self._lists.end_uses(number) for number in lists]
                if forget:
                    self._lists.remove(lists)
            payloads += sum(count for count, _ in gone)
            size += sum(stored for _, stored in gone)
        return Shredded(payloads, size, self.wipe())

    def still_keep(self, pairs: Iterable[tuple[int, int]]) -> list[int]:
        """Return which entries of these ranges (first, last) still keep something."""
        with self._writing():
            return [seq for pair in pairs for seq in self._lists.in_use(*pair)]

    def stored_of(self, pairs: Iterable[tuple[int, int]]) -> int:
        """Return the bytes that lie in the file for what entries of these ranges keep."""
        with self._writing():
            return sum(self._lists.stored(*pair) for pair in pairs)

    def wipe(self) -> bool:
        """Give back room and empty the write-ahead log: what was shredded leaves the disk with it.

        Returns:
            Whether it is empty; not while somebody reads an older state of the file. Then each
            change tries again, without waiting.
        """
        self._laying.sweep()
        while self._give_back():
            let_others_by()
        with self._lock, errors():
            self._wiped = _emptied(self._db, WIPE_WAIT_MS)
            self._use = self._measure()
        return self._wiped

    def has_room(self, need: int) -> bool:
        """Return whether so many bytes may still be kept: the ledger's last room is not ours."""
        return self._use.bytes + need <= self.quota_bytes and self.disk_has(need)

    def disk_has(self, need: int) -> bool:
        """Return whether so many bytes may still be written, whatever the quota."""
        with suppress(OSError):  # a disk that does not answer refuses the write itself
            return self.floor_bytes == 0 or free_bytes(self._path) - need >= self.floor_bytes
        return True

    def _give_back(self) -> bool:
        """Give back some of the room that is free; tell whether there is more."""
        with self._lock, errors():
            free = _number(self._db, "PRAGMA freelist_count")
            run(self._db, [f"PRAGMA incremental_vacuum({GIVE_BACK_PAGES})"])
            return 0 < _number(self._db, "PRAGMA freelist_count") < free

    def _check_room(self, need: int) -> None:
        if not self.has_room(need):
            raise VaultFullError(
                f"The vault has {self._use.bytes} of its {self.quota_bytes} bytes in use, or "
                f"its disk less than {self.floor_bytes} bytes free."
            )

    def use(self) -> Use:
        """Return how full it is, as of the last change."""
        return Use(self._use.bytes, self.quota_bytes)

    def _put(self, content: Content) -> Stored:
        if content.laid is None:
            stored = self._payloads.put(content.purpose, content.data)
        else:
            stored = self._laying.take(content.laid)
        for subject in content.subjects:  # the same content may be told of more people later
            sql = "INSERT OR IGNORE INTO main.subjects (payload, subject) VALUES (?, ?)"
            execute(self._db, sql, stored.id, subject)
        if stored.is_new and self.escrow:
            sql = "INSERT INTO main.escrow (payload, recipients, sealed) VALUES (?, ?, ?)"
            sealed = self.escrow.seal(stored.key)
            execute(self._db, sql, stored.id, self.escrow.digest, sealed)
        return stored

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the lock and a transaction that is durable at the end, or undone."""
        with self._lock, errors():
            self._db.execute("BEGIN IMMEDIATE")
            told = self._told.copy()
            try:
                for number, seq in told:
                    if seq is None:
                        self._lists.remove((number,))
                    else:
                        self._lists.settle(number, seq)
                yield
                self._db.execute("COMMIT")
            except BaseException:
                self._classes.forget()
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
            del self._told[: len(told)]
            self._use = self._measure()
            if not self._wiped:
                with suppress(StorageError):  # the change itself is durable
                    self._wiped = _emptied(self._db, 0)

    def _measure(self) -> Use:
        pages = _number(self._db, "PRAGMA page_count") - _number(self._db, "PRAGMA freelist_count")
        return Use(pages * PAGE_BYTES, self.quota_bytes)


def _line(stored: Stored, content: Content) -> listed.Line:
    return listed.Line(
        stored.ref,
        stored.commitment,
        stored.size,
        content.label,
        content.purpose,
        content.mark,
        content.media,
    )


def _number(db: apsw.Connection, sql: str) -> int:
    return int(select(db, (int,), sql)[0][0])


def _emptied(db: apsw.Connection, wait_ms: int) -> bool:
    """Merge the write-ahead log into the file and cut it to nothing; tell whether that was done."""
    db.set_busy_timeout(wait_ms)
    try:
        return bool(select(db, (int,), "PRAGMA wal_checkpoint(TRUNCATE)")[0][0] == 0)
    finally:
        db.set_busy_timeout(BUSY_TIMEOUT_MS)
