"""The lane above the waterfall: the whole run in one line, and what it had cost by then."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from desktop_app.model import formats
from desktop_app.tray.presenters.run_view.rows import OPEN, What
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from desktop_app.tray.presenters.run_view.axis import Axis
    from desktop_app.tray.presenters.run_view.rows import Rows

BINS = 600
NOTHING, MODEL, TOOL, ASKED, SILENT = range(5)  # the higher covers the lower
TONES = ("", "model", "tool", "ask", "open")


class Piece(NamedTuple):
    """A stretch of the lane: `u` [left, right) and what was going on."""

    left: float
    right: float
    what: int


class Spent(NamedTuple):
    """What was spent in the course of a run.

    Attributes:
        title: "Cost so far" or "Tokens so far".
        total: as text.
        steps: (time_ns, part of the whole) after each call, ascending.
    """

    title: str
    total: str
    steps: tuple[tuple[int, float], ...]


def activity(rows: Rows, axis: Axis) -> list[Piece]:
    """Return what went on, in at most `BINS` pieces."""
    bins = bytearray(BINS)
    per_bin = max(axis.width, 1.0) / BINS
    for index in range(len(rows)):
        what = rows.what[index]
        if what == What.MODEL:
            _fill(bins, axis, (rows.start[index], rows.end[index]), MODEL)
        elif what == What.TOOL and rows.leaf[index]:
            _fill(bins, axis, (rows.start[index], rows.end[index]), TOOL)
    for extra in rows.extra.values():
        if extra.wait is not None:
            what = SILENT if extra.wait.silent else ASKED
            _fill(bins, axis, extra.wait[:2], what)
    return _pieces(bins, per_bin)


def _fill(bins: bytearray, axis: Axis, time_ns: tuple[int, int], what: int) -> None:
    start, end = time_ns
    per_bin = max(axis.width, 1.0) / BINS
    first = min(BINS - 1, max(0, int(axis.u(start) / per_bin)))
    last = BINS - 1 if end == OPEN else min(BINS - 1, max(first, int(axis.u(end) / per_bin)))
    for place in range(first, last + 1):
        bins[place] = max(bins[place], what)


def _pieces(bins: bytearray, per_bin: float) -> list[Piece]:
    found: list[Piece] = []
    begun = 0
    for place in range(1, BINS + 1):
        if place == BINS or bins[place] != bins[begun]:
            if bins[begun] != NOTHING:
                found.append(Piece(begun * per_bin, place * per_bin, bins[begun]))
            begun = place
    return found


def spent(rows: Rows) -> Spent:
    """Return cost over time; tokens where the agent reports no cost."""
    calls = [
        (rows.end[index], rows.more(index).call or {})
        for index in rows.extra
        if rows.what[index] == What.MODEL
    ]
    calls.sort(key=lambda one: one[0])
    costs = [(at, call["cost_nano_usd"]) for at, call in calls if call.get("cost_nano_usd")]
    if costs:
        total = sum(cost for _, cost in costs)
        return Spent(tr("Cost so far"), formats.money(total / 1e9), _steps(costs, total))
    tokens = [
        (at, (call.get("tokens_input") or 0) + (call.get("tokens_output") or 0))
        for at, call in calls
    ]
    total = sum(count for _, count in tokens)
    if not total:
        return Spent(tr("Cost so far"), tr("not reported"), ())
    return Spent(tr("Tokens so far"), formats.count(total), _steps(tokens, total))


def _steps(told: list[tuple[int, int]], total: int) -> tuple[tuple[int, float], ...]:
    found, so_far = [], 0
    for at, amount in told:
        so_far += amount
        found.append((at, so_far / total))
    return tuple(found)
