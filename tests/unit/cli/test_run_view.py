"""cli.run_view: one run as heading, tree and tool calls."""

# ruff: noqa: RUF001 - the design's dash for what an agent did not report
from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from desktop_app.cli import run_view
from tests.fakes import hostile_run

NOW = 1_795_169_861_000_000


def shown(renderable: Any, width: int) -> list[str]:
    """Return what a terminal of that width shows, without colour."""
    file = io.StringIO()
    Console(file=file, width=width, markup=False, emoji=False, highlight=False).print(renderable)
    return [line.rstrip() for line in file.getvalue().splitlines()]


def row(**changed: Any) -> dict[str, Any]:
    """Return a run as `Query.run` gives it."""
    return {
        "run_id": "run-1",
        "name": None,
        "agent": "codex",
        "agent_version": None,
        "title_thread": False,
        "first_ts_us": NOW,
        "turns": 1,
        "model_calls": 5,
        "tool_calls": 2,
        "denied": 0,
        "tool_errors": 0,
        "tokens_input": 7,
        "tokens_output": 0,
        "cost_usd": None,
        "ended": True,
        "end_reason": "exit",
        "exit_code": 3,
        "spans": 1_020,
        "log_records": 1,
        "metric_points": 0,
        "redactions": 2,
        "first_seq": 3,
        "last_seq": 4_000,
        **changed,
    }


def span(**changed: Any) -> dict[str, Any]:
    """Return a span as `Query.spans` gives it."""
    return {
        "title": "Model call",
        "name": "llm",
        "category": "model_call",
        "status": 0,
        "depth": 0,
        "folded": 0,
        "offset_ns": 0,
        "duration_ns": 5_000_000,
        **changed,
    }


def call(**changed: Any) -> dict[str, Any]:
    """Return a tool call as `Query.tool_calls` gives it."""
    return {
        "name": "Bash",
        "side_effect_level": "irreversible",
        "decision": "accept",
        "decision_source": "config",
        "approval": "not_required",
        "outcome": "ok",
        "error_class": None,
        "duration_ns": 53_000_000,
        "call_id": "call-1",
        **changed,
    }


def test_the_heading_says_who_when_how_and_how_much():
    """What was not reported is said to be so."""
    lines = run_view.heading(row(), now_us=NOW).plain.splitlines()
    assert lines[0].startswith("codex  ")
    assert lines[0].endswith("✗ failed, exit 3")
    assert lines[1:] == [
        "run-1",
        "1 turn, 5 model calls, 2 tool calls, 7 tokens in, 0 out, cost not reported",
        "1,020 spans, 1 log record, 0 metric points, 2 redactions, entries #3 to #4,000",
    ]


def test_the_heading_says_what_was_pruned():
    """Only where something was."""
    for count, words in (
        (1, "1 more entry of this run was"),
        (501, "501 more entries of this run were"),
    ):
        last = run_view.heading(row(pruned=count), now_us=NOW).plain.splitlines()[-1]
        assert last.startswith(f"{words} pruned: only hashes are left.")
    assert "pruned" not in run_view.heading(row(pruned=0), now_us=NOW).plain


def test_the_heading_counts_what_went_wrong():
    """Denied and failed only when there is any."""
    sums = run_view.heading(
        row(denied=2, tool_errors=1, tokens_input=None, tokens_output=None, cost_usd=1.5),
        now_us=NOW,
    ).plain.splitlines()[2]
    assert sums.endswith("2 tool calls, 2 denied, 1 failed, tokens not reported, $1.50")


@pytest.mark.parametrize("width", [80, 120, 200])
def test_the_tree_fits_and_its_bars_stand_on_one_axis(width):
    """Children are indented, folded spans counted, failures crossed."""
    rows = [
        span(title="Turn", category="turn", duration_ns=100_000_000, folded=3),
        span(depth=1, offset_ns=50_000_000, duration_ns=50_000_000, status=2),
        span(depth=40, title=None, name="n" * 300, offset_ns=99_000_000, duration_ns=None),
    ]
    heads, turn, failed, deep = shown(run_view.span_tree(rows, limit=10, width=width), width)
    assert max(map(len, (heads, turn, failed, deep))) <= width
    assert "Turn  +3" in turn
    assert failed.startswith("✗    Model call")
    assert "+50 ms" in failed
    left, right = turn.index("█"), len(turn)
    assert abs(failed.index("█") - (left + right) / 2) <= 1
    assert "…" in deep
    assert "–" in deep


def test_a_rollback_of_days_later_leaves_the_axis_to_the_agent():
    """It has its line and its time, and no bar; one within the run has one."""
    ours = span(title="Rollback by a person, 4 paths", category="rollback")
    rows = [span(offset_ns=0, duration_ns=10**9), {**ours, "offset_ns": 86_400 * 10**9}]
    _, agents, later = shown(run_view.span_tree(rows, limit=10, width=100), 100)
    assert agents.endswith("█" * 33)
    assert "Rollback by a person, 4 paths" in later
    assert "█" not in later
    within = [span(offset_ns=0, duration_ns=10**9), {**ours, "offset_ns": 0}]
    assert "▏" in shown(run_view.span_tree(within, limit=10, width=100), 100)[2]


def test_the_tree_stops_at_its_limit():
    """The verb says how many more there are."""
    assert len(shown(run_view.span_tree([span()] * 9, limit=4, width=80), 80)) == 5
    assert len(shown(run_view.span_tree([], limit=4, width=80), 80)) == 1


@given(
    offset=st.integers(0, 2**60),
    duration=st.integers(0, 2**60),
    whole=st.integers(1, 2**60),
    cells=st.integers(1, 100),
)
def test_a_bar_is_never_empty_nor_longer_than_its_cell(offset, duration, whole, cells):
    """Whatever a sender says of times."""
    text = run_view.bar(offset, duration, whole, cells)
    assert 1 <= len(text) <= cells
    assert text.strip()


def test_a_bar_begins_and_ends_where_its_span_does():
    """A quarter at the half of eight cells."""
    assert run_view.bar(0, 8, 8, 8) == "████████"
    assert run_view.bar(4, 2, 8, 8) == "    ██"
    assert run_view.bar(0, 1, 16, 8) == "▌"


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({}, "allowed by config"),
        ({"decision": "Approved", "decision_source": "Config"}, "allowed by config"),
        ({"decision": "reject", "decision_source": "user_reject"}, "denied by you"),
        ({"decision": None, "decision_source": None, "approval": "timed_out"}, "timed out"),
        ({"decision": None, "approval": None}, "–"),
        ({"decision": "odd\x1b", "decision_source": None}, "oddU+001B"),
    ],
)
def test_decisions_are_told_in_our_words(changed, wanted):
    """Who decided is said; a word that nobody knows is shown as it was."""
    assert run_view.decision(call(**changed)) == wanted


def test_tool_calls_at_80_and_at_200_columns():
    """Narrow: what, decision, outcome, time. Wide: side effect and id too."""
    rows = [call(), call(outcome="error", error_class="exit_nonzero"), call(outcome="unknown")]
    narrow = shown(run_view.tool_table(rows, width=80), 80)
    assert narrow[0].split() == ["Tool", "Decision", "Outcome", "Took"]
    assert narrow[2].split() == [
        "Bash",
        "allowed",
        "by",
        "config",
        "error:",
        "exit_nonzero",
        "53",
        "ms",
    ]
    assert narrow[3].split()[-3:] == ["–", "53", "ms"]
    wide = shown(run_view.tool_table(rows, width=200), 200)
    assert wide[0].split() == ["Tool", "Side", "effect", "Decision", "Outcome", "Took", "Call"]
    assert wide[1].endswith("call-1")


def test_log_records_stand_in_where_no_span_was_sent():
    """In order of time; a name is not said twice."""
    rows = [
        {"ns": 10**9, "name": "prompt", "text": "prompt", "category": "turn"},
        {"ns": 3 * 10**9, "name": None, "text": "main.py\x1b", "category": "other"},
    ]
    _, first, second = shown(run_view.log_table(rows), 80)
    assert first.split() == ["+0", "ms", "prompt"]
    assert second.split() == ["+2.0", "s", "main.pyU+001B"]
    assert len(shown(run_view.log_table([]), 80)) == 1


@pytest.mark.parametrize("width", [80, 200])
def test_hostile_spans_and_tools_are_shown_as_they_are_spelt(width):
    """No escape, no markup; the table keeps its shape."""
    bad = hostile_run.MARKUP + hostile_run.ESCAPE + hostile_run.REVERSED
    tree = run_view.span_tree([span(title=bad), span(title=hostile_run.LONG)], limit=9, width=width)
    odd = call(
        name=bad, decision=bad, decision_source=bad, outcome=bad, error_class=bad, call_id=bad
    )
    heading = run_view.heading(row(agent=bad, run_id=bad, agent_version=bad), now_us=NOW)
    logs = run_view.log_table([{"ns": 1, "name": bad, "text": bad, "category": "x"}])
    for renderable in (tree, run_view.tool_table([odd], width=width), heading, logs):
        lines = shown(renderable, width)
        assert max(map(len, lines)) <= width
        assert "[red]" in "\n".join(lines)
        assert not set("".join(lines)) & set(hostile_run.FORBIDDEN)
