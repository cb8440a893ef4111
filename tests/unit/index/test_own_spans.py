"""A rollback's own span in the index: beside the agent's, in no sum of its run, never forged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.index.own_spans import CATEGORY, title
from desktop_app.model.kinds import EntryKind
from desktop_app.normalize.signals import Signal
from tests.fakes import indexed
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.telemetry import T0, TRACE, traces

if TYPE_CHECKING:
    from pathlib import Path

US = 1_000
START_US = T0 // US + 86_400_000_000
SPAN = {
    "trace_id": "ab" * 16,
    "span_id": "cd" * 8,
    "start_us": START_US,
    "end_us": START_US + 250_000,
    "link": {"trace_id": TRACE.hex(), "span_id": "00" * 7 + "01"},
}
DONE = {"phase": "done", "begun": 2, "undo": None, "failed": 1, "ops": 4, "refs": 1, "span": SPAN}


def ledger(**more: Any) -> MemoryLedger:
    """Return a run of one span, and a rollback of it a day later."""
    made = MemoryLedger()
    made.add(EntryKind.LOG_START, {"install": "00112233445566ff"})
    made.add_request(Signal.TRACES, traces({"id": 1, "name": "work"}), run_id="r")
    made.add(EntryKind.ROLLBACK, {"phase": "begun", "ops": 4}, run_id="r")
    made.add(EntryKind.ROLLBACK, {**DONE, **more}, run_id="r")
    return made


def test_it_is_a_row_of_its_own(tmp_path: Path) -> None:
    """With its entry, times, title, source and link; found by words; linked to the run."""
    with indexed.query(tmp_path, ledger()) as query:
        (agents, ours) = query.spans("r")
        assert (agents["name"], agents["category"]) == ("work", "other")
        assert (ours["seq"], ours["name"], ours["category"]) == (
            3,
            "countersign.rollback",
            CATEGORY,
        )
        assert ours["title"] == "Rollback by a person, 4 paths, 1 git ref, 1 left alone"
        assert (ours["parent_id"], ours["status"]) == (None, 1)
        assert (ours["start_ns"], ours["duration_ns"]) == (START_US * US, 250_000 * US)
        whole = query.span(ours["span"])
        assert whole["scope_name"] == "countersign"
        assert whole["resource_attributes"] == {"service.name": "countersign"}
        assert whole["attributes"] == {
            "countersign.entry": 3,
            "countersign.rollback.ops": 4,
            "countersign.rollback.refs": 1,
            "countersign.rollback.failed": 1,
            "link.trace_id": TRACE.hex(),
            "link.span_id": "0000000000000001",
        }
        (hit,) = query.search("rollback person")
        assert (hit["record"], hit["run_id"]) == (ours["span"], "r")
        assert query.entries_of_trace("ab" * 16) == [3]
        root = query.root_span(query.run("r")["run"])
        assert root == {"trace_id": TRACE.hex(), "span_id": "0000000000000001"}


def test_the_runs_sums_and_times_are_the_agents(tmp_path: Path) -> None:
    """Spans, errors and the end of its telemetry."""
    with indexed.query(tmp_path, ledger(ops=0, refs=0)) as query:
        run = query.run("r")
        assert (run["spans"], run["error_spans"]) == (1, 0)
        assert run["last_ns"] < START_US * US
        assert query.spans("r")[1]["status"] == 2


@pytest.mark.parametrize(
    "span",
    [
        None,
        "x",
        {},
        {**SPAN, "trace_id": "AB" * 16},
        {**SPAN, "span_id": "cd"},
        {**SPAN, "start_us": "1"},
        {**SPAN, "end_us": None},
        {**SPAN, "trace_id": 7},
    ],
)
def test_what_is_no_span_is_an_entry_alone(tmp_path: Path, span: object) -> None:
    """Of an earlier version, or of somebody who made the bundle."""
    with indexed.query(tmp_path, ledger(span=span)) as query:
        assert [row["name"] for row in query.spans("r")] == ["work"]
        assert query.run("r")["entries"] == 3


def test_times_are_bounded_and_a_bad_link_is_left_out(tmp_path: Path) -> None:
    """An entry of others can say anything."""
    span = {**SPAN, "start_us": -5, "end_us": 2**53 - 1, "link": {"trace_id": "x", "span_id": "y"}}
    with indexed.query(tmp_path, ledger(span=span)) as query:
        ours = next(row for row in query.spans("r") if row["category"] == CATEGORY)
        assert ours["start_ns"] == 0
        assert ours["duration_ns"] <= 2**63 - 1
        assert "link.trace_id" not in query.span(ours["span"])["attributes"]


def test_no_sender_makes_one(tmp_path: Path) -> None:
    """The same name, scope and resource in telemetry is the agent's all the same."""
    forged = traces({"id": 9, "name": "countersign.rollback"}, service="countersign")
    made = ledger()
    made.add_request(Signal.TRACES, forged, run_id="r")
    with indexed.query(tmp_path, made) as query:
        found = {row["span_id"]: row["category"] for row in query.spans("r", noise=True)}
    assert found == {"cd" * 8: CATEGORY, "0000000000000001": "other", "0000000000000009": "other"}


def test_ids_that_are_taken_leave_what_is_there(tmp_path: Path) -> None:
    """The index goes on, with ids that have no gaps."""
    made = ledger()
    made.add(EntryKind.ROLLBACK, DONE, run_id="r")
    made.add_request(Signal.TRACES, traces({"id": 2, "name": "later"}), run_id="r")
    with indexed.query(tmp_path, made) as query:
        assert sorted(row["span"] for row in query.spans("r")) == [1, 2, 3]


def test_titles() -> None:
    """What was undone, and how much of it."""
    assert title({"ops": 1}) == "Rollback by a person, 1 path"
    assert title({"ops": 2, "undo": 41}) == "Rollback #41 undone by a person, 2 paths"
    assert title({"undo": "x", "ops": "y"}) == "Rollback by a person, 0 paths"
