"""The entries that a bundle shows, read one at a time: leaves, and what is missing of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.bundle.absence import absence
from desktop_app.bundle.build.selection import select
from desktop_app.bundle.keyfiles import key_files
from desktop_app.bundle.layout import ROOT_VKEY, Level
from desktop_app.signing.statements import fingerprint, keys_from_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.bundle.build.request import Request
    from desktop_app.ledger.reader import LedgerReader
    from desktop_app.model.entry import Entry
    from desktop_app.model.kinds import EntryKind


class Shown:
    """Knows which entries of a ledger a request shows, and reads them.

    Attributes:
        ledger: where they are.
        selection: which they are.
        key_log: the entries that bring and end keys.
        key_files: the files of `keys/`, by path.
        export: the entry that asked for the bundle.
        with_body: places of the entries in scope that have a payload, by kind; none at level
            `metadata`.
        absence: what is missing from the bundle.

    Raises:
        NotFoundError: no entry is in scope.
    """

    def __init__(self, ledger: LedgerReader, request: Request) -> None:
        told = request.predicate
        self.ledger = ledger
        self.selection = select(ledger, told.scope, size=told.size, export=told.export)
        self.key_log = [ledger.entry(seq) for seq in self.selection.keys]
        self.key_files = key_files(self.key_log)
        self.export = ledger.entry(told.export)
        self.with_body: dict[EntryKind, list[int]] = {}
        self._scope = frozenset(self.selection.scope)
        opens = told.level is not Level.METADATA
        entries = self._noting_bodies() if opens else self.all()
        self.absence = absence(entries, scope=told.scope, level=told.level)

    @property
    def count(self) -> int:
        """Number of entries shown."""
        return len(self.selection.shown)

    @property
    def bodies(self) -> int:
        """Number of bodies that may be opened."""
        return sum(map(len, self.with_body.values()))

    def all(self) -> Iterator[Entry]:
        """Yield every entry shown."""
        return (self.ledger.entry(seq) for seq in self.selection.shown)

    def fingerprint(self) -> str:
        """Return the 30 digits that a reviewer pins."""
        first, second = self.key_log[:2]
        root = keys_from_json(first.subject.get("root"))
        epoch1 = keys_from_json(second.subject.get("keys"))
        return fingerprint(log=first.log, root=root, epoch1=epoch1)

    def root_vkey(self) -> str:
        """Return the root key in force, as C2SP vkey."""
        return self.key_files[ROOT_VKEY].decode().strip()

    def _noting_bodies(self) -> Iterator[Entry]:
        """Yield every entry shown, and fill `with_body`: a second pass would parse all again."""
        for entry in self.all():
            if entry.payload is not None and entry.seq in self._scope:
                self.with_body.setdefault(entry.kind, []).append(entry.seq)
            yield entry
