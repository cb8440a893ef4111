"""Keeps the content that a person allowed to keep: in the vault first, then named by its entry.

Promise: nothing is kept without a consent for its purpose that is in force just then. A vault that
is full, closed or fails keeps nothing, the entry says so (`not_kept`), and recording goes on.
An entry never names what is not durable. `resources/docs/vault.md`, "Order of writing".
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from contextlib import ExitStack, suppress
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING

from desktop_app.consent.purposes import PURPOSES
from desktop_app.errors import (
    AgentsShareError,
    CountersignError,
    OverloadedError,
    TooLargeError,
    VaultFullError,
    VaultUnavailableError,
)
from desktop_app.recorder import vault_aside as aside
from desktop_app.recorder.escrows import Escrows
from desktop_app.vault.escrow import Escrow
from desktop_app.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from desktop_app.ledger.reader import LedgerReader
    from desktop_app.ledger.writer import Appended
    from desktop_app.model.canonical import JSON
    from desktop_app.model.clock import Clock
    from desktop_app.model.content import Laid
    from desktop_app.model.entry import Draft, Entry
    from desktop_app.model.ids import IdSource
    from desktop_app.model.keystore import KeyStore
    from desktop_app.recorder.grants_book import GrantsBook
    from desktop_app.recorder.journal import Told
    from desktop_app.vault.lines import Line
    from desktop_app.vault.vault import Pending, Shredded, Use

LOG = logging.getLogger(__name__)
CONTENT = tuple(one.name for one in PURPOSES.values() if one.retention_days is not None)
VAULT_KEY, KEY_BYTES = "vault", 32
FULL, FAILED, CLOSED = "full", "storage", "closed"  # append-only: they stand in entries
REFUSED = ("room", "rate")  # why agents were refused what they handed over: `agents_share`
_HEX = re.compile("[0-9a-f]{64}")
_NONE: frozenset[str] = frozenset()


def _never() -> bool:
    return False


class Keeping:
    """The vault of the open ledger, and what of it a person allowed. Thread safe.

    Attributes:
        why: why nothing can be kept; "" while the vault is open.
        trouble: why the newest content was not kept; None once some was again.
        escrows: whom payload keys are escrowed to.
        paused: returns whether recording is paused; the gate goes on then, and nothing is kept.
    """

    def __init__(self, path: Path, grants: GrantsBook, clock: Clock, ids: IdSource) -> None:
        self._path, self._grants, self._clock, self._ids = path, grants, clock, ids
        self._vault: Vault | None = None
        self._file: tuple[int, int] | None = None
        self.escrows = Escrows()
        self.why = "The vault is not open yet."
        self.trouble: str | None = None
        self._counting = Lock()
        self._refused = Counter(dict.fromkeys(REFUSED, 0))
        self.paused: Callable[[], bool] = _never

    def open(
        self,
        keystore: KeyStore,
        ledger: LedgerReader,
        *,
        install: str,
        quota_bytes: int,
        floor_bytes: int = 0,
    ) -> None:
        """Open the vault, or make it, and settle what an earlier recorder left; never raises."""
        with ExitStack() as undo:
            try:
                self.escrows.recall(ledger)
                aside.finish(self._path, install)
                key = self._key(keystore, install)
                vault = Vault.open(
                    self._path, key, self._ids, install=install, quota_bytes=quota_bytes
                )
                undo.callback(vault.close)
                vault.escrow, vault.floor_bytes = self.escrows.escrow(), floor_bytes
                after = vault.pending_after()
                vault.recover({} if after is None else _roots(ledger.keeping(after)))
                self._file = _identity(self._path)
            except CountersignError as error:
                self.why = f"{error.message} {error.hint}".strip()
                LOG.warning("Nothing can be kept in the vault: %s", error)
            else:
                undo.pop_all()
                self._vault, self.why = vault, ""

    def close(self) -> None:
        """Write down what was settled, and close."""
        vault, self._vault, self.why = self._vault, None, "The recorder is stopping."
        if vault is not None:
            vault.close()

    def set_quota(self, quota_bytes: int) -> None:
        """Take another quota, from now on."""
        if self._vault is not None:
            self._vault.quota_bytes = quota_bytes

    def escrow_to(self, recipients: tuple[str, ...]) -> None:
        """Escrow payload keys to these from now on; the ledger says so already."""
        sealing = Escrow(recipients)
        self.escrows.recipients = recipients
        if self._vault is not None:
            self._vault.escrow = sealing

    @property
    def vault(self) -> Vault:
        """The open vault.

        Raises:
            VaultUnavailableError: there is none; it says why.
        """
        if self._vault is None:
            raise VaultUnavailableError(self.why)
        return self._vault

    def lines_of(self, seq: int) -> list[Line]:
        """Return what is kept for an entry; nothing where nothing is, or no vault is open."""
        return [] if self._vault is None else self._vault.lines_of(seq)

    def granted(self) -> frozenset[str]:
        """Return the purposes of content that may be kept just now; none while paused."""
        return _NONE if self.paused() else self._allowed()

    def keeps(self) -> list[str]:
        """Return the purposes of content that is kept while nothing is paused, sorted."""
        return [] if self._vault is None else sorted(self._allowed())

    def keep(self, drafts: Sequence[Draft], after: int) -> tuple[Sequence[Draft], Told]:
        """Keep what drafts hold; see `journal.Contents`."""
        pending: list[Pending | None] = []
        told: list[Draft] = []
        for draft in drafts:
            found, said = self._kept(draft, after)
            pending.append(found)
            told.append(replace(draft, subject={**draft.subject, **said}, contents=()))

        def fared(appended: Sequence[Appended] | None) -> None:
            vault = self._vault
            for at, one in enumerate(pending):
                if one is None or vault is None:
                    continue
                if appended is None:
                    vault.drop(one)
                else:
                    vault.settle(one, appended[at].seq)

        return told, fared

    def lay(self, purpose: str, pieces: Iterable[bytes]) -> tuple[Laid | None, dict[str, JSON]]:
        """Write long content into the vault, for a draft that `keep` then takes.

        Args:
            purpose: whose consent keeps it.
            pieces: of any length.

        Returns:
            What was laid, to be ended by `unlay`; or None, and what the entry says then.

        Raises:
            AgentsShareError, TooLargeError, OverloadedError: raised by `pieces`.
        """
        if self._vault is None:
            return None, {"not_kept": CLOSED}
        try:
            self._check_there()
            return self._vault.lay(purpose, pieces), {}
        except (AgentsShareError, TooLargeError, OverloadedError):
            raise
        except CountersignError as error:
            return None, self._not_kept(error)

    def unlay(self, laid: Laid) -> None:
        """Destroy what was laid, unless an entry keeps it; else the next start does."""
        if self._vault is not None:
            with suppress(CountersignError):
                self._vault.unlay(laid)

    def has_room(self, need: int) -> bool:
        """Return whether so many bytes may be kept now; of the share of agents see there."""
        return self._vault is not None and self._vault.has_room(need)

    def shred(self, entries: Iterable[int]) -> Shredded:
        """Destroy what entries keep; see `purge_plan.Payloads`.

        Raises:
            VaultUnavailableError: the vault is not open; the next start does it.
        """
        return self.vault.shred(entries)

    def still_keep(self, pairs: Iterable[tuple[int, int]]) -> list[int]:
        """Return which entries of these ranges still keep something; none while none is open."""
        return [] if self._vault is None else self._vault.still_keep(pairs)

    def stored_of(self, pairs: Iterable[tuple[int, int]]) -> int | None:
        """Return the bytes stored for entries of these ranges; None while no vault is open."""
        return None if self._vault is None else self._vault.stored_of(pairs)

    def entries_of(self, subjects: Iterable[str]) -> list[int]:
        """Return the entries that keep something in which a data subject's token occurs."""
        return [] if self._vault is None else self._vault.entries_of(subjects)

    def tick(self) -> None:
        """Write down which entry keeps what, and destroy what a reader held up."""
        if self._vault is not None:
            self._vault.flush()
            self._vault.wipe()

    def use(self) -> Use | None:
        """Return how full the vault is; None while none is open."""
        return None if self._vault is None else self._vault.use()

    def count_refused(self, why: str) -> None:
        """Count what an agent handed over and was refused, for `status`; `why` is in `REFUSED`."""
        with self._counting:
            self._refused[why] += 1

    def status(self) -> dict[str, JSON]:
        """Return what `status` says of the vault."""
        refused: dict[str, JSON] = {"agents_refused": dict(self._refused)}
        if self._vault is None:
            return {"open": False, "why": self.why, "keeps": [], **refused}
        use = self._vault.use()
        return {
            **refused,
            "open": True,
            "why": self.trouble,
            "keeps": self.keeps(),
            "bytes": use.bytes,
            "quota_bytes": use.quota_bytes,
            "nearly_full": use.warns,
        }

    def _kept(self, draft: Draft, after: int) -> tuple[Pending | None, dict[str, JSON]]:
        """Keep one draft's content; return what it is known by, and what the entry says of it."""
        allowed = self.granted()
        contents = [one for one in draft.contents if one.purpose in allowed]
        if not contents:
            return None, {}
        if self._vault is None:
            return None, {"not_kept": CLOSED}
        try:
            self._check_there()
            pending = self._vault.keep(contents, after=after)
        except CountersignError as error:
            return None, self._not_kept(error)
        self.trouble = None
        return pending, {"kept": pending.kept.to_json()}

    def _not_kept(self, error: CountersignError) -> dict[str, JSON]:
        """Remember why content was not kept; return what the entry says of it."""
        self.trouble = f"{error.message} {error.hint}".strip()
        return {"not_kept": FULL if isinstance(error, VaultFullError) else FAILED}

    def _allowed(self) -> frozenset[str]:
        """Return the purposes for which a consent is in force."""
        return self._grants.allowed(CONTENT, self._clock.now_us())

    def _check_there(self) -> None:
        """Check that what is kept now is there at the next start.

        Raises:
            VaultUnavailableError: the file was removed, or another one has its name.
        """
        if _identity(self._path) != self._file:
            raise VaultUnavailableError(
                f"{self._path.name} was moved away or replaced while the recorder ran.",
                hint="Put the file back, or start the recorder again.",
            )

    def _key(self, keystore: KeyStore, install: str) -> bytes:
        """Return the vault's key; it and the file are made when there is neither.

        Raises:
            VaultUnavailableError: the file is there and its key is not.
        """
        key, there = keystore.get(VAULT_KEY), self._path.exists()
        if key is None and there:
            raise VaultUnavailableError(
                "The key of the vault is not in the keystore any more.",
                hint="Restore a backup with `countersign keys restore FILE`.",
            )
        if key is None:
            key = self._ids.random_bytes(KEY_BYTES)
            keystore.put(VAULT_KEY, key)
        if not there:
            Vault.create(self._path, key, self._ids, install=install)
        return key


def _identity(path: Path) -> tuple[int, int] | None:
    """Return which file has the name; None for none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _roots(entries: Iterable[Entry]) -> dict[bytes, list[int]]:
    """Return which entries name which root."""
    found: dict[bytes, list[int]] = {}
    for entry in entries:
        match entry.subject["kept"]:
            case {"root": str(root)} if _HEX.fullmatch(root):  # anybody may write a note
                found.setdefault(bytes.fromhex(root), []).append(entry.seq)
            case _:
                pass  # no entry of ours
    return found
