"""cli.views: the list of runs at any width."""

# ruff: noqa: RUF001 - the design's dash for what an agent did not report
from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from desktop_app.cli import views
from tests.fakes import hostile_run

NOW = 1_795_169_861_000_000
DAY = 86_400_000_000


def run(**changed: Any) -> dict[str, Any]:
    """Return a run as `Query.runs` gives it."""
    return {
        "run_id": "7821bcb7-efd7-49c6-b492-bf7efb2c7c4d",
        "name": None,
        "agent": "codex",
        "agent_version": "1.0",
        "title_thread": False,
        "first_ts_us": NOW,
        "first_ns": 10**9,
        "last_ns": 2 * 10**9,
        "duration_us": None,
        "model_calls": 2,
        "tool_calls": 3,
        "denied": 0,
        "tool_errors": 0,
        "tokens_input": 1_000,
        "tokens_output": None,
        "cost_usd": 0.5,
        "ended": True,
        "end_reason": "exit",
        "exit_code": None,
        **changed,
    }


def shown(renderable: Any, width: int) -> list[str]:
    """Return what a terminal of that width shows, without colour."""
    file = io.StringIO()
    console = Console(file=file, width=width, markup=False, emoji=False, highlight=False)
    console.print(renderable)
    return [line.rstrip() for line in file.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({}, "✓ finished"),
        ({"ended": False}, "◌ running"),
        ({"end_reason": "crash"}, "◍ end not recorded"),
        ({"exit_code": 3}, "✗ failed, exit 3"),
        ({"exit_code": 3, "denied": 1}, "⊘ denied"),
        ({"tool_errors": 2}, "✓ finished"),
    ],
)
def test_a_run_shows_the_gravest_of_its_states(changed, wanted):
    """A failed command in a run that ended well is a number, not a cross."""
    assert views.state_text(run(**changed)).plain == wanted


def test_runs_are_grouped_by_day_with_sums():
    """Newest first, whatever order they came in."""
    rows = [run(first_ts_us=NOW - DAY, denied=2), run(cost_usd=None), run(tool_errors=1)]
    lines = shown(views.runs_table(rows, now_us=NOW, width=160), 160)
    days = [line for line in lines if " November   " in line]
    assert days == [
        "Today, 20 November   2 runs, 6 tool calls, 1 failed, 2,000 tokens, $0.5000",
        "Yesterday, 19 November   1 run, 3 tool calls, 2 denied, 1,000 tokens, $0.5000",
    ]


@pytest.mark.parametrize("width", [80, 100, 150, 200])
def test_no_row_is_wider_than_the_terminal_and_columns_stand_under_their_heads(width):
    """80 columns hold every row whole: nothing needed is cut."""
    rows = [run(), run(first_ts_us=NOW - DAY, duration_us=3_600_000_000, denied=12, cost_usd=99)]
    lines = shown(views.runs_table(rows, now_us=NOW, width=width), width)
    assert max(map(len, lines)) <= width
    heads, table = lines[0], [line for line in lines if "codex" in line]
    end = heads.index("Took") + len("Took")
    assert [
        line[:end].endswith(took) for line, took in zip(table, ("1.0 s", "1 h 00 min"), strict=True)
    ]
    assert [line.endswith(cost) for line, cost in zip(table, ("$0.5000", "$99.00"), strict=True)]
    assert "…" not in "".join(table)


def test_narrow_terminals_explain_their_shapes():
    """Only those that are there."""
    lines = shown(views.runs_table([run(), run(exit_code=1)], now_us=NOW, width=80), 80)
    assert lines[-1] == "✗ failed   ✓ finished"


def test_what_is_not_known_is_a_dash_and_zero_a_blank():
    """Tokens of which nothing was said; no tool call."""
    row = run(tokens_input=None, cost_usd=None, tool_calls=0, first_ns=0, last_ns=0)
    heads, _, line = shown(views.runs_table([row], now_us=NOW, width=160), 160)
    assert line.count("–") == 3  # took, tokens, cost
    assert line[heads.index("Tools") : heads.index("Tools") + 5].strip() == ""
    assert views.tokens(run(tokens_input=None, tokens_output=5)) == 5


def test_wrapped_runs_carry_their_name_and_title_threads_say_so():
    """The name that the person gave comes before what the agent calls itself."""
    assert views.agent(run(name="greeting", agent_version=None)).plain == "greeting"
    assert views.agent(run(title_thread=True)).plain == "codex 1.0 (title thread)"
    assert views.agent(run(agent=None), version=False).plain == "unknown agent"


@pytest.mark.parametrize("width", [80, 200])
def test_hostile_names_are_shown_as_they_are_spelt(width):
    """No escape, no markup, no name that pushes the table apart."""
    row = run(
        agent=hostile_run.MARKUP + hostile_run.ESCAPE,
        run_id=hostile_run.LONG + hostile_run.REVERSED,
        agent_version=hostile_run.REVERSED,
    )
    lines = shown(views.runs_table([row], now_us=NOW, width=width), width)
    assert max(map(len, lines)) <= width
    assert "[red]blood[/red] :" in "\n".join(lines)
    assert not set("".join(lines)) & set(hostile_run.FORBIDDEN)


def test_a_paragraph_hangs_from_its_mark():
    """Further lines stand under the first word."""
    lines = shown(views.hanging("  - ", "one two three four"), 13)
    assert lines == ["  - one two", "    three", "    four"]
