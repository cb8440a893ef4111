"""`Query` as a whole: what it does with an index that is not there."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import IndexUnreadableError
from desktop_app.index.follower import Follower
from desktop_app.model.kinds import EntryKind
from desktop_app.query.query import Query
from tests.fakes.gated import intent
from tests.fakes.indexed import query
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.telemetry import random_ledger

if TYPE_CHECKING:
    from pathlib import Path


def test_an_index_that_is_not_there_or_not_one_says_so(tmp_path: Path) -> None:
    """A clear error with the way on."""
    with pytest.raises(IndexUnreadableError, match="no index") as missing:
        Query(tmp_path / "index.db")
    assert "index rebuild" in missing.value.hint
    (tmp_path / "index.db").write_bytes(b"not a database, not at all")
    with pytest.raises(IndexUnreadableError):
        Query(tmp_path / "index.db")


def _look(query: Query, size: int) -> None:
    """Hold one reader's answers to what whole files of at least `size` entries give."""
    status = query.status()
    entries = [entry["seq"] for entry in query.tail(limit=10_000)]
    assert status["indexed"] >= size
    assert entries == list(range(max(len(entries), size)))
    assert query._db.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"


def _read(index: Path, size: int, done: Event, *, again: bool) -> int:
    """Look until told; with `again`, through new readers too. Return how often."""
    looks = 0
    with Query(index) as old:
        while not done.is_set():
            _look(old, size)
            if again:
                with Query(index) as new:
                    _look(new, size)
            looks += 1
    return looks


def test_readers_during_rebuilds_never_see_a_mix(tmp_path: Path) -> None:
    """Every answer is that of one whole file, whether the reader is new or was there before.

    The follower goes on writing after each swap, so that a reader with another file's shared
    memory would meet pages that do not fit together.
    """
    ledger, index, done = random_ledger(4, entries=60), tmp_path / "index.db", Event()
    with (
        Follower(tmp_path / "l", index, open_source=ledger.open) as follower,
        ThreadPoolExecutor() as pool,
    ):
        follower.catch_up()
        size = ledger.size()
        readers = [pool.submit(_read, index, size, done, again=again) for again in (False, True)]
        try:
            for _ in range(12):
                follower.rebuild()
                ledger.add(EntryKind.RECORDER_STOP)
                follower.catch_up()
        finally:
            done.set()
        assert all(reader.result(timeout=60) for reader in readers)


def test_a_reader_goes_over_to_the_new_file(tmp_path: Path) -> None:
    """One that stays open answers from what has the name now."""
    ledger = MemoryLedger()
    ledger.add(EntryKind.RECORDER_START)
    index = tmp_path / "index.db"
    with Follower(tmp_path / "l", index, open_source=ledger.open) as follower:
        follower.catch_up()
        with Query(index) as query:
            follower.rebuild()
            ledger.add(EntryKind.RECORDER_STOP)
            follower.catch_up()
            assert query.status()["indexed"] == 2
        index.unlink()
    with pytest.raises(IndexUnreadableError):
        Query(index)


def test_calls_are_found_by_their_agents_own_id(tmp_path: Path) -> None:
    """The intents that have it, oldest first; not those that only repeat another."""
    ledger = MemoryLedger()
    for call_id, more in (("a", {}), ("b", {}), ("a", {"repeats": 1}), ("a", {})):
        ledger.add(EntryKind.ACTION_INTENT, {**intent(call_id=call_id), **more}, run_id="r")
    with query(tmp_path, ledger) as found:
        assert found.intents_of_call("a") == [0, 3]
        assert found.intents_of_call("c") == []
