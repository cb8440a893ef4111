"""Counters of runs, in memory and in the file."""

from __future__ import annotations

import apsw

from desktop_app.ledger import schema
from desktop_app.ledger.runseqs import RunSeqs, stored


def test_counts_survive_eviction_and_restart() -> None:
    """What left the cache is asked from the table."""
    db = apsw.Connection(":memory:")
    schema.create(db)
    runs = RunSeqs(db, cached=2)
    for name in "abcd":
        assert runs.next(("s", name)) == 0
        runs.set(("s", name), ord(name))
    runs.flush()
    runs.flush()
    assert len(runs._next) == 2
    assert [runs.next(("s", name)) for name in "abcd"] == [97, 98, 99, 100]
    assert runs.next(("s", "d")) == 100
    assert RunSeqs(db).next(("s", "a")) == 97
    assert stored(db, ("other", "a")) == 0
    db.close()
