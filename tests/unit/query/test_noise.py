"""Noise spans: their attributes come from the ledger."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.index.follower import Follower
from desktop_app.normalize.signals import Signal, new_request
from desktop_app.query.query import Query
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.telemetry import put

if TYPE_CHECKING:
    from pathlib import Path


def noisy() -> Any:
    """Return a request of Codex with a span of noise in each of two scopes."""
    request = new_request(Signal.TRACES)
    resource = request.resource_spans.add()
    put(resource.resource.attributes, {"service.name": "codex_exec"})
    for number in range(2):
        scope = resource.scope_spans.add()
        for _ in range(2):
            span = scope.spans.add(name="auth", trace_id=b"t" * 16)
            span.span_id = bytes((*b"span", number, len(scope.spans), 0, 1))
            put(span.attributes, {"file": f"{number}-{len(scope.spans)}"})
            span.events.add(name="said")
    return request


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a ledger of one noisy request, indexed."""
    ledger = MemoryLedger()
    ledger.add_request(Signal.TRACES, noisy(), run_id="r")
    ledger.write(tmp_path / "ledger.db")
    with Follower(tmp_path / "ledger.db", tmp_path / "index.db") as follower:
        follower.catch_up()
    return tmp_path


def test_attributes_of_noise_come_from_the_ledger(folder: Path) -> None:
    """Each span gets its own, whatever scope it is in."""
    with Query(folder / "index.db", folder / "ledger.db") as query:
        rows = query.spans("r", noise=True)
        assert [row["category"] for row in rows] == ["noise"] * 4
        shown = [query.span(row["span"]) for row in rows]
        assert [one["attributes"]["file"] for one in shown] == ["0-1", "0-2", "1-1", "1-2"]
        assert [one["events"][0]["name"] for one in shown] == ["said"] * 4
        assert query.search("said") == []


def test_without_a_ledger_or_its_body_the_frame_is_shown(folder: Path) -> None:
    """No ledger at hand, or the body was purged, or it is damaged."""
    with Query(folder / "index.db") as query:
        assert query.span(1)["attributes"] is None
    for change in ("UPDATE bodies SET body = X'00'", "DELETE FROM bodies"):
        with closing(sqlite3.connect(folder / "ledger.db")) as db, db:  # noqa: TID251 - damage
            triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            for (name,) in db.execute(triggers).fetchall():
                db.execute(f"DROP TRIGGER {name}")
            db.execute(change)
        with Query(folder / "index.db", folder / "ledger.db") as query:
            shown = query.span(1)
            assert (shown["attributes"], shown["events"]) == (None, [])
