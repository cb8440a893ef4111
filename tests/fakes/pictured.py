"""Staged runs as the run page gets them: indexed from a ledger in memory, read, arranged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.normalize.signals import Signal
from desktop_app.tray.presenters.run_view import picture
from desktop_app.tray.presenters.run_view.story import Story
from tests.fakes.indexed import query
from tests.fakes.memory_ledger import MemoryLedger

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.query.query import Query
    from desktop_app.tray.presenters.run_view.picture import Picture
    from desktop_app.tray.presenters.run_view.rows import Rows, What
    from tests.fakes.staged_run import Stage


def asked_of(path: Path, stage: Stage, session: str) -> Query:
    """Return a query over a ledger that holds one staged run."""
    ledger = MemoryLedger()
    traces, logs = stage.traces(), stage.logs()
    ledger.add_request(Signal.TRACES, traces, run_id=session, agent="claude-code")
    ledger.add_request(Signal.LOGS, logs, run_id=session, agent="claude-code")
    return query(path, ledger)


def pictured(found: Query, session: str, *, ended: bool = True, sealed: int = 0) -> Picture:
    """Return a run as the page would show it."""
    story, run = Story(), found.run(session)
    story.take(found.run_records(run["run"]))
    return picture.of({**run, "ended": ended}, story, sealed)


def places(rows: Rows, what: What, name: str = "") -> list[int]:
    """Return the rows of a kind, or those of a name."""
    return [at for at in range(len(rows)) if rows.what[at] == what and name in {"", rows.name[at]}]
