"""The records behind a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.errors import UnreadableError
from desktop_app.host.paths import Paths
from desktop_app.query.query import Query
from desktop_app.tray.presenters.run_view.rows import What
from desktop_app.tray.presenters.run_view.sources import Sources, gather
from tests.fakes.pictured import pictured, places

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def recorded(store, monkeypatch) -> Iterator[Query]:
    """Recorded runs."""
    for name, value in store.items():
        monkeypatch.setenv(name, value)
    paths = Paths.resolve()
    with Query(paths.index, paths.ledger) as found:
        yield found


def test_a_tool_call_is_told_by_span_and_logs(recorded):
    """Its span, its result, its decision; and the entry that holds the span."""
    run = next(run for run in recorded.runs() if run["agent"] == "claude-code")
    rows = pictured(recorded, f"#{run['run']}").rows
    told = gather(recorded, rows, places(rows, What.TOOL)[0])
    assert told.span is not None
    assert [record["event"] for record in told.logs] == ["tool_result", "tool_decision"]
    assert told.records == [told.span, *told.logs]
    assert told.proof["seq"] == told.span["seq"]


def test_a_model_call_is_told_by_the_record_that_counts(recorded):
    """Beside its span."""
    run = next(run for run in recorded.runs() if run["agent"] == "claude-code")
    rows = pictured(recorded, f"#{run['run']}").rows
    told = gather(recorded, rows, places(rows, What.MODEL)[0])
    assert [record["event"] for record in told.logs] == ["api_request"]


def test_a_fold_has_no_record_of_its_own(recorded):
    """It stands for many."""
    run = next(run for run in recorded.runs() if run["agent"] == "gemini-cli")
    rows = pictured(recorded, f"#{run['run']}").rows
    assert gather(recorded, rows, places(rows, What.FOLD)[0]) == Sources()
    noise = gather(recorded, rows, places(rows, What.NOISE)[0])
    assert len(noise.records) == 1


def kept_row(entry: int, **more: Any) -> dict[str, Any]:
    """A row of what is kept."""
    return {"entry": entry, "ts_us": 0, "kind": "session.prompt", "mark": None, **more}


class Keeping:
    """A query of a store in which some entries keep something."""

    def __init__(self, query: Query, *rows: dict[str, Any]) -> None:
        self._query, self._rows = query, rows

    def __getattr__(self, name: str) -> Any:
        """All else is the real one's."""
        return getattr(self._query, name)

    def kept(self, _run: str) -> list[dict[str, Any]]:
        """What a run keeps."""
        return list(self._rows)

    def kept_of(self, entries: list[int]) -> list[dict[str, Any]]:
        """What entries keep."""
        return [row for row in self._rows if row["entry"] in entries]


def test_a_turn_shows_the_prompt_that_its_hook_told(recorded):
    """The nearest in time; one of another turn, and other content, is none of it."""
    run = next(run for run in recorded.runs() if run["agent"] == "claude-code")
    rows = pictured(recorded, f"#{run['run']}").rows
    at = places(rows, What.TURN)[0]
    start_us = rows.start[at] // 1000
    query = Keeping(
        recorded,
        kept_row(1_000_001, ts_us=start_us - 9_000_000),
        kept_row(1_000_002, ts_us=start_us - 200_000),
        kept_row(1_000_003, ts_us=start_us - 60_000_000),
        kept_row(1_000_004, ts_us=start_us, kind="payload.kept"),
    )
    told = gather(query, rows, at)
    assert [row["entry"] for row in told.kept] == [1_000_002]
    call = places(rows, What.TOOL)[0]
    assert gather(query, rows, call).kept == []


def test_a_vault_that_cannot_be_read_hides_nothing_else(recorded):
    """It is told apart from one that keeps nothing."""

    class Damaged(Keeping):
        def kept(self, _run):
            raise UnreadableError("No vault.")

        def kept_of(self, _entries):
            raise UnreadableError("No vault.")

    run = next(run for run in recorded.runs() if run["agent"] == "claude-code")
    rows = pictured(recorded, f"#{run['run']}").rows
    told = gather(Damaged(recorded), rows, places(rows, What.TURN)[0])
    assert told.kept is None
    assert told.proof is not None
