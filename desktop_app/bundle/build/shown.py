"""The entries that a bundle shows, read one at a time: leaves, and what is missing of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.bundle.absence import absence
from desktop_app.bundle.layout import Level, entry_path
from desktop_app.signing.statements import fingerprint, keys_from_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from desktop_app.bundle.build.request import Request
    from desktop_app.bundle.build.selection import Selection
    from desktop_app.ledger.reader import LedgerReader
    from desktop_app.model.entry import Entry
    from desktop_app.model.kinds import EntryKind


class Shown:
    """Reads the entries of a selection.

    Attributes:
        ledger: where they are.
        found: which they are.
        with_body: places of the entries in scope that have a payload, by kind; none at level
            `metadata`.
        absence: what is missing from the bundle.
    """

    def __init__(
        self,
        ledger: LedgerReader,
        request: Request,
        found: Selection,
        step: Callable[[], None],
    ) -> None:
        self.ledger, self.found, self.step = ledger, found, step
        self._told = request.predicate
        self._scope = frozenset(found.scope)
        self.with_body: dict[EntryKind, list[int]] = {}
        self.key_log = [ledger.entry(seq) for seq in found.keys]
        self.absence = absence(self._learning(), scope=self._told.scope, level=self._told.level)

    @property
    def count(self) -> int:
        """Number of entries shown."""
        return len(self.found.shown)

    @property
    def bodies(self) -> int:
        """Number of bodies that may be opened."""
        return sum(map(len, self.with_body.values()))

    def all(self) -> Iterator[Entry]:
        """Yield every entry shown."""
        return (self.ledger.entry(seq) for seq in self.found.shown)

    def beside(self) -> list[Entry]:
        """Return the entries shown that are not in scope."""
        return [self.ledger.entry(seq) for seq in self.found.shown if seq not in self._scope]

    def entries(self) -> Iterator[tuple[str, Iterable[bytes]]]:
        """Yield (path, leaf bytes) of every entry shown, in order of path."""
        for seq in sorted(self.found.shown, key=lambda seq: f"{seq}."):
            self.step()
            yield entry_path(seq), (self.ledger.leaf(seq),)

    def fingerprint(self) -> str:
        """Return the 30 digits that a reviewer pins."""
        first, second = self.key_log[:2]
        root, epoch1 = (
            keys_from_json(entry.subject.get(name))
            for entry, name in ((first, "root"), (second, "keys"))
        )
        return fingerprint(log=first.log, root=root, epoch1=epoch1)

    def _learning(self) -> Iterator[Entry]:
        opens = self._told.level is not Level.METADATA
        for entry in self.all():
            if opens and entry.payload is not None and entry.seq in self._scope:
                self.with_body.setdefault(entry.kind, []).append(entry.seq)
            yield entry
