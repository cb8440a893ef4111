"""Tokens by which agents are known: only their digests are on disk.

A token is 32 random bytes, so an unsalted SHA-256 of it cannot be guessed. The file is
`senders.json` in the data directory: `{"v": 1, "senders": [{"name", "sha256", "added_us",
"run"}]}`; `run` is the wrapped run that a token was lent to, or null. Lent tokens are forgotten
when their run ends, and after a week when its end was never told. A token says who sends; it can
never answer a question or read anything.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from desktop_app.errors import ConfigError, NewerFormatError
from desktop_app.host import files
from desktop_app.model import canonical

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.model.canonical import JSON
    from desktop_app.model.clock import Clock
    from desktop_app.model.ids import IdSource

VERSION = 1
LENT_FOR_US = 7 * 86_400 * 1_000_000
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}\Z")


@dataclass(frozen=True, slots=True)
class KnownSender:
    """One row of the file."""

    name: str
    digest: bytes
    added_us: int
    run_id: str | None = None


class Senders:
    """Known senders by token digest. `add` and `drop` are durable before they return."""

    def __init__(self, path: Path, clock: Clock, ids: IdSource) -> None:
        self._path, self._clock, self._ids = path, clock, ids
        oldest_us = clock.now_us() - LENT_FOR_US
        self._by_digest = {
            sender.digest: sender
            for sender in _read(path)
            if sender.run_id is None or sender.added_us > oldest_us
        }

    def name_of(self, token: str) -> str | None:
        """Return whose token this is, or None."""
        sender = self._by_digest.get(sha256(token.encode()).digest())
        return sender.name if sender else None

    def all(self) -> list[KnownSender]:
        """Return all known senders, by name."""
        return sorted(self._by_digest.values(), key=lambda sender: (sender.name, sender.added_us))

    def add(self, name: str, run_id: str | None = None) -> str:
        """Make a token for a sender, or lend one to a run; earlier tokens of the name stay good.

        Raises:
            ConfigError: not a name (a-z, 0-9, dot, dash, underscore; at most 64).
        """
        if not _NAME.match(name):
            raise ConfigError(f"{name!r} is not a sender's name: use a-z, 0-9, '.', '-', '_'.")
        token = "cs_" + base64.urlsafe_b64encode(self._ids.random_bytes(32)).decode().rstrip("=")
        digest = sha256(token.encode()).digest()
        self._by_digest[digest] = KnownSender(name, digest, self._clock.now_us(), run_id)
        self._write()
        return token

    def forget_run(self, run_id: str) -> None:
        """Forget the token that was lent to a run."""
        lent = [digest for digest, sender in self._by_digest.items() if sender.run_id == run_id]
        for digest in lent:
            del self._by_digest[digest]
        if lent:
            self._write()

    def drop(self, name: str) -> int:
        """Forget a sender's tokens, but for those lent to runs; return how many there were."""
        gone = [
            digest
            for digest, sender in self._by_digest.items()
            if sender.name == name and sender.run_id is None
        ]
        for digest in gone:
            del self._by_digest[digest]
        if gone:
            self._write()
        return len(gone)

    def _write(self) -> None:
        rows: list[JSON] = [
            {"name": s.name, "sha256": s.digest.hex(), "added_us": s.added_us, "run": s.run_id}
            for s in self.all()
        ]
        files.write_durable(self._path, canonical.encode({"v": VERSION, "senders": rows}))


def _read(path: Path) -> list[KnownSender]:
    if not path.exists():
        return []
    try:
        tree = canonical.decode(path.read_bytes())
        if tree["v"] != VERSION:
            raise NewerFormatError(f"{path} has format {tree['v']}; this version reads {VERSION}.")
        rows = tree["senders"]
        return [
            KnownSender(row["name"], bytes.fromhex(row["sha256"]), row["added_us"], row["run"])  # type: ignore[index,call-overload,arg-type]  # checked by the except below
            for row in rows  # type: ignore[union-attr]  # likewise
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise ConfigError(f"{path} is damaged: {error}.") from error
