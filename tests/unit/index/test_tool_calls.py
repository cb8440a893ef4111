"""Joining the records of one tool call."""

from __future__ import annotations

# ruff: noqa: TID251 - looks at the file as a stranger would
import sqlite3
from contextlib import closing
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.index import tool_calls as module
from desktop_app.index.context import Context
from desktop_app.index.schema import migrate
from desktop_app.index.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

EMPTY = dict.fromkeys(name for name in TABLES["tool_calls"].names if name != "id")


@pytest.fixture
def context() -> Iterator[Context]:
    """An empty index."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection)
        yield Context(connection)


def part(seq: int, **given: Any) -> dict[str, Any]:
    """Return one record's word."""
    times = {"start_ns": seq * 10, "end_ns": seq * 10 + 5, "outcome": "unknown"}
    return {**EMPTY, "sender": "", "first_seq": seq, "last_seq": seq, **times, **given}


def stored(context: Context) -> list[dict[str, Any]]:
    """Return the rows in the file."""
    context.flush()
    rows = context.connection.execute("SELECT * FROM tool_calls ORDER BY id").fetchall()
    return [dict(zip(TABLES["tool_calls"].names, row, strict=True)) for row in rows]


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("forget", [False, True])
def test_the_order_of_arrival_does_not_matter(
    context: Context, monkeypatch: pytest.MonkeyPatch, order: tuple[int, ...], *, forget: bool
) -> None:
    """Span, log and decision of one call make one row, from memory or from the file."""
    monkeypatch.setattr(module, "KEEP", 0)
    run = context.runs.get("", "r")
    parts = [
        part(1, run=run.id, call_id="c", span=7, name="Bash", outcome="ok", duration_ns=9),
        part(2, run=run.id, call_id="c", log=8, outcome="error", error_class="timeout"),
        part(3, run=run.id, call_id="c", decision="accept", approval="approved"),
    ]
    for index in order:
        context.tool_calls.add(dict(parts[index]))
        if forget:
            context.flush()
            context.trim()
    (row,) = stored(context)
    assert (row["span"], row["log"], row["decision"]) == (7, 8, "accept")
    assert (row["outcome"], row["name"], row["error_class"]) == ("error", "Bash", "timeout")
    assert (row["start_ns"], row["end_ns"], row["duration_ns"]) == (10, 35, 9)
    assert (row["first_seq"], row["last_seq"]) == (1, 3)
    assert (run.row["tool_calls"], run.row["tool_errors"]) == (1, 1)


def test_without_an_id_records_go_in_order(context: Context) -> None:
    """The first log of a key belongs to the first span of it, the second to the second."""
    run = context.runs.get("", "r").id
    for seq, given in enumerate(
        (
            {"span": 1, "call_id": "a"},
            {"span": 2, "call_id": "b"},
            {"log": 11},
            {"log": 12},
            {"log": 13},
            {"span": 3, "call_id": "c"},
        )
    ):
        context.tool_calls.add(part(seq, run=run, call_key="k", **given))
    found = [(row["call_id"], row["span"], row["log"]) for row in stored(context)]
    assert found == [("a", 1, 11), ("b", 2, 12), ("c", 3, 13)]


def test_calls_of_no_run_join_it_later(context: Context) -> None:
    """They move with their trace, and melt into the call of the same id that is there already."""
    run = context.runs.get("s", "r")
    context.tool_calls.add(part(1, sender="s", trace_id="t", call_id="a", span=1))
    context.tool_calls.add(part(2, sender="s", trace_id="t", call_id="b", span=2))
    context.tool_calls.add(part(3, sender="x", trace_id="t", call_id="a", span=3))
    context.tool_calls.add(part(4, run=run.id, sender="s", trace_id="u", call_id="a", log=9))
    context.tool_calls.join("s", "t", run)
    found = [(row["run"], row["call_id"], row["span"], row["log"]) for row in stored(context)]
    assert found == [(None, "a", 3, None), (run.id, "a", 1, 9), (run.id, "b", 2, None)]
    assert run.row["tool_calls"] == 2
    context.tool_calls.add(part(5, sender="s", trace_id="v", call_id="z"))
    assert stored(context)[-1]["id"] == 6  # ids are never used again
