"""The history of verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.model.kinds import EntryKind
from tests.fakes.indexed import query
from tests.fakes.memory_ledger import MemoryLedger

if TYPE_CHECKING:
    from pathlib import Path


def test_verdicts_come_newest_first_with_place_and_time(tmp_path: Path) -> None:
    """Each with all that its entry says, and `file` in any case; `limit` bounds them."""
    ledger = MemoryLedger()
    for number in range(4):
        ledger.add(EntryKind.VERDICT, {"target": "ledger", "verdict": "CONSISTENT", "size": number})
        ledger.add(EntryKind.COMMAND, {"verb": "x"})
    last = ledger.add(EntryKind.VERDICT, {"target": "bundle", "verdict": "INVALID", "file": "0a"})
    with query(tmp_path, ledger) as found:
        rows = found.verdicts(limit=3)
        assert len(found.verdicts()) == 5
    assert [row["seq"] for row in rows] == [last, 6, 4]
    assert rows[0] == {
        "target": "bundle",
        "verdict": "INVALID",
        "file": "0a",
        "seq": last,
        "ts_us": ledger.entry(last).ts_us,
        "auth": ledger.entry(last).actor["auth"],
    }
    assert (rows[1]["size"], rows[1]["file"]) == (3, None)


def test_no_verdict_is_an_empty_history(small) -> None:
    """Nothing was verified yet."""
    assert small.verdicts() == []
