"""Sums of a day by agent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.index.connection import open_writer
from desktop_app.query.query import Query
from tests.fakes.many_runs import make
from tests.fakes.memory_ledger import START_US

if TYPE_CHECKING:
    from pathlib import Path

MINUTE = 60_000_000


def test_a_day_is_told_by_agent_with_how_long_its_calls_took(tmp_path: Path) -> None:
    """Only runs that started in that time; cost is None where nobody reported any."""
    with Query(make(tmp_path / "index.db", 30, until_us=START_US)) as query:
        day = query.trends(START_US - 6 * MINUTE, START_US)
        whole = query.trends(0, 2**62)
        assert query.trends(0, 1) == {"agents": [], "durations_ns": []}
        calls = query.tool_calls()
    assert [row["agent"] for row in day["agents"]] == ["claude-code", "codex", "gemini-cli"]
    assert [row["runs"] for row in day["agents"]] == [2, 2, 2]
    assert [row["runs"] for row in whole["agents"]] == [10, 10, 10]
    assert day["agents"][0]["cost_usd"] == pytest.approx(0.0558, rel=0.01)
    assert day["agents"][1]["cost_usd"] is None
    assert all(row["tokens"] > 3_000 for row in day["agents"])
    assert whole["durations_ns"] == sorted(call["duration_ns"] for call in calls)
    assert sum(row["tool_calls"] for row in whole["agents"]) == len(calls)
    failed = sum(row["tool_errors"] for row in whole["agents"])
    assert failed == sum(call["outcome"] == "error" for call in calls)


def test_an_unknown_agent_is_told_as_such(tmp_path: Path) -> None:
    """Its name is empty, not left out."""
    path = make(tmp_path / "index.db", 1, until_us=START_US)
    connection = open_writer(path)
    connection.execute("UPDATE runs SET agent = NULL")
    connection.close()
    with Query(path) as query:
        assert query.trends(0, 2**62)["agents"][0]["agent"] == ""
