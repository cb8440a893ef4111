"""The list of runs, and one by its reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import NotFoundError
from desktop_app.model.kinds import EntryKind
from tests.fakes.indexed import query
from tests.fakes.memory_ledger import START_US, MemoryLedger

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.query.query import Query


def test_runs_are_listed_by_latest_activity_and_paged(small: Query) -> None:
    """The newest first; `before` goes on after a page; filters narrow."""
    assert [run["run_id"] for run in small.runs()] == ["aaa-2", "bbb", "aaa-1"]
    first = small.runs(limit=2)
    assert [run["run_id"] for run in small.runs(before=first[-1]["run"])] == ["aaa-1"]
    assert [run["run_id"] for run in small.runs(sender="ci")] == ["bbb"]
    assert [run["run_id"] for run in small.runs(errors=True)] == ["aaa-2", "aaa-1"]
    assert [run["run_id"] for run in small.runs(since_us=START_US + 5000)] == ["aaa-2"]
    assert small.runs(agent="codex") == []


def test_a_run_is_found_by_id_beginning_number_and_last(small: Query) -> None:
    """Full id, unique beginning, #key and `last`; anything else says what is wrong."""
    assert small.run("aaa-1")["run_id"] == "aaa-1"
    assert small.run("b")["run_id"] == "bbb"
    assert small.run("last")["run_id"] == "aaa-2"
    assert small.run(f"#{small.run('bbb')['run']}")["run_id"] == "bbb"
    with pytest.raises(NotFoundError, match="More than one run"):
        small.run("aaa")
    for unknown in ("zzz", "#99", "#x", "", "%", "aaa-1x"):
        with pytest.raises(NotFoundError):
            small.run(unknown)


def test_a_run_tells_its_facts(small: Query) -> None:
    """Agent, version, counts, end."""
    run = small.run("aaa-1")
    assert (run["agent"], run["agent_version"]) == ("claude-code", "1.2.3")
    assert (run["spans"], run["error_spans"], run["tool_calls"]) == (3, 1, 1)
    assert (run["redactions"], run["pruned"]) == (2, 0)
    assert small.run("last")["pruned"] == 0
    assert run["countersign"]["countersign.agent"] == "claude-code"
    ended = small.run("aaa-2")
    assert (ended["ended"], ended["exit_code"], ended["end_reason"]) == (True, 7, "exit")


def test_a_wrapped_run_is_found_by_the_name_it_was_given(tmp_path: Path) -> None:
    """The latest of that name, and only where no id begins like it."""
    ledger = MemoryLedger()
    for run_id in ("run-01", "run-02"):
        ledger.add(EntryKind.RUN_START, {"name": "nightly"}, run_id=run_id)
    with query(tmp_path, ledger) as found:
        assert found.run("nightly")["run_id"] == "run-02"
        with pytest.raises(NotFoundError):
            found.run("night")
