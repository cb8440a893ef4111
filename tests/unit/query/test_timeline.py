"""A list of all runs: its order, its pages, its sums, and what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import UsageError
from desktop_app.index.connection import open_writer
from desktop_app.model.kinds import EntryKind
from desktop_app.normalize.signals import Signal
from desktop_app.query.query import Query
from desktop_app.query.timeline import MANY, MARKS, Key, Wanted, _mark
from tests.fakes.indexed import query
from tests.fakes.many_runs import make
from tests.fakes.memory_ledger import START_US, MemoryLedger
from tests.fakes.telemetry import T0, TRACE, logs, traces

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECOND = 1_000_000_000
MOMENT = START_US + 1_000_000_000


def call(number: int, name: str = "claude_code.tool", **attributes: str) -> dict[str, object]:
    """Return a tool span that starts so many seconds after the others."""
    tool = {"tool_name": "Bash", "tool_use_id": f"call-{number}", **attributes}
    start = number * SECOND
    return {"id": number, "name": name, "start": start, "end": start + 500, "attributes": tool}


@pytest.fixture
def many(tmp_path: Path) -> Iterator[Query]:
    """A thousand runs, a minute apart."""
    with Query(make(tmp_path / "many.db", 1_000, until_us=MOMENT)) as found:
        yield found


def test_keys_come_by_start_newest_first_and_page_by_page(many: Query) -> None:
    """Pages together are the whole list, each run once."""
    first = many.run_keys(Wanted(), limit=300)
    assert first[0] == Key(MOMENT, 1000, 1)
    whole = list(first)
    while page := many.run_keys(Wanted(), before=whole[-1], limit=300):
        whole += page
    assert [key.run for key in whole] == list(range(1000, 0, -1))
    assert whole == sorted(whole, reverse=True)


def test_a_list_is_read_from_an_index_and_never_sorted(many: Query) -> None:
    """With a million runs the first page is as quick as with ten."""
    plan = many._db.execute(
        "EXPLAIN QUERY PLAN SELECT coalesce(first_ns / 1000, first_ts_us), id, ended FROM runs "
        "WHERE title_thread = 0 ORDER BY coalesce(first_ns / 1000, first_ts_us) DESC, id DESC"
    ).fetchall()
    assert [row["detail"] for row in plan] == ["SCAN runs USING INDEX idx_runs_started"]
    plan = many._db.execute("EXPLAIN QUERY PLAN SELECT min(name) FROM tool_calls").fetchall()
    assert "idx_tool_calls_name" in plan[0]["detail"]


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (Wanted(), 3),
        (Wanted(agent="claude-code"), 3),
        (Wanted(agent="codex"), 0),
        (Wanted(outcome="error"), 1),
        (Wanted(outcome="running"), 2),
        (Wanted(outcome="errors"), 0),
        (Wanted(tool="Bash"), 1),
        (Wanted(tool="bash"), 0),
        (Wanted(since_us=T0 // 1000 + 1), 0),
        (Wanted(text="fine"), 1),
        (Wanted(text="claude"), 3),
        (Wanted(text="AAA-2"), 1),
        (Wanted(text="nothing of it"), 0),
    ],
)
def test_each_filter_leaves_what_it_says(small: Query, wanted: Wanted, count: int) -> None:
    """Keys, count and sums agree on what a filter leaves."""
    assert len(small.run_keys(wanted)) == count
    assert small.run_count(wanted) == count
    assert small.run_sums(wanted, 0, 2**62)["runs"] == count


def test_words_that_hold_nothing_to_look_for_are_refused(small: Query) -> None:
    """As everywhere in search."""
    with pytest.raises(UsageError):
        small.run_keys(Wanted(text="?"))


def test_only_asked_runs_and_those_without_an_end(small: Query) -> None:
    """`among` restricts; what has no end is told."""
    assert [key.run for key in small.run_keys(Wanted(), among=[2, 3])] == [3, 2]
    assert small.run_keys(Wanted(), among=[]) == []
    assert small.open_runs() == [1, 3]
    assert small.run_sums(Wanted(), 0, 2**62, ended=True)["runs"] == 1


def test_a_row_has_what_the_list_shows(small: Query) -> None:
    """Numbers, rules of redaction, one mark a call; the gravest of it."""
    rows = {row["run"]: row for row in small.run_rows([1, 2])}
    assert rows[1]["rules"] == ["email"]
    assert rows[1]["marks"] == ["ok"]
    assert rows[1]["outcome"] == "running"
    assert rows[1]["errors"] == 0  # a failed span beside a call that went well is no failed call
    assert (rows[2]["outcome"], rows[2]["exit_code"]) == ("error", 7)
    assert (rows[2]["started_us"], rows[2]["cost_usd"]) == (T0 // 1000, None)
    assert small.run_rows([]) == []


def test_sums_are_of_the_runs_that_started_in_that_time(many: Query) -> None:
    """Both ends: from is in, until is not."""
    minute = 60_000_000
    sums = many.run_sums(Wanted(), MOMENT - minute, MOMENT)
    assert sums["runs"] == 1
    both = many.run_sums(Wanted(agent="claude-code"), MOMENT - 6 * minute, MOMENT + 1)
    assert both["cost_usd"] == pytest.approx(0.0279 * both["runs"], rel=0.01)
    assert many.run_sums(Wanted(agent="codex"), 0, MOMENT)["cost_usd"] is None


def test_what_changed_is_told_by_entries(small: Query) -> None:
    """Runs that later entries are about; everything when there were too many or it went back."""
    assert small.run_changes(2) == (6, [2, 3])
    assert small.run_changes(6) == (6, [])
    assert small.run_changes(7) == (6, None)
    assert small.run_changes(-10 * MANY - 10) == (6, None)


def test_choices_are_what_was_seen(small: Query, many: Query) -> None:
    """Agents and tools by name, each once."""
    assert small.run_choices() == (["claude-code"], ["Bash"])
    agents, tools = many.run_choices()
    assert agents == ["claude-code", "codex", "gemini-cli"]
    assert tools == ["Bash", "Edit", "Read", "Write", "exec_command"]


def test_marks_follow_the_calls_in_order(tmp_path: Path) -> None:
    """A call that failed, one that was refused; a gate that was silent goes to the call it held."""
    failed = {**call(2), "status": 2}
    refused = {"decision": "reject", "source": "user_reject", "tool_use_id": "call-3"}
    silent = {"hook_event": "PreToolUse", "num_cancelled": "1"}
    refused["tool_name"] = "Bash"
    decided = {"event": "tool_decision", "at": 3 * SECOND, "attributes": refused}
    hook = {"event": "hook_execution_complete", "at": 4 * SECOND + 100, "attributes": silent}
    ledger = MemoryLedger()
    spans = traces(call(1), failed, call(3), call(4), call(5))
    ledger.add_request(Signal.TRACES, spans, run_id="r")
    ledger.add_request(Signal.LOGS, logs(decided, hook), run_id="r")
    with query(tmp_path, ledger) as found:
        row = found.run_rows([1])[0]
    assert row["marks"] == ["ok", "error", "denied", "not_gated", "ok"]
    assert (row["denied"], row["errors"], row["not_gated"]) == (1, 1, 1)
    assert row["outcome"] == "not_gated"


def test_many_calls_are_put_together_by_the_gravest(tmp_path: Path) -> None:
    """Never more marks than there is room for, and no failed call is lost among the others."""
    failed = {**call(50), "status": 2}
    ledger = MemoryLedger()
    spans = traces(*(call(number) for number in range(1, 50)), failed)
    ledger.add_request(Signal.TRACES, spans, run_id="r")
    with query(tmp_path, ledger) as found:
        marks = found.run_rows([1])[0]["marks"]
    assert marks == ["ok"] * (MARKS - 1) + ["error"]


@pytest.mark.parametrize(
    ("outcome", "approval", "ended", "mark"),
    [
        ("ok", "not_required", True, "ok"),
        ("unknown", None, False, "ok"),
        ("unknown", "requested", False, "waiting"),
        ("unknown", "requested", True, "ok"),
        ("denied", "rejected", True, "denied"),
        ("error", "approved", False, "error"),
    ],
)
def test_a_call_waits_for_a_person_as_long_as_its_run_has_no_end(
    outcome, approval, ended, mark
) -> None:
    """Asked and not answered is `waiting`; once the run has ended nobody waits any more."""
    assert _mark(outcome, approval, ended=ended) == mark


def test_hidden_threads_are_not_listed(tmp_path: Path) -> None:
    """Codex's title thread is not the person's run."""
    path = make(tmp_path / "index.db", 3, until_us=MOMENT)
    connection = open_writer(path)
    connection.execute("UPDATE runs SET title_thread = 1, ended = 0 WHERE id = 2")
    connection.close()
    with Query(path) as found:
        assert [key.run for key in found.run_keys(Wanted())] == [3, 1]
        assert found.run_count(Wanted()) == 2
        assert found.open_runs() == []


def test_the_gravest_is_told_as_on_the_command_line(tmp_path: Path) -> None:
    """An end that a crash left out, an exit code, a denial: one word a run."""
    ledger = MemoryLedger()
    ledger.add(EntryKind.RUN_END, {"reason": "crash"}, run_id="crashed")
    ledger.add(EntryKind.RUN_END, {"reason": "idle"}, run_id="ended")
    ledger.add(EntryKind.RUN_END, {"reason": "exit", "exit_code": 2}, run_id="failed")
    ledger.add(EntryKind.RUN_START, {}, run_id="open")
    ledger.add_request(
        Signal.TRACES, traces({"id": 9, "status": 2, "trace": TRACE}), run_id="said nothing"
    )
    ledger.add(EntryKind.RUN_END, {"reason": "idle"}, run_id="said nothing")
    with query(tmp_path, ledger) as found:
        rows = {row["run_id"]: row for row in found.run_rows(range(1, 6))}
    words = {name: row["outcome"] for name, row in rows.items()}
    assert words == {
        "crashed": "noend",
        "ended": "ended",
        "failed": "error",
        "open": "running",
        "said nothing": "error",
    }
    assert rows["said nothing"]["errors"] == 1
