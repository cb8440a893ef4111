"""countersign show: one run."""

from __future__ import annotations

import sys

import pytest

from tests.fakes import hostile_run, recorded
from tests.fakes.commands import on_terminal

CLAUDE = "7821bcb7"


def test_a_run_has_all_its_numbers_in_json(cli):
    """The row of `runs` with counts and lists beside it."""
    expected = recorded.run("claude-gzip-protobuf").expected
    data = cli("show", expected["session_ids"][0], "--output", "json").data
    assert data["counts"]["spans"] == expected["spans"]
    assert len(data["tool_calls_list"]) == expected["tool_calls"]["distinct_call_ids"]
    assert data.keys() >= {"approvals_list", "model_calls_list", "spans_list", "run_id"}


def test_text_has_heading_tree_and_tools(cli):
    """And says what is folded away, which --noise shows."""
    run = recorded.run("claude-gzip-protobuf").expected["session_ids"][0]
    out = cli("show", run).out
    assert "claude-code 2.1.197" in out
    assert "What happened" in out
    assert "error: exit_nonzero" in out
    assert "are folded (+N): --noise" in out
    assert "folded" not in cli("show", run, "--noise").out
    assert "more spans: --limit " in cli("show", run, "--limit", "2").out


def test_a_wrapped_run_shows_how_it_ended(cli):
    """By its number, by its beginning; `show` alone is the latest."""
    number = next(
        row["run"] for row in cli("runs", "--output", "json").data if row["name"] == "greeting"
    )
    assert "✗ failed, exit 3" in cli("show", f"#{number}").out
    assert cli("show").code == 0
    assert cli("show", "nobody").code == 1


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")
@pytest.mark.parametrize("columns", [80, 200])
def test_a_hostile_run_stays_inside_its_table(store, columns):
    """On a real terminal: widths hold, and no escape but our own colours comes out."""
    done = on_terminal({**store, "NO_COLOR": "1"}, "show", hostile_run.RUN_ID, columns=columns)
    assert done.code == 0
    assert max(map(len, done.plain)) <= columns
    assert "[red]" in done.out
    assert not set("".join(done.plain)) & set(hostile_run.FORBIDDEN)
