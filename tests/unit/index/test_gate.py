"""Entries of a gate and of consents become rows."""

from __future__ import annotations

# ruff: noqa: TID251 - looks at the file as a stranger would
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.model.kinds import EntryKind
from tests.fakes.gated import consent, gated_ledger
from tests.fakes.indexed import follow
from tests.fakes.memory_ledger import MemoryLedger

if TYPE_CHECKING:
    from pathlib import Path


def rows(path: Path, ledger: MemoryLedger, table: str) -> list[dict[str, Any]]:
    """The rows of a table over a ledger."""
    with closing(sqlite3.connect(follow(path, ledger))) as db:
        db.row_factory = sqlite3.Row
        return [dict(row) for row in db.execute(f"SELECT * FROM {table} ORDER BY seq")]  # noqa: S608 - ours


def test_an_intent_is_a_row(tmp_path: Path) -> None:
    """Of its run, with what decided it."""
    found = rows(tmp_path, gated_ledger(), "intents")
    assert [(row["seq"], row["call_id"], row["decision"]) for row in found] == [
        (2, "toolu_01", "asked"),
        (6, "toolu_02", "allowed"),
        (7, "toolu_03", "asked"),
    ]
    assert found[1] == {
        "seq": 6,
        "run": 1,
        "agent": "claude-code",
        "tool": "Bash",
        "kind": "shell",
        "call_id": "toolu_02",
        "side_effect": "write",
        "decision": "allowed",
        "rule": "commands",
        "policy": "1 5f0c91d7",
        "grant_seq": 4,
        "via": "hook",
        "deadline_us": 1_789_000_060_000_000,
        "repeats": None,
    }


def test_an_effect_is_a_row(tmp_path: Path) -> None:
    """It names the intent and the consent that let it run."""
    (row,) = rows(tmp_path, gated_ledger(), "effects")
    assert (row["intent"], row["consent"], row["approval"]) == (2, 4, "approved")
    assert (row["outcome"], row["duration_us"], row["exit_code"]) == ("ok", 812_000, 0)
    assert (row["differs"], row["call_id"], row["via"]) == (0, "toolu_01", "hook")


def test_a_consent_has_the_agent_and_tool_of_what_it_is_about(tmp_path: Path) -> None:
    """Of the intent, else of the scope, else of nobody."""
    found = rows(tmp_path, gated_ledger(), "consents")
    assert [(row["seq"], row["state"], row["agent"], row["tool"]) for row in found] == [
        (3, "requested", "claude-code", "Bash"),
        (4, "given", "claude-code", "Bash"),
        (8, "timed_out", "claude-code", "Write"),
        (11, "given", "claude-code", "Read"),
        (12, "given", None, None),
    ]
    assert (found[1]["answered_by"], found[1]["latency_ms"], found[1]["intent"]) == ("you", 4200, 2)


def test_a_consent_is_of_the_run_that_it_is_about(tmp_path: Path) -> None:
    """Though the recorder writes it in none; so is the record that ends or renews it."""
    ledger = gated_ledger()
    ledger.add(EntryKind.CONSENT_RECORD, consent("revoked", withdraws=4))
    ledger.add(EntryKind.CONSENT_RECORD, consent("given", puts_back=4))
    ledger.add(EntryKind.CONSENT_RECORD, consent("refused", intent=2), run_id="run-2")
    found = {row["seq"]: row for row in rows(tmp_path, ledger, "consents")}
    assert [found[seq]["run"] for seq in (3, 4, 12, 14, 15, 16)] == [1, 1, None, 1, 1, 2]
    assert found[14]["tool"] == found[15]["tool"] == "Bash"


def test_what_failed_open_and_who_tried_are_marks(tmp_path: Path) -> None:
    """Each with why."""
    found = rows(tmp_path, gated_ledger(), "gate_marks")
    assert [(row["kind"], row["why"], row["intent"], row["run"]) for row in found] == [
        ("gate.failed_open", "denied and ran", 7, 1),
        ("gate.attempt", "grant.revoke", None, None),
    ]


@pytest.mark.parametrize(
    "odd", [{"intent": "2", "lasts": 7, "scope": "x"}, {"scope": {"agent": 1}}, {"until_us": [1]}]
)
def test_what_is_of_another_type_is_null(tmp_path: Path, odd: dict) -> None:
    """The row is there all the same."""
    ledger = MemoryLedger()
    ledger.add(EntryKind.CONSENT_RECORD, consent("given", **odd))
    (row,) = rows(tmp_path, ledger, "consents")
    assert row["state"] == "given"
    assert all(row[name] is None for name in ("intent", "lasts", "agent", "tool", "until_us"))
