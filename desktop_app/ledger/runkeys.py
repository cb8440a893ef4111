"""The per-run secrets behind keyed digests: 32 random bytes a run, in the ledger's file.

Promise: a secret that `secret` returned is committed no later than any entry appended afterwards;
one run has one secret for ever, until it is purged.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING

from desktop_app.errors import OverloadedError
from desktop_app.ledger.connection import close, open_reader, query

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import apsw

    from desktop_app.ledger.runseqs import RunKey
    from desktop_app.model.ids import IdSource

SECRET_BYTES = 32
CACHED = 10_000
MAX_PENDING = 100_000  # while the disk is full nothing is committed, and senders go on asking


class RunKeyStore:
    """Secrets by (sender, run id). Thread safe."""

    def __init__(self, path: Path, ids: IdSource, cached: int = CACHED) -> None:
        self._path, self._ids, self._cached = path, ids, cached
        self._lock = Lock()
        self._db: apsw.Connection | None = None
        self._known: OrderedDict[RunKey, bytes] = OrderedDict()
        self._pending: dict[RunKey, bytes] = {}

    def secret(self, sender: str, run_id: str) -> bytes:
        """Return a run's secret, made on first use.

        Raises:
            OverloadedError: too many new ones wait for a commit.
        """
        key = (sender, run_id)
        with self._lock:
            found = self._pending.get(key) or self._known.get(key) or self._stored(key)
            if found is None:
                if len(self._pending) >= MAX_PENDING:
                    raise OverloadedError("Too many new runs wait for the ledger.")
                found = self._pending[key] = self._ids.random_bytes(SECRET_BYTES)
            elif key not in self._pending:
                self._remember(key, found)
            return found

    def pending(self) -> dict[RunKey, bytes]:
        """Return the secrets that are not committed yet."""
        if not self._pending:
            return {}
        with self._lock:
            return dict(self._pending)

    def committed(self, secrets: dict[RunKey, bytes]) -> None:
        """Say that these are durable."""
        if secrets:
            with self._lock:
                for key, secret in secrets.items():
                    del self._pending[key]
                    self._remember(key, secret)

    def forget(self, keys: Iterable[RunKey]) -> None:
        """Say that these are purged: who asks for one again gets a new one."""
        with self._lock:
            for key in keys:
                self._known.pop(key, None)

    def close(self) -> None:
        """Close the connection, where one was opened."""
        with self._lock:
            if self._db is not None:
                close(self._db)
                self._db = None

    def _stored(self, key: RunKey) -> bytes | None:
        if self._db is None:
            self._db = open_reader(self._path)
        sql = "SELECT secret FROM main.run_keys WHERE sender = ? AND run_id = ?"
        rows = query(self._db, sql, *key)
        return bytes(rows[0][0]) if rows else None

    def _remember(self, key: RunKey, secret: bytes) -> None:
        self._known[key] = secret
        self._known.move_to_end(key)
        while len(self._known) > self._cached:
            self._known.popitem(last=False)
