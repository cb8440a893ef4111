"""Copies of the consent log: nothing becomes a formula, nothing is added."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.consent.receipts import time_text
from desktop_app.errors import StorageError
from desktop_app.operations import consent_copies
from desktop_app.query.consent_log import Show, Wanted
from tests.fakes.gated import gated_ledger
from tests.fakes.indexed import query
from tests.fakes.memory_ledger import START_US

if TYPE_CHECKING:
    from pathlib import Path


class Log:
    """A query that knows a few records."""

    def __init__(self, count: int) -> None:
        self._rows = [_row(seq) for seq in range(count, 0, -1)]

    def consent_log(
        self, wanted: Wanted, *, limit: int, before: int | None
    ) -> list[dict[str, Any]]:
        """Return a page."""
        assert not wanted.folded
        left = [row for row in self._rows if before is None or row["seq"] < before]
        return left[:limit]


def _row(seq: int) -> dict[str, Any]:
    return {
        "seq": seq, "ts_us": 1_795_000_000_000_000, "state": "given", "agent": "=cmd()",
        "tool": "Bash", "side_effect": None, "scope": None, "title": "", "lasts": "run",
        "by": "you", "latency_ms": 5, "purpose": "agent action", "call_id": None, "run_id": "r",
        "intent": 1, "leaf_hash": "ab", "subject": {"state": "given"},
        "rule": "commands", "entry": "consent.record",
    }  # fmt: skip


def test_csv_holds_every_record_and_no_formula() -> None:
    """Page after page, newest first."""
    text = consent_copies.log_text(Log(1_001), Wanted(), as_csv=True)
    head, *rows = csv.reader(text.splitlines())
    assert tuple(head) == consent_copies.COLUMNS
    assert len(rows) == 1_001
    assert rows[0][0] == "1001"
    assert rows[0][3] == "'=cmd()"
    assert rows[0][2] == "allowed"


def test_cells_of_a_spreadsheet_hide_nothing(tmp_path: Path) -> None:
    """Nor run anything; the time is RFC 3339."""
    with query(tmp_path, gated_ledger()) as found:
        rows = found.consents()
    rows[0]["agent"] = "=HYPERLINK(1)\u202e"
    head, first, *rest = csv.reader(io.StringIO(consent_copies.csv_text(rows)))
    assert tuple(head) == consent_copies.COLUMNS
    assert first[3] == "'=HYPERLINK(1)U+202E"
    assert len(rest) == 4
    assert rest[2][:3] == ["4", time_text(START_US + 4000), "allowed"]


def test_json_lines_hold_the_record_as_it_is() -> None:
    """With its place in the log."""
    (line,) = consent_copies.log_text(Log(1), Wanted(), as_csv=False).splitlines()
    told = json.loads(line)
    assert told["record"] == {"state": "given"}
    assert (told["seq"], told["leaf_hash"]) == (1, "ab")


def test_a_copy_has_what_the_filter_leaves(tmp_path: Path) -> None:
    """With what policy decided, and the questions beside their answers."""
    with query(tmp_path, gated_ledger()) as found:
        ruled = consent_copies.log_text(found, Wanted(Show.BY_POLICY), as_csv=True)
        missed = consent_copies.log_text(found, Wanted(Show.MISSED), as_csv=False)
        everything = consent_copies.log_text(found, Wanted(), as_csv=True)
    (row,) = csv.DictReader(io.StringIO(ruled))
    assert (row["answer"], row["by"], row["rule"]) == ("allowed", "your grant #4", "commands")
    assert (row["seq"], row["entry"]) == ("6", "action.intent")
    assert [json.loads(line)["seq"] for line in missed.splitlines()] == [8]
    rows = list(csv.DictReader(io.StringIO(everything)))
    assert [row["seq"] for row in rows] == ["12", "11", "10", "9", "8", "4", "3"]
    assert [row["answer"] for row in rows][2:4] == ["tried to answer", "ran, not gated"]


def test_what_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    """And what can be is there whole."""
    consent_copies.write(tmp_path / "a.csv", "text\n")
    assert (tmp_path / "a.csv").read_bytes() == b"text\n"
    with pytest.raises(StorageError, match="cannot be written"):
        consent_copies.write(tmp_path / "none" / "a.csv", "text")
