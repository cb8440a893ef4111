"""Tokens by which agents are known: only their digests are on disk.

A token is 32 random bytes, so an unsalted SHA-256 of it cannot be guessed. The file is
`senders.json` in the data directory: `{"v": 1, "senders": [{"name", "sha256", "added_us",
"run"}]}`; `run` is the wrapped run that a token was lent to, or null. Lent tokens are forgotten
when their run ends, and after a week when its end was never told. A token says who sends; it can
never answer a question or read anything.
"""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING

from desktop_app.errors import ConfigError, NewerFormatError
from desktop_app.host import files
from desktop_app.model import canonical

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop_app.model.canonical import JSON
    from desktop_app.model.clock import Clock
    from desktop_app.model.ids import IdSource

VERSION = 1
LENT_FOR_US = 7 * 86_400 * 1_000_000
OURSELVES = "countersign"  # the sender of our own metrics; nobody gets a token of that name
MAX_SENDERS = 1_000  # rows; at most ~200 kB
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}\Z")
_MAX_FILE_BYTES = 1024 * 1024
_SHA256_BYTES = 32


@dataclass(frozen=True, slots=True)
class KnownSender:
    """One row of the file."""

    name: str
    digest: bytes
    added_us: int
    run_id: str | None = None


class Senders:
    """Known senders by token digest. Thread safe.

    `add`, `forget_run` and `drop` are durable before they return, and change nothing when they
    raise.
    """

    def __init__(self, path: Path, clock: Clock, ids: IdSource) -> None:
        self._path, self._clock, self._ids = path, clock, ids
        self._lock = Lock()
        self._by_digest = {sender.digest: sender for sender in _read(path)}

    def name_of(self, token: str) -> str | None:
        """Return whose token this is, or None."""
        sender = self._by_digest.get(sha256(token.encode("utf-8", "replace")).digest())
        return sender.name if sender and self._is_good(sender) else None

    def lent_to(self, run_id: str) -> str | None:
        """Return the name of the sender whose token was lent to a run, or None."""
        found = [s.name for s in self.all() if s.run_id == run_id and self._is_good(s)]
        return found[0] if found else None

    def all(self) -> list[KnownSender]:
        """Return all known senders, by name."""
        rows = list(self._by_digest.values())  # one step: no other thread runs in between
        return sorted(rows, key=_order)

    @staticmethod
    def check_name(name: str) -> None:
        """Refuse what is not a sender's name.

        Raises:
            ConfigError: not one (a-z, 0-9, dot, dash, underscore; at most 64), or our own.
        """
        if not _NAME.match(name):
            raise ConfigError(f"{name!r:.80} is not a sender's name: use a-z, 0-9, '.', '-', '_'.")
        if name == OURSELVES:
            raise ConfigError(f"{name!r} is the recorder itself; choose another name.")

    def add(self, name: str, run_id: str | None = None) -> str:
        """Make a token for a sender, or lend one to a run; earlier tokens of the name stay good.

        Raises:
            ConfigError: not a name, or there are too many tokens.
        """
        self.check_name(name)
        token = "cs_" + base64.urlsafe_b64encode(self._ids.random_bytes(32)).decode().rstrip("=")
        digest = sha256(token.encode()).digest()
        with self._lock:
            rows = [sender for sender in self._by_digest.values() if self._is_good(sender)]
            if len(rows) >= MAX_SENDERS:
                raise ConfigError(
                    f"There are {len(rows)} tokens already.",
                    hint="Remove senders that are not needed: `countersign setup AGENT --undo`.",
                )
            self._write([*rows, KnownSender(name, digest, self._clock.now_us(), run_id)])
        return token

    def forget_run(self, run_id: str) -> None:
        """Forget the token that was lent to a run."""
        self._forget(lambda sender: sender.run_id == run_id)

    def drop(self, name: str) -> int:
        """Forget a sender's tokens, but for those lent to runs; return how many there were."""
        return self._forget(lambda sender: sender.name == name and sender.run_id is None)

    def count(self, name: str) -> int:
        """Return how many tokens `drop` would forget."""
        return sum(sender.name == name and sender.run_id is None for sender in self.all())

    def _forget(self, gone: Callable[[KnownSender], bool]) -> int:
        with self._lock:
            rows = list(self._by_digest.values())
            kept = [sender for sender in rows if not gone(sender)]
            if len(kept) < len(rows):
                self._write(kept)
            return len(rows) - len(kept)

    def _is_good(self, sender: KnownSender) -> bool:
        if sender.run_id is None:
            return True
        return sender.added_us > self._clock.now_us() - LENT_FOR_US

    def _write(self, senders: list[KnownSender]) -> None:
        rows: list[JSON] = [
            {"name": s.name, "sha256": s.digest.hex(), "added_us": s.added_us, "run": s.run_id}
            for s in sorted(senders, key=_order)
        ]
        tree: dict[str, JSON] = {"v": VERSION, "senders": rows}
        files.write_durable(self._path, canonical.encode_body(tree))
        self._by_digest = {sender.digest: sender for sender in senders}


def _order(sender: KnownSender) -> tuple[str, int, bytes]:
    return sender.name, sender.added_us, sender.digest


def _read(path: Path) -> list[KnownSender]:
    data = files.read_bounded(path, _MAX_FILE_BYTES)
    if data is None:
        return []
    try:
        tree = json.loads(data)
        if tree["v"] != VERSION:
            raise NewerFormatError(f"{path} has format {tree['v']}; this version reads {VERSION}.")
        rows = tree["senders"]
        return [_checked(row["name"], row["sha256"], row["added_us"], row["run"]) for row in rows]
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise ConfigError(
            f"{path} is damaged: {error}.",
            hint="Remove it, then run `countersign setup` for each agent again.",
        ) from error


def _checked(name: str, digest: str, added_us: int, run_id: str | None) -> KnownSender:
    found = KnownSender(name, bytes.fromhex(digest), added_us, run_id)
    if not _NAME.match(name) or added_us < 0 or len(found.digest) != _SHA256_BYTES:
        raise ValueError("a row is not what this program writes")
    return found
