"""Epochs as the ledger tells them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.index.follower import Follower
from desktop_app.model.kinds import EntryKind
from desktop_app.query.query import Query
from tests.fakes.indexed import query
from tests.fakes.ledger_place import COMMAND, Place
from tests.fakes.memory_ledger import MemoryLedger

if TYPE_CHECKING:
    from pathlib import Path


def test_epochs_of_a_real_ledger(tmp_path: Path) -> None:
    """The newest runs; the first begins with entry 0; entries add up to the whole log."""
    place, index = Place(tmp_path), tmp_path / "index.db"
    writer = place.open()
    writer.append([COMMAND] * 3).result(60)
    sealed = writer.roll_epoch().result(60)
    writer.append([COMMAND]).result(60)
    with Follower(place.path, index) as follower:
        follower.catch_up()
    with Query(index) as found:
        newest, first = found.epochs()
        assert found.epochs(limit=1) == [newest]
        size = found.status()["indexed"]
    writer.close()
    assert (first["epoch"], first["first_seq"], first["entries"]) == (1, 0, 5)
    assert (first["state"], first["sealed_seq"]) == ("sealed", sealed.size - 1)
    assert (newest["epoch"], newest["state"], newest["sealed_seq"]) == (2, "running", None)
    assert first["entries"] + 1 + newest["entries"] == size
    assert not first["recovered"]
    assert newest["from_us"] >= first["sealed_us"] >= first["from_us"]


def test_a_crash_and_lost_keys_show(tmp_path: Path) -> None:
    """One was sealed late, one never; what follows was introduced by the root alone."""
    ledger = MemoryLedger()
    add = ledger.add
    add(EntryKind.LOG_START, {})
    add(EntryKind.EPOCH_START, {"epoch": 1})
    add(EntryKind.EPOCH_SEAL, {"epoch": 1, "late": True})
    ledger.epoch = 2
    add(EntryKind.EPOCH_START, {"epoch": 2})
    add(EntryKind.COMMAND, {})
    ledger.epoch = 3
    add(EntryKind.EPOCH_RECOVERED, {"epoch": 3})
    with query(tmp_path, ledger) as found:
        rows = found.epochs()
    assert [(row["epoch"], row["state"], row["entries"]) for row in rows] == [
        (3, "running", 1),
        (2, "lost", 2),
        (1, "sealed late", 2),
    ]
    assert [row["recovered"] for row in rows] == [True, False, False]


def test_an_empty_index_has_none(tmp_path: Path) -> None:
    """Before the first entry came."""
    with query(tmp_path, MemoryLedger()) as found:
        assert found.epochs() == []
