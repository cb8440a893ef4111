"""Transactions of any size say the same; a damaged body costs little."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.index import steps
from desktop_app.index.follower import Follower
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.kinds import EntryKind
from desktop_app.normalize.signals import Signal
from tests.fakes.index_dump import dump
from tests.fakes.indexed import follow
from tests.fakes.ledger_builder import command
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.pruned_ledger import pruned
from tests.fakes.telemetry import logs, random_ledger, traces

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_small_transactions_say_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The size of a transaction does not show in the rows."""
    ledger = random_ledger(7)
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    whole = dump(follow(tmp_path / "a", ledger))
    monkeypatch.setattr(steps, "MAX_RECORDS", 1)
    monkeypatch.setattr(steps, "_WINDOW", 1)
    assert dump(follow(tmp_path / "b", ledger)) == whole


def test_a_damaged_body_costs_its_own_records_only(tmp_path: Path) -> None:
    """The entry is shown without records; those around it are whole."""
    ledger = MemoryLedger()
    for number in range(1, 4):
        request = traces({"id": number})
        ledger.add_request(Signal.TRACES, request, run_id="r")
    ledger.damaged.add(1)
    ledger.bodies[ledger.add(EntryKind.OTLP_LOGS, {}, body=b"x")] = b"\xff\xff not protobuf"
    ledger.add_request(Signal.LOGS, logs({"event": "e"}), run_id="r")
    found = dump(follow(tmp_path, ledger))
    assert [row[1] for row in found["spans"]] == [0, 2]
    assert len(found["entries"]) == 5
    assert [row[1] for row in found["log_records"]] == [4]


def test_what_was_pruned_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole windows of it, too; the index made anew says what is left, and follows on."""
    built = pruned(tmp_path)
    monkeypatch.setattr(steps, "_WINDOW", 50)
    index = tmp_path / "index.db"
    with LedgerReader(built.path) as ledger:
        whole = [entry.seq for entry in ledger.entries()]
    with Follower(built.path, index) as follower:
        while follower.catch_up():
            pass
    assert [row[0] for row in dump(index)["entries"]] == whole
    writer = built.open()
    late = writer.append([command()]).result()[0].seq
    writer.close()
    with Follower(built.path, index) as follower:
        while follower.catch_up():
            pass
    found = [row[0] for row in dump(index)["entries"]]
    assert (found[: len(whole)], late in found) == (whole, True)
