"""A small ledger already indexed, for tests of what readers ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.index.follower import Follower
from desktop_app.model.kinds import EntryKind
from desktop_app.normalize.signals import Signal
from desktop_app.query.query import Query
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.telemetry import logs, traces

if TYPE_CHECKING:
    from pathlib import Path

TOOL = {"tool_name": "Bash", "tool_use_id": "call-1"}


def follow(path: Path, ledger: MemoryLedger) -> Path:
    """Bring the index in a folder up with a ledger; return its path."""
    index = path / "index.db"
    with Follower(path / "ledger.db", index, open_source=ledger.open) as follower:
        while follower.catch_up():
            pass
    return index


def query(path: Path, ledger: MemoryLedger) -> Query:
    """Return a query over a ledger just indexed."""
    return Query(follow(path, ledger))


def small_ledger() -> MemoryLedger:
    """Two runs of one agent, one of them failed; one run of another sender; a command."""
    ledger = MemoryLedger()
    ledger.add(EntryKind.LOG_START, {"install": "00112233445566ff"})
    ledger.add(EntryKind.COMMAND, {"verb": "setup claude-code", "exit_code": 0})
    error = {"id": 3, "parent": 2, "name": "odd", "start": 20, "status": 2}
    ledger.add_request(
        Signal.TRACES,
        traces(
            {"id": 1, "name": "claude_code.interaction", "end": 9000},
            {"id": 2, "parent": 1, "name": "claude_code.tool", "start": 10, "attributes": TOOL},
            {**error, "message": "no such file"},
        ),
        run_id="aaa-1",
        redactions={"email": 2},
    )
    ledger.add_request(Signal.LOGS, logs({"event": "user_prompt"}), run_id="aaa-2")
    ledger.add_request(Signal.LOGS, logs({"body": "main.py is fine"}), run_id="bbb", sender="ci")
    ledger.add(EntryKind.RUN_END, {"reason": "exit", "exit_code": 7}, run_id="aaa-2")
    rejected = {"signal": "traces", "records": 2, "reasons": {"no id": 2}}
    ledger.add(EntryKind.OTLP_REJECTED, rejected)
    return ledger
