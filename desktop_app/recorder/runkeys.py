"""Keys of keyed digests: one a run, made of a secret beside the ledger and one in the keychain.

key(run) = HMAC-SHA256(digest key from the keystore, "countersign/run-key/v1" || the run's 32 random
bytes)

Either half alone does not let anyone guess a prompt from its digest; the run's half is destroyed
with the run's payloads, after which nobody can.
"""

from __future__ import annotations

import hmac
from collections import OrderedDict
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop_app.recorder.journal import Journal
    from desktop_app.recorder.runs import RunBook

_LABEL = b"countersign/run-key/v1"
MAX_CACHED = 10_000


class RunKeys:
    """The keys of runs' keyed digests, cached. Thread safe."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._digest_key: bytes | None = None
        self._cache: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._lock = Lock()

    def open(self, digest_key: bytes) -> None:
        """Hand over the keystore's half (32 bytes)."""
        self._digest_key = digest_key

    def key(self, sender: str, run_id: str | None) -> bytes:
        """Return the 32-byte key of a run; records of no known run share one a sender."""
        if self._digest_key is None:
            self._journal.check_open()
            raise RuntimeError("The ledger is open and the digest key is not.")
        name = (sender, run_id or "")
        with self._lock:
            if name in self._cache:
                self._cache.move_to_end(name)
                return self._cache[name]
        secret = self._journal.writer.run_secret(*name)
        key = hmac.digest(self._digest_key, _LABEL + secret, sha256)
        with self._lock:
            self._cache[name] = key
            while len(self._cache) > MAX_CACHED:
                self._cache.popitem(last=False)
        return key

    def forget(self, runs: Iterable[tuple[str, str]]) -> None:
        """Say that the secrets of these runs (sender, run id) are destroyed, or about to be."""
        with self._lock:
            for name in runs:
                self._cache.pop(name, None)


class SenderContext:
    """`prepare.Context` for one sender."""

    def __init__(self, sender: str, keys: RunKeys, book: RunBook) -> None:
        self._sender, self._keys, self._book = sender, keys, book

    def run_of_trace(self, trace_id: bytes) -> str | None:
        """Return the run of a trace, as far as this sender's earlier requests told."""
        return self._book.run_of_trace(self._sender, trace_id)

    def run_key(self, run_id: str | None) -> bytes:
        """Return the key of this sender's run."""
        return self._keys.key(self._sender, run_id)
