"""Pausing stops recording, not the gate: telemetry gets 200, all rejected, and is counted.

The state survives a restart (`pause.json` in the data directory: `{"entry", "rejected",
"until_us"}`), so that a crash or an update never starts recording again behind the person's back.
A pause that the ledger does not know (`entry` is no `pause.start`) is none: who can write a file
cannot silence the recorder. After a crash the counts are those of a few seconds before it.
"""

from __future__ import annotations

from collections import Counter
from threading import Lock
from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError, CountersignError
from desktop_app.host import files
from desktop_app.model import canonical
from desktop_app.model.entry import RECORDER
from desktop_app.model.kinds import EntryKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from desktop_app.ledger.reader import LedgerReader
    from desktop_app.model.canonical import JSON
    from desktop_app.model.clock import Clock
    from desktop_app.recorder.journal import Journal

MESSAGE = "paused by the person"
_MAX_BYTES = 4096


class Pause:
    """Whether recording is paused, until when, and what was not recorded meanwhile. Thread safe.

    Attributes:
        active: whether telemetry is rejected.
    """

    def __init__(self, path: Path, clock: Clock, journal: Journal) -> None:
        self._path, self._clock, self._journal = path, clock, journal
        self._lock = Lock()
        self._rejected: Counter[str] = Counter()
        self._saved: Counter[str] = Counter()
        self._until_us, self._entry = 0, -1
        data = files.read_bounded(path, _MAX_BYTES)
        self.active = data is not None
        if data is not None:
            self._load(data)

    @property
    def until_us(self) -> int | None:
        """When it ends by itself; None means until the person resumes (or: not paused)."""
        return self._until_us or None

    def check(self, ledger: LedgerReader) -> None:
        """Drop a pause that the ledger does not know; the entry says so."""
        if not self.active:
            return
        try:
            known = ledger.entry(self._entry)
        except CountersignError:
            known = None
        if (
            known is None
            or known.kind is not EntryKind.PAUSE_START
            or known.subject.get("until_us") != self._until_us
        ):
            self.end("not in the ledger", RECORDER)

    def start(self, for_s: int | None, actor: Mapping[str, JSON]) -> None:
        """Pause for so many seconds, or until resumed.

        The entry is durable before it takes hold.
        """
        until_us = 0 if for_s is None else self._clock.now_us() + for_s * 1_000_000
        noted = self._journal.note(EntryKind.PAUSE_START, {"until_us": until_us}, actor=actor)
        with self._lock:
            self._until_us, self._entry = until_us, noted.seq
            self._save()
            self.active = True

    def end(self, reason: str, actor: Mapping[str, JSON]) -> Mapping[str, int]:
        """Resume; returns how many records of each signal were rejected meanwhile.

        Raises:
            StorageError, OverloadedError: the entry is not stored, so the pause goes on.
        """
        with self._lock:
            if not self.active:
                return {}
            self.active = False
            rejected, self._rejected = self._rejected, Counter()
        subject: dict[str, JSON] = {"reason": reason, "rejected": dict(sorted(rejected.items()))}
        try:
            self._journal.note(EntryKind.PAUSE_END, subject, actor=actor)
        except BaseException:
            with self._lock:
                self.active = True
                self._rejected += rejected
            raise
        with self._lock:
            self._path.unlink(missing_ok=True)
            self._until_us, self._entry, self._saved = 0, -1, Counter()
        return dict(sorted(rejected.items()))

    def count(self, signal: str, records: int) -> None:
        """Note that so many records of a signal were refused because of the pause."""
        with self._lock:
            self._rejected[signal] += records

    def save(self) -> None:
        """Keep the counts over a restart; called by the ticker and at the end."""
        with self._lock:
            if self.active and self._rejected != self._saved:
                self._save()

    def expire(self) -> None:
        """End a pause whose time is over; called by the ticker and before each request."""
        if self.active and self._until_us and self._clock.now_us() >= self._until_us:
            self.end("time over", RECORDER)

    def _save(self) -> None:
        state: dict[str, JSON] = {
            "entry": self._entry,
            "rejected": dict(sorted(self._rejected.items())),
            "until_us": self._until_us,
        }
        files.write_durable(self._path, canonical.encode(state))
        self._saved = Counter(self._rejected)

    def _load(self, data: bytes) -> None:
        try:
            state = canonical.decode(data)
        except BadEncodingError:
            return  # no entry of the ledger is at -1: `check` ends it, and says so
        match state:
            case {"entry": int(entry), "rejected": dict(rejected), "until_us": int(until_us)}:
                self._entry, self._until_us = entry, until_us
                counts = {name: n for name, n in rejected.items() if isinstance(n, int)}
                self._rejected, self._saved = Counter(counts), Counter(counts)
            case _:
                return
