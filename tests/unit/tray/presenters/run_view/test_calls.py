"""Tool calls and model calls, joined to what told of them."""

from __future__ import annotations

from desktop_app.tray.presenters.run_view.rows import OPEN, State, What
from tests.fakes import staged_run
from tests.fakes.pictured import asked_of, pictured, places

MS = 1_000_000


def test_a_wait_stands_before_the_call(asked):
    """The person was asked for 13.1 s, then it ran for 46 ms."""
    rows = asked.rows
    at = places(rows, What.TOOL, "Bash")[0]
    wait = rows.more(at).wait
    assert (wait.end_ns - wait.start_ns, wait.silent) == (13_100 * MS, False)
    assert rows.start[at] == wait.end_ns
    assert rows.end[at] - rows.start[at] == 46 * MS


def test_a_denied_call_did_not_run(asked):
    """It has its wait and no time of its own."""
    rows = asked.rows
    at = places(rows, What.TOOL, "Bash")[-1]
    assert rows.state[at] == State.DENIED
    assert rows.start[at] == rows.end[at] == rows.more(at).wait.end_ns


def test_decisions_stand_with_their_call(asked):
    """In order, as they were sent."""
    rows = asked.rows
    told = [rows.more(at).approvals for at in places(rows, What.TOOL, "Bash")]
    assert [[row["source"] for row in found if row["signal"] == "log"] for found in told] == [
        ["user_temporary"],
        ["config"],
        ["user_reject"],
    ]


def test_costs_are_those_of_the_log(asked):
    """Each model span got the record that counts."""
    rows = asked.rows
    assert {rows.more(at).detail for at in places(rows, What.MODEL)} == {"$0.0047"}


def test_calls_that_only_logs_tell_of_are_rows(tmp_path):
    """Without any span, a tool call has the time that its result tells."""
    stage = staged_run.asked("logs")
    stage.traces()
    with asked_of(tmp_path, stage, "logs") as found:
        made = pictured(found, "logs")
    rows = made.rows
    assert not made.has_spans
    calls = places(rows, What.TOOL)
    assert len(calls) == 6
    assert rows.end[calls[0]] - rows.start[calls[0]] == 46 * MS
    assert len(places(rows, What.MODEL)) == 5
    assert rows.more(calls[0]).only_logs
    assert rows.state[calls[-1]] == State.DENIED


def test_a_call_without_an_end_is_told(tmp_path):
    """Allowed, and nothing more was heard: open while the run goes on, no end afterwards."""
    stage = staged_run.Stage("half", b"half".ljust(16, b"\0"))
    stage.turn(0, 1)
    stage.tool("Bash", 5, 5)
    stage.traces()
    stage._logs = stage._logs[:2]
    with asked_of(tmp_path, stage, "half") as found:
        ended, live = pictured(found, "half"), pictured(found, "half", ended=False)
    (at,) = places(ended.rows, What.TOOL)
    assert (ended.rows.end[at], State(ended.rows.state[at])) == (OPEN, State.NO_END)
    assert State(live.rows.state[at]) is State.UNKNOWN
