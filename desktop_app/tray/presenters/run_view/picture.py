"""All that the page shows of one state of a run, made off the main thread in one go."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop_app.tray.presenters.run_view import axis, gaps, lane
from desktop_app.tray.presenters.run_view.rows import State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.query.query import Query
    from desktop_app.tray.presenters.run_view.axis import Axis, Fold
    from desktop_app.tray.presenters.run_view.lane import Piece, Spent
    from desktop_app.tray.presenters.run_view.rows import Gap, Rows
    from desktop_app.tray.presenters.run_view.story import Story


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis, and the lane drawn on it."""

    axis: Axis
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class Picture:
    """One state of a run.

    Attributes:
        run: its row, as `Query.run` gives it.
        rows, gaps: see `story`.
        after_gaps: gaps by the row that comes after each.
        has_spans: whether any span came.
        clock, folded: the two axes.
        folds: waits that the second one folds.
        fold_first: whether it is the better one to begin with.
        spent: cost or tokens over time.
        states: how many rows are in which state (`State`).
        sealed_size: entries that a checkpoint covers.
        took_ns: from the first to the last that the agent told of.
        unsettled: which settings of its agent did not hold, in a word; "" none.
    """

    run: dict[str, Any]
    rows: Rows
    gaps: tuple[Gap, ...]
    after_gaps: dict[int, Gap]
    has_spans: bool
    clock: Scale
    folded: Scale
    folds: tuple[Fold, ...]
    fold_first: bool
    spent: Spent
    states: dict[State, int]
    sealed_size: int
    took_ns: int
    unsettled: str = ""

    @property
    def live(self) -> bool:
        """Whether more may come."""
        return not self.run["ended"]


def read(query: Query, story: Story, ref: str) -> Picture | None:
    """Read a run on and return its newest state; None when nothing has changed.

    Runs in the reader's thread, which owns `story`.
    """
    with _uncollected():
        return _read(query, story, ref)


def _read(query: Query, story: Story, ref: str) -> Picture | None:
    run = query.run(ref)
    sealed = query.sealed_size()
    changed = story.take(query.run_records(run["run"], story.position))
    seen = (run["last_seq"], run["ended"], sealed > run["last_seq"])
    if not changed and story.seen == seen:
        return None
    story.seen = seen
    return of(run, story, sealed)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector out: rows are many, and none is in a cycle (10 % of the time)."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def of(run: dict[str, Any], story: Story, sealed_size: int) -> Picture:
    """Return the state that a run's row and its records make."""
    told = story.told(ended=bool(run["ended"]))
    rows = told.rows
    start, end = axis.extent(rows, told.gaps)
    first, last = axis.extent(rows, told.gaps, ours=False)
    waits = axis.waits(rows, start, end)
    clock, folded = axis.clock(start, end), axis.folded(start, end, waits)
    true = Scale(clock, lane.activity(rows, clock))
    bands = Scale(folded, lane.activity(rows, folded)) if folded.folds else true
    counted = {state: rows.state.count(state) for state in State}
    return Picture(
        run=run,
        rows=rows,
        gaps=told.gaps,
        after_gaps=gaps.after(rows, told.gaps) if told.gaps else {},
        has_spans=told.has_spans,
        clock=true,
        folded=bands,
        folds=tuple(waits),
        fold_first=axis.fold_by_default(clock, waits),
        spent=lane.spent(rows),
        states=counted,
        sealed_size=sealed_size,
        took_ns=last - first,
        unsettled=told.unsettled,
    )
