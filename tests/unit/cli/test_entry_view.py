"""cli.entry_view: entries, actions and hits, a line each."""

# ruff: noqa: RUF001 - the design's dash for what an agent did not report
from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from desktop_app.cli import entry_view
from tests.fakes import hostile_run

NOW = 1_795_169_861_000_000
BAD = hostile_run.MARKUP + hostile_run.ESCAPE + hostile_run.REVERSED + "\n"


def entry(**changed: Any) -> dict[str, Any]:
    """Return an entry as `Query.tail` gives it."""
    return {
        "seq": 12_345,
        "ts_us": NOW,
        "kind": "run.end",
        "run_id": "run-1",
        "summary": "run.end, reason exit",
        **changed,
    }


def action(**changed: Any) -> dict[str, Any]:
    """Return a line as `Query.audit_log` gives it."""
    return {
        "seq": 4,
        "operator": "codex",
        "tool": "Bash",
        "decision": "accept",
        "exit_code": 1,
        "duration_ms": 53.9,
        "outcome": "error",
        "this_hash": "ab" * 32,
        "run_id": "01a1f875-78b7",
        "params": {"call_id": "toolu_1"},
        **changed,
    }


def hit(**changed: Any) -> dict[str, Any]:
    """Return a hit as `Query.search` gives it."""
    return {
        "ns": NOW * 1000,
        "agent": "codex",
        "run_id": "01a1f875-78b7",
        "name": "tool",
        "what": "span",
        "text": "Bash",
        "matched": [],
        **changed,
    }


def test_an_entry_does_not_say_its_kind_twice():
    """Number, time, kind, what it is, which run."""
    words = entry_view.entry_line(entry(), now_us=NOW).plain.split()
    assert words[0] == "#12,345"
    assert words[2:] == ["run.end", "run-1", "reason", "exit"]
    alone = entry_view.entry_line(entry(run_id=None, summary=None), now_us=NOW).plain.split()
    assert alone[2:] == ["run.end"]


def test_an_action_says_who_did_what_and_how_it_went():
    """A tool call, and a command without any of it."""
    line = entry_view.action_line(action(), now_us=NOW, ts_us=NOW).plain
    assert line.split()[2:] == [
        "01a1f875",
        "codex",
        "Bash",
        "error",
        "allowed,",
        "exit",
        "1,",
        "53",
        "ms",
        "abababababab",
    ]
    plain = action(command="run.start", decision=None, exit_code=None, duration_ms=None)
    del plain["tool"]
    line = entry_view.action_line({**plain, "outcome": None}, now_us=NOW, ts_us=NOW).plain
    assert line.split()[2:] == [
        *("01a1f875", "codex", "run.start", "call_id", "toolu_1", "abababababab")
    ]


def test_an_action_tells_what_it_was_given_but_no_digests_or_lists():
    """Short values alone; what is off or empty is no news."""
    given = {
        "name": "run.idle_s",
        "new": 900,
        "macs": "ab" * 32,
        "late": False,
        "keys": {},
        "x": "",
    }
    line = action(command="config.changed", params=given, decision=None, exit_code=None)
    del line["tool"]
    text = entry_view.action_line({**line, "outcome": None}, now_us=NOW, ts_us=NOW).plain
    assert "  name run.idle_s, new 900, 53 ms  " in text


def shown(rows: list[dict[str, Any]], width: int) -> list[str]:
    """Return the table of hits as a terminal of that width shows it."""
    file = io.StringIO()
    console = Console(file=file, width=width, markup=False, emoji=False, highlight=False)
    console.print(entry_view.found_table(rows, now_us=NOW))
    return [line.rstrip() for line in file.getvalue().splitlines()]


@pytest.mark.parametrize("width", [80, 200])
def test_a_hit_names_its_run_by_what_show_needs(width):
    """Time and run are whole at any width; a text that repeats the name is not said again."""
    rows = [hit(), hit(text="codex.tool", ns=0), hit(text="t" * 500)]
    _, first, second, third = shown(rows, width)
    assert first.split()[1:] == ["codex", "01a1f875", "tool", "Bash"]
    assert second.split() == ["–", "codex", "01a1f875", "tool"]
    assert third.endswith("…")


def test_a_hit_shows_why_it_was_found():
    """What matched in an attribute, or out of sight in a long text."""
    hook = {"in": "hook_name", "text": "PreToolUse:Bash"}
    far = {"in": "text", "text": "…needle…"}
    rows = [hit(name="hook", text="a.hook", matched=[hook]), hit(text="x" * 200, matched=[far])]
    rows.append(hit(text="read", matched=[{"in": "name", "text": "tool"}, hook]))
    _, first, second, third = shown(rows, 200)
    assert first.endswith("  hook_name: PreToolUse:Bash")
    assert second.endswith("  …needle…")
    assert third.endswith("  read  hook_name: PreToolUse:Bash")


def test_hits_that_read_the_same_are_one_line():
    """With their number, and the latest time; those of another run stand for themselves."""
    rows = [hit(ns=0), hit(), hit(run_id="other-run"), hit()]
    _, first, second = shown(rows, 200)
    times = "\N{MULTIPLICATION SIGN}"
    assert first.split()[3:] == [f"3{times}", "tool", "Bash"]
    assert not first.startswith("–")
    assert times not in second


@pytest.mark.parametrize("width", [80, 200])
def test_hostile_text_is_shown_as_it_is_spelt(width):
    """In entries, actions and hits."""
    lines = shown(
        [hit(agent=BAD, run_id=BAD, name=BAD, text=BAD, matched=[{"in": BAD, "text": BAD}])], width
    )
    lines.append(entry_view.entry_line(entry(kind="x", summary=BAD, run_id=BAD), now_us=NOW).plain)
    odd = action(operator=BAD, tool=BAD, decision=BAD, outcome=BAD)
    lines.append(entry_view.action_line(odd, now_us=NOW, ts_us=NOW).plain)
    for line in lines[1:]:
        assert "[red]" in line
        assert not set(line) & set(hostile_run.FORBIDDEN + "\n")
