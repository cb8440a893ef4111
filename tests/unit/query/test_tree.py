"""A run as a tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.normalize.signals import Signal
from tests.fakes.indexed import query as query_of
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.recorded import parse, runs
from tests.fakes.telemetry import traces

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.query.query import Query

EXPECTED = {run.name: run for run in runs()}


def test_spans_come_as_a_tree(small: Query) -> None:
    """Parents before children, with depth and offset."""
    tree = small.spans("aaa-1", noise=True)
    assert [(span["name"], span["depth"], span["children"]) for span in tree] == [
        ("claude_code.interaction", 0, 1),
        ("claude_code.tool", 1, 1),
        ("odd", 2, 0),
    ]
    assert [span["offset_ns"] for span in tree] == [0, 10, 20]


def test_noise_is_folded_and_counted(tmp_path: Path) -> None:
    """Of Codex's 905 spans a person sees few; the rest are counted where they are folded."""
    ledger = MemoryLedger()
    for body in EXPECTED["codex-protobuf"].bodies:
        ledger.add_request(body.signal, parse(body), run_id="r")
    with query_of(tmp_path, ledger) as query:
        shown = query.spans("r")
        every = query.spans("r", noise=True)
    assert len(every) == 905
    assert 4 <= len(shown) < 60
    assert len({span["span"] for span in every}) == 905


def test_hostile_parents_do_not_loop(tmp_path: Path) -> None:
    """Spans that are each other's parents, or their own, are shown once."""
    ledger = MemoryLedger()
    ledger.add_request(
        Signal.TRACES,
        traces(
            {"id": 1, "parent": 2},
            {"id": 2, "parent": 1},
            {"id": 3, "parent": 3},
            {"id": 4, "parent": 99},
        ),
        run_id="r",
    )
    with query_of(tmp_path, ledger) as query:
        tree = query.spans("r", noise=True)
    assert sorted(span["span_id"][-1] for span in tree) == ["1", "2", "3", "4"]
