"""Which entries with content a scope covers, read on from where they were read last.

A ledger is long and a hold is placed between two entries: most of it is read before anybody has to
wait, and what came meanwhile once nothing can come between. A run, numbers and a stretch of time
are looked for; who an agent is stands in any entry, so all of them are parsed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.ledger.reader import LedgerReader
from desktop_app.retention.agents import RunAgents
from desktop_app.retention.purges import has_content
from desktop_app.retention.ranges import Ranges
from desktop_app.retention.scopes import (
    AgentScope,
    EntriesScope,
    RunScope,
    Scope,
    TimeScope,
    covers,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.model.entry import Entry


class Covered:
    """The entries of one ledger that a scope covers."""

    def __init__(self, ledger: Path, scope: Scope) -> None:
        self._path, self._scope = ledger, scope
        self._agents, self._found, self._read = RunAgents(), Ranges(), 0

    def read(self) -> Ranges:
        """Return those up to now; what was read before is not read again."""
        with LedgerReader(self._path) as ledger:
            size = ledger.size()
            for entry in _likely(ledger, self._scope, self._read, size):
                self._agents.see(entry)
                if has_content(entry) and covers(self._scope, entry, self._agents):
                    self._found.add(entry.seq, entry.seq)
            self._read = size
        return self._found


def _likely(ledger: LedgerReader, scope: Scope, start: int, stop: int) -> Iterator[Entry]:
    """Yield the entries of [start, stop) that a scope may cover, in order."""
    match scope:
        case RunScope():
            yield from ledger.of_run(scope.sender, scope.run_id, start, stop)
        case EntriesScope():
            for first, last in scope.entries.pairs():
                yield from ledger.entries(max(first, start), min(last + 1, stop))
        case TimeScope() if start == 0:
            found = ledger.between(scope.from_us, scope.to_us)
            if found is not None:
                yield from ledger.entries(found[0], min(found[1] + 1, stop))
        case TimeScope() | AgentScope():
            yield from ledger.entries(start, stop)
