"""Calls whose hooks name no id, joined to their intents by run, tool and time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.index.connection import open_reader
from desktop_app.model.kinds import EntryKind
from desktop_app.normalize.signals import Signal
from desktop_app.query import joining
from tests.fakes import unnamed_calls
from tests.fakes.gated import intent
from tests.fakes.indexed import follow
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.telemetry import T0, logs

if TYPE_CHECKING:
    from pathlib import Path

TOOL, RUN = "run_shell_command", "g"
SECOND_US = 1_000_000
BEGAN_US = T0 // 1000


def joined(path: Path, intents: list[tuple[float, str | None]], ended_s: float, took_s: float = 1):
    """Index intents (seconds, call id) and one call; return (its intent, calls of the intents)."""
    ledger = MemoryLedger()
    for at_s, call_id in intents:
        ledger.add(
            EntryKind.ACTION_INTENT,
            intent(agent="gemini-cli", tool=TOOL, call_id=call_id),
            run_id=RUN,
            sender="gemini-cli",
            ts_us=BEGAN_US + int(at_s * SECOND_US),
        )
    attributes: dict[str, Any] = {
        "function_name": TOOL,
        "decision": "accept",
        "duration_ms": int(took_s * 1000),
    }
    call = {
        "event": "gemini_cli.tool_call",
        "at": int(ended_s * 1e9),
        "attributes": attributes,
    }
    ledger.add_request(
        Signal.LOGS, logs(call, service="gemini-cli"), run_id=RUN, sender="gemini-cli"
    )
    db = open_reader(follow(path, ledger))
    try:
        (row,) = map(dict, db.execute("SELECT * FROM tool_calls"))
        found = joining.calls_of(db, row["run"], range(len(intents)))
        return joining.intent_of(db, row), found
    finally:
        db.close()


@pytest.mark.parametrize(
    ("intents", "chosen"),
    [
        ([(0, None)], 0),
        ([(0, None), (5, None), (9, None)], 1),  # the newest that was there when it ended
        ([(0, None), (3, "toolu_1")], 0),  # one with an id is another call's
        ([(7, None), (8, None)], 0),  # a clock that is off: the first one after it
        ([(-700, None)], None),  # nobody waits so long
        ([(700, None)], None),
        ([], None),
    ],
)
def test_the_newest_intent_at_the_end_of_a_call_is_its_own(
    tmp_path: Path, intents: list[tuple[float, str | None]], chosen: int | None
) -> None:
    """And the intent leads back to the call; intents of no call lead nowhere."""
    found, calls = joined(tmp_path, intents, ended_s=6)
    assert found == chosen
    assert list(calls) == ([] if chosen is None else [chosen])


def test_each_call_of_a_recorded_run_has_its_own_intent(tmp_path: Path) -> None:
    """Gemini's telemetry names ids that its hooks do not."""
    db = open_reader(follow(tmp_path, unnamed_calls.ledger()))
    try:
        intents = [row["seq"] for row in db.execute("SELECT seq FROM intents ORDER BY seq")]
        rows = [dict(row) for row in db.execute("SELECT * FROM tool_calls ORDER BY start_ns")]
        assert all(row["call_id"] for row in rows)
        assert [joining.intent_of(db, row) for row in rows] == intents
        calls = joining.calls_of(db, rows[0]["run"], intents)
        assert [calls[seq] for seq in intents] == [row["id"] for row in rows]
        assert joining.calls_of(db, rows[0]["run"] + 1, intents) == {}
    finally:
        db.close()
