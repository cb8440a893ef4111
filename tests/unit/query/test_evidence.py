"""query.evidence: runs with looks at the screen or changes of files, and what each came to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import NotFoundError
from desktop_app.model.kinds import EntryKind
from desktop_app.normalize.signals import Signal
from desktop_app.query.query import VAULT, Query
from tests.fakes import unnamed_calls
from tests.fakes.indexed import follow
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.telemetry import T0, traces

if TYPE_CHECKING:
    from pathlib import Path

TOOL = {"tool_name": "Edit", "tool_use_id": "call-1", "session.id": "run-1"}
KEPT = {"payloads": 2, "bytes": 9, "root": "00" * 32}


@pytest.fixture
def ledger() -> MemoryLedger:
    """Two pictures around a call, one by hand, and a run in which none was granted."""
    made = MemoryLedger()
    made.add(EntryKind.LOG_START, {"install": "00112233445566ff"})
    span = {"id": 2, "name": "claude_code.tool", "start": 10, "attributes": TOOL}
    made.add_request(Signal.TRACES, traces(span), run_id="run-1", agent="claude-code")
    for trigger in ("before", "after"):
        told = {"trigger": trigger, "outcome": "kept", "call_id": "call-1", "kept": KEPT}
        made.add(EntryKind.CAPTURE, told, run_id="run-1")
    made.add(EntryKind.CAPTURE, {"trigger": "before", "outcome": "not_granted"}, run_id="run-2")
    made.add(EntryKind.CAPTURE, {"trigger": "hand", "outcome": "refused"})
    return made


@pytest.fixture
def found(tmp_path: Path, ledger: MemoryLedger):
    """A query over it; there is no vault."""
    with Query(follow(tmp_path, ledger), tmp_path / "ledger.db") as made:
        yield made


def test_runs_with_evidence_come_newest_first(found) -> None:
    """By hand is a run of its own; where nothing was granted there is no evidence."""
    by_hand, run = found.evidence_runs()
    assert (by_hand["run"], by_hand["agent"], by_hand["captures"]) == (None, None, 1)
    assert by_hand["started_us"] == by_hand["first_us"]
    assert (run["run_id"], run["agent"], run["captures"], run["newest"]) == (
        "run-1",
        "claude-code",
        2,
        3,
    )
    assert run["started_us"] == T0 // 1000
    assert [row["run"] for row in found.evidence_runs(limit=1)] == [None]
    assert [row["run"] for row in found.evidence_runs(limit=1, wanted=run["run"])] == [run["run"]]


def test_captures_of_a_run_know_their_call(found) -> None:
    """In order, with the tool call's key; what the vault does not know is said so."""
    run = found.run("run-1")["run"]
    rows = found.captures(run)
    assert [row["entry"] for row in rows] == [2, 3]
    assert [row["subject"]["trigger"] for row in rows] == ["before", "after"]
    assert {row["tool_call"] for row in rows} == {found.tool_calls("run-1")[0]["id"]}
    assert [piece["not_kept"] for row in rows for piece in row["pieces"]] == ["missing", "missing"]
    assert {row["trouble"] for row in rows} == {""}


def test_pictures_of_an_agent_that_names_no_call_know_it_by_their_intent(tmp_path: Path) -> None:
    """As Gemini CLI was recorded: before and after each call of its shell."""
    ledger = unnamed_calls.ledger()
    with Query(follow(tmp_path, ledger), tmp_path / "ledger.db") as found:
        rows = found.captures(found.run(unnamed_calls.RUN)["run"])
        calls = [
            row["id"]
            for row in found.tool_calls(unnamed_calls.RUN)
            if row["name"] == unnamed_calls.SHELL
        ]
    assert [row["tool_call"] for row in rows] == [one for one in calls for _ in range(2)]
    assert len(calls) == 3


def test_captures_of_no_run(found) -> None:
    """What was taken by hand has neither call nor content here."""
    (row,) = found.captures(None)
    assert (row["subject"]["outcome"], row["tool_call"], row["pieces"]) == ("refused", None, [])
    assert found.captures(99) == []


def test_a_vault_that_cannot_be_read_is_said_and_the_facts_are_there(found, tmp_path) -> None:
    """The record does not need it."""
    (tmp_path / VAULT).write_bytes(b"no vault")
    rows = found.captures(found.run("run-1")["run"])
    assert [row["pieces"] for row in rows] == [[], []]
    assert all(row["trouble"] for row in rows)


def test_without_a_ledger_nobody_can_say(tmp_path, ledger) -> None:
    """The vault stands beside it."""
    with Query(follow(tmp_path, ledger)) as found, pytest.raises(NotFoundError):
        found.captures(None)


DOERS = {"kind": "tool", "tool": "Edit", "call_id": "call-1", "side_effect": "write"}


@pytest.fixture
def changed(tmp_path: Path, ledger: MemoryLedger):
    """A query over a run that changed files as well, and over one that did nothing else."""
    intent = ledger.add(EntryKind.ACTION_INTENT, DOERS, run_id="run-1")
    told = {"ops": 2, "deeds": {"create": 1, "patch": 1}, "refs": 1, "calls": [str(intent)]}
    ledger.add(EntryKind.FILE_OP, {"part": 0, "kept": KEPT}, run_id="run-1")
    ledger.add(EntryKind.FILE_OP, {**told, "kept": KEPT}, run_id="run-1")
    ledger.add(EntryKind.FILE_OP, {**told, "ops": 0, "refs": 0, "calls": []}, run_id="run-3")
    undone = {"ops": 1, "refs": 0, "calls": ["rollback-0b"], "deeds": {"delete": 1}}
    ledger.add(EntryKind.ROLLBACK, {**undone, "phase": "begun"}, run_id="run-4")
    ledger.add(EntryKind.ROLLBACK, {**undone, "phase": "done"}, run_id="run-4")
    with Query(follow(tmp_path, ledger), tmp_path / "ledger.db") as made:
        yield made


def test_runs_that_changed_files_are_evidence(changed) -> None:
    """Counted apart from looks; a look that met no change is none, nor what was only begun."""
    rows = {row["run_id"]: (row["captures"], row["changes"]) for row in changed.evidence_runs()}
    assert rows == {"run-4": (0, 1), None: (1, 0), "run-1": (2, 3)}


def test_changes_know_who_made_them(changed) -> None:
    """The call, its tool, and its key; a rollback is no call's. The vault knows nothing of it."""
    run = changed.run("run-1")["run"]
    (row,) = changed.file_changes(run)
    assert (row["kind"], row["subject"]["deeds"]) == ("file.op", {"create": 1, "patch": 1})
    (doer,) = row["doers"]
    assert (doer["call_id"], doer["tool"]) == ("call-1", "Edit")
    assert doer["tool_call"] == changed.tool_calls("run-1")[0]["id"]
    assert (row["list"]["not_kept"], row["trouble"]) == ("missing", "")
    (row,) = changed.file_changes(changed.run("run-4")["run"])
    assert (row["kind"], row["doers"], row["list"]) == ("rollback", [], None)
    assert changed.file_changes(None) == []
