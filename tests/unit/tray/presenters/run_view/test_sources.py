"""The records behind a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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
