"""Records become nodes: turns, calls, log records, folds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.host.paths import Paths
from desktop_app.query.query import Query
from desktop_app.tray.presenters.run_view.nodes import spent, tool_state
from desktop_app.tray.presenters.run_view.rows import OPEN, State, What
from tests.fakes import staged_run
from tests.fakes.pictured import asked_of, pictured, places

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def recorded(store, monkeypatch) -> Iterator[Query]:
    """Recorded runs of real agents."""
    for name, value in store.items():
        monkeypatch.setenv(name, value)
    paths = Paths.resolve()
    with Query(paths.index, paths.ledger) as found:
        yield found


def run_of(found: Query, agent: str) -> str:
    """Return the reference of an agent's run."""
    return next(f"#{run['run']}" for run in found.runs() if run["agent"] == agent)


@pytest.mark.parametrize("agent", ["claude-code", "gemini-cli"])
def test_every_call_of_a_recorded_run_is_one_row(recorded, agent):
    """As many tool and model calls as the run counts, all of them under its turn."""
    run = recorded.run(run_of(recorded, agent))
    made = pictured(recorded, f"#{run['run']}")
    rows = made.rows
    assert len(places(rows, What.TOOL)) == run["tool_calls"]
    assert len(places(rows, What.MODEL)) == run["model_calls"]
    assert len(places(rows, What.TURN)) == run["turns"]
    assert {rows.depth[at] for at in places(rows, What.TOOL)} == {1}
    assert made.gaps == ()


@pytest.mark.parametrize("agent", ["claude-code", "gemini-cli"])
def test_nothing_of_a_recorded_run_is_left_out(recorded, agent):
    """Each span and log record is a row, part of one, or counted in a fold."""
    run = recorded.run(run_of(recorded, agent))
    records = recorded.run_records(run["run"])
    rows = pictured(recorded, f"#{run['run']}").rows
    folded = sum(
        rows.more(at).count for at in (*places(rows, What.FOLD), *places(rows, What.LOG_FOLD))
    )
    assert folded == len(places(rows, What.NOISE))
    shown = {rows.span[at] for at in range(len(rows))} - {0}
    executions = [row for row in records.spans if row[0] not in shown]
    assert all(row[4].endswith(".execution") for row in executions)
    told = {rows.log[at] for at in range(len(rows))}
    told |= {(rows.more(at).call or {}).get("record") for at in range(len(rows))}
    assert {row[0] for row in records.logs} <= told


def test_a_turn_that_only_a_log_tells_of_holds_what_follows(tmp_path):
    """A turn's span comes at its end: until then its prompt's record stands for it."""
    stage = staged_run.live("live")
    with asked_of(tmp_path, stage, "live") as found:
        live, ended = pictured(found, "live", ended=False), pictured(found, "live")
    rows = live.rows
    (turn,) = places(rows, What.TURN)
    assert (rows.name[turn], rows.end[turn]) == ("Turn 1", OPEN)
    assert rows.stop[turn] == len(rows)
    (turn,) = places(ended.rows, What.TURN)
    assert ended.rows.end[turn] >= max(ended.rows.end)


def test_log_records_stand_by_their_call(not_gated):
    """Hook, decision and result are below the call; the hook that failed tells of the gate."""
    rows = not_gated.rows
    at = places(rows, What.TOOL)[0]
    below = range(at + 1, rows.stop[at])
    assert [rows.name[row] for row in below] == [
        "hook_execution_complete",
        "tool_decision",
        "tool_result",
    ]
    assert State(rows.state[at + 1]) is State.NOT_GATED


def test_states_of_tool_calls():
    """The gravest counts."""
    assert tool_state({"outcome": "error"}, failed=False, silent=True) is State.NOT_GATED
    assert tool_state({"outcome": "denied"}, failed=True, silent=False) is State.DENIED
    assert tool_state({"outcome": "ok"}, failed=True, silent=False) is State.ERROR
    assert tool_state({"outcome": "unknown"}, failed=False, silent=False) is State.UNKNOWN


def test_what_a_model_call_spent():
    """Cost where it was reported, else tokens, else nothing."""
    call = {"cost_nano_usd": None, "tokens_input": 1500, "tokens_output": 60}
    assert spent({**call, "cost_nano_usd": 4_655_000}) == "$0.0047"
    assert spent(call) == "1,500 in, 60 out"
    assert spent({**call, "tokens_input": None, "tokens_output": None}) == ""
