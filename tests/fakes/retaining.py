"""What purges and holds over a ledger whose clock a test moves; a vault that remembers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from desktop_app.errors import StorageError
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.kinds import EntryKind
from desktop_app.normalize.signals import Signal
from desktop_app.recorder.known_retention import KnownRetention
from desktop_app.recorder.purging import Purging
from desktop_app.recorder.runkeys import RunKeys
from desktop_app.recorder.stale_index import StaleIndex
from tests.fakes import ledger_builder as build
from tests.fakes.recording import Recording

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@dataclass
class Shredded:
    """What a vault says."""

    payloads: int = 0
    bytes: int = 0


@dataclass
class FakeVault:
    """Remembers what it was told to shred; `about` are entries about anybody."""

    broken: bool = False
    shredded: list[int] = field(default_factory=list)
    about: list[int] = field(default_factory=list)

    def shred(self, entries: Iterable[int]) -> Shredded:
        """Remember; what was shredded before is none."""
        if self.broken:
            raise StorageError("broken")
        new = [seq for seq in entries if seq not in self.shredded]
        self.shredded += new
        return Shredded(len(new), 10 * len(new))

    def still_keep(self, pairs: Iterable[tuple[int, int]]) -> list[int]:
        """Return what was not shredded."""
        all_ = (seq for first, last in pairs for seq in range(first, last + 1))
        return [seq for seq in all_ if seq not in self.shredded]

    def stored_of(self, pairs: Iterable[tuple[int, int]]) -> int:
        """Return what `shred` would destroy."""
        return 10 * len(self.still_keep(pairs))

    def entries_of(self, tokens: Iterable[str]) -> list[int]:
        """Return the entries about somebody."""
        assert all(token.startswith("t_") for token in tokens)
        return self.about


class Retaining(Recording):
    """A journal with all that purges around it; `rebuilt` counts what the index was asked."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.ids = build.SeededIds("retaining")
        self.rebuilt = 0
        self.index = folder / "index.db"
        self.mark = folder / "purged.json"
        self.known = KnownRetention(self.place.path)
        self.run_keys = RunKeys(self.journal)
        self.run_keys.open(bytes(32))
        self.stale = StaleIndex(self.mark, self.index, self._rebuild)
        self.purging = self.purger()
        self.vault = FakeVault()

    def purger(self) -> Purging:
        """Return what purges, as a recorder that starts makes it."""
        return Purging(
            self.place.path,
            self.journal,
            self.clock,
            known=KnownRetention(self.place.path),
            run_keys=self.run_keys,
            index=self.stale,
        )

    def _rebuild(self) -> None:
        self.rebuilt += 1

    def later(self, days: float) -> None:
        """Let time pass."""
        self.clock.advance(days * 86_400)

    def run(self, name: str, count: int = 1, *, kept: bool = False, ended: bool = True) -> int:
        """Append a run with so many bodies; return where the first of them is."""
        self.run_keys.key("codex", name)
        drafts = [build.run_entry(EntryKind.RUN_START, name)]
        for number in range(count):
            draft = build.otlp(Signal.TRACES, build.traces(1, f"span {number}"), self.ids, name)
            more = {"kept": {"payloads": 1, "bytes": 7, "root": "00" * 32}} if kept else {}
            drafts.append(replace(draft, subject={**draft.subject, **more}))
        if ended:
            drafts.append(build.run_entry(EntryKind.RUN_END, name))
        return self.writer.append(drafts).result()[1].seq

    def bodies(self) -> list[int]:
        """Return which entries have a body that is there."""
        with LedgerReader(self.place.path) as ledger:
            return ledger.bodies_between(0, ledger.size())

    def keys(self) -> list[str]:
        """Return the runs that have a key."""
        with LedgerReader(self.place.path) as ledger:
            return [run for _, run in ledger.run_keys()]

    def purges(self) -> list[dict]:
        """Return the subjects of the purge entries."""
        return [dict(one.subject) for one in self.entries() if one.kind is EntryKind.PURGE]
