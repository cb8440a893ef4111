"""A few typed letters find runs, tool calls, files and records, in a bounded number of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.normalize.signals import Signal
from tests.fakes.indexed import query
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.telemetry import logs, traces

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.query.query import Query

TOOL = "claude_code.tool"


@pytest.fixture
def found(tmp_path: Path) -> Iterator[Query]:
    """Two runs: one that called Bash five times and named a file, one of another agent."""
    ledger = MemoryLedger()
    calls = [
        {"id": n, "name": TOOL, "start": n, "attributes": {"tool_name": "Bash", "tool_use_id": n}}
        for n in range(1, 6)
    ]
    path = {"tool_name": "Write", "tool_use_id": "w", "file.path": "/home/a/Übersicht.txt"}
    wrote = {"id": 9, "name": TOOL, "start": 9, "attributes": path}
    address = {"id": 10, "name": "fetch", "attributes": {"url.path": "/uebersicht.html"}}
    ledger.add_request(Signal.TRACES, traces(*calls, wrote, address), run_id="Aaa-1")
    said = {"event": "note", "body": "Crème brûlée is ready"}
    ledger.add_request(Signal.LOGS, logs(said, said, service="codex"), run_id="bbb", sender="ci")
    with query(tmp_path, ledger) as made:
        yield made


def test_runs_are_found_by_letters_of_agent_and_id(found: Query) -> None:
    """Letters anywhere in agent, name or id; without a word: the newest runs."""
    assert {row["run_id"] for row in found.quick_open("")["runs"]} == {"Aaa-1", "bbb"}
    assert [row["run_id"] for row in found.quick_open("aude")["runs"]] == ["Aaa-1"]
    assert [row["run_id"] for row in found.quick_open("aaa-")["runs"]] == ["Aaa-1"]
    assert len(found.quick_open("", limit=1)["runs"]) == 1


def test_a_run_that_is_old_is_found_by_the_beginning_of_its_id(
    found: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the newest names are read; ids are looked up, whatever their age."""
    monkeypatch.setattr("desktop_app.query.quick_open.RUNS_READ", 0)
    assert [row["run_id"] for row in found.quick_open("Aaa")["runs"]] == ["Aaa-1"]
    assert found.quick_open("aude")["runs"] == []


def test_calls_are_found_by_tool_and_agent(found: Query) -> None:
    """All words count, in any order; newest first, no more than asked for, and not told twice."""
    calls = found.quick_open("claude bas", limit=3)["calls"]
    assert [row["name"] for row in calls] == ["Bash"] * 3
    assert [row["ns"] for row in calls] == sorted((row["ns"] for row in calls), reverse=True)
    assert found.quick_open("codex bash")["calls"] == []
    assert found.quick_open("bash")["records"] == []


def test_files_are_what_attributes_name(found: Query) -> None:
    """A path as sent, whole, by any word of it without accents; an address is no file."""
    (row,) = found.quick_open("ubersicht")["files"]
    assert row["path"] == "/home/a/Übersicht.txt"
    assert (row["level"], row["run_id"], row["what"]) == ("write", "Aaa-1", "span")
    assert found.quick_open("uebersicht")["files"] == []
    assert [row["name"] for row in found.quick_open("uebersicht")["records"]] == ["fetch"]


def test_records_are_found_by_words_without_case_and_accents(found: Query) -> None:
    """The last word may be a beginning from four letters on; what looks alike is told once."""
    for typed in ("creme brulee", "CRÈME brul", "ready"):
        assert [row["text"] for row in found.quick_open(typed)["records"]] == [
            "Crème brûlée is ready"
        ]
    assert found.quick_open("re")["records"] == []


def test_whatever_is_typed_is_words(found: Query) -> None:
    """Syntax of the full-text search, nothing but signs, and too many words find nothing."""
    for typed in ('"', "*", "a OR", "NEAR(", "\0", "w " * 40, "'; --", "%", "_"):
        assert set(found.quick_open(typed)) == {"runs", "calls", "files", "records"}
