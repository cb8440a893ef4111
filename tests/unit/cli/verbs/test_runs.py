"""countersign runs: what agents did."""

from __future__ import annotations

import sys

import pytest

from tests.fakes import hostile_run, recorded, running
from tests.fakes.commands import on_terminal


def test_the_recorded_runs_are_there_with_their_numbers(cli):
    """As MANIFEST.json says."""
    rows = {row["run_id"]: row for row in cli("runs", "--output", "json").data}
    for name in ("claude-gzip-protobuf", "gemini-json"):
        expected = recorded.run(name).expected
        row = rows[expected["session_ids"][0]]
        assert row["spans"] == expected["spans"]
        assert row["tool_calls"] == expected["tool_calls"]["distinct_call_ids"]
    wrapped = next(row for row in rows.values() if row["name"] == "greeting")
    assert (wrapped["exit_code"], wrapped["ended"]) == (3, True)


def test_they_can_be_narrowed(cli):
    """By agent, by number; one object a line for scripts."""
    assert len(cli("runs", "--limit", "1", "--output", "jsonl").lines) == 1
    assert "--limit 10" in cli("runs", "--limit", "1").out
    agents = {row["agent"] for row in cli("runs", "--agent", "gemini-cli", "--output", "json").data}
    assert agents == {"gemini-cli"}
    assert cli("runs", "--agent", "nobody").out.startswith("No such run. There are runs of ")
    assert "gemini-cli" in cli("runs", "--agent", "nobody").out


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")
@pytest.mark.parametrize("columns", [80, 200])
def test_on_a_terminal_nothing_hostile_moves_the_cursor(store, columns):
    """Only the colours that we set ourselves; with NO_COLOR none."""
    done = on_terminal({**store, "NO_COLOR": "1"}, "runs", columns=columns)
    assert done.code == 0
    assert max(map(len, done.plain)) <= columns
    assert not set("".join(done.plain)) & set(hostile_run.FORBIDDEN)


def test_piped_there_is_no_colour(cli):
    """Text for grep."""
    done = cli("runs")
    assert "\x1b" not in done.out
    assert done.lines[0].split()[0] == "Started"


def test_without_a_run_it_is_said_how_to_get_one(tmp_path):
    """A ledger of commands alone is what a set-up leaves."""
    with running.running(tmp_path) as recorder:
        recorder.wait_indexed()
        assert recorder.cli("runs").stdout.startswith("No run yet. Set an agent up")
