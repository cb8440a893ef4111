"""One row of the waterfall as marks with places in pixels: what is drawn, not how.

The table behind this is in `tray.md`, "Waterfall". Bars are at least 4 px wide; a label stands
right of what it tells of, left of it where there is no room, and never across another mark.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from desktop_app.model import formats
from desktop_app.tray.presenters.run_view.rows import OPEN, State, What
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.tray.presenters.run_view.rows import Rows
    from desktop_app.tray.presenters.run_view.view import View

    Measure = Callable[[str], float]

NARROWEST = 4.0
ICON = 14.0
GAP = 7.0
CAP = 3.0
NO_END = 28.0  # pixels of a bar whose end was not recorded


class Kind(Enum):
    """How a mark looks."""

    BRACKET = "bracket"
    BAR = "bar"
    HATCHED = "hatched"
    HOLLOW = "hollow"
    CAP = "cap"
    RING = "ring"
    DASHES = "dashes"
    ICON = "icon"
    LABEL = "label"


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark at [left, right) pixels; `text` is a label's text or an icon's name."""

    kind: Kind
    left: float
    right: float
    tone: str
    text: str = ""
    is_open: bool = False  # goes on beyond its right end


_TONES = {What.MODEL: "model", What.TOOL: "tool", What.SUBAGENT: "tool"}


def marks(
    rows: Rows, index: int, view: View, measure: Measure, *, now_ns: int | None = None
) -> list[Mark]:
    """Return a row's marks on a stretch of time, those beneath first.

    `measure` tells how wide a label is; `now_ns` is the live edge, None when the run has ended.
    """
    what = rows.what[index]
    if what == What.LOG:
        at = view.x(rows.start[index])
        tones = {State.NOT_GATED: "open", State.ERROR: "deny"}
        return [Mark(Kind.RING, at, at, tones.get(State(rows.state[index]), "text3"))]
    if what in {What.FOLD, What.LOG_FOLD}:
        left, right = view.x(rows.start[index]), view.x(rows.end[index])
        return [Mark(Kind.DASHES, left, max(right, left + NARROWEST), "text3")]
    made = _body(rows, index, view, now_ns)
    return made + _told(rows, index, made, view, measure)


def _body(rows: Rows, index: int, view: View, now_ns: int | None) -> list[Mark]:
    what, state, end_ns = What(rows.what[index]), rows.state[index], rows.end[index]
    left, is_open = view.x(rows.start[index]), end_ns == OPEN
    if what is What.TURN:
        right = view.x(now_ns) if is_open and now_ns is not None else view.x(end_ns)
        right = view.width if is_open and now_ns is None else right
        return [Mark(Kind.BRACKET, left, max(right, left + NARROWEST), "turn", "", is_open)]
    made = _waited(rows, index, view)
    if state == State.DENIED:
        return made
    edge = left + NO_END if now_ns is None else view.x(now_ns)
    right = max(edge if is_open else view.x(end_ns), left + NARROWEST)
    tone = "ctl" if what is What.NOISE else _TONES.get(what, "turn")
    made.append(Mark(Kind.BAR, left, right, tone, "", is_open))
    if state == State.ERROR:
        made.append(Mark(Kind.CAP, max(left, right - CAP), right, "deny"))
    return made


def _waited(rows: Rows, index: int, view: View) -> list[Mark]:
    wait = rows.more(index).wait
    if wait is None:
        return []
    left, right = view.x(wait.start_ns), view.x(wait.end_ns)
    right = max(right, left + NARROWEST)
    if wait.silent:
        return [Mark(Kind.HOLLOW, left, right, "open")]
    return [Mark(Kind.HATCHED, left, right, "ask")]


def _told(rows: Rows, index: int, made: list[Mark], view: View, measure: Measure) -> list[Mark]:
    """Return the icons and the label of a row: right of its bars, else left of them."""
    icons, text, tone = said(rows, index)
    if made and (made[0].left > view.width or max(mark.right for mark in made) < 0):
        return []
    width = sum(ICON + GAP for _ in icons) + (measure(text) if text else -GAP)
    first = min((mark.left for mark in made), default=view.x(rows.start[index]))
    last = max((mark.right for mark in made), default=view.x(rows.start[index]))
    at = last + GAP
    if at + width > view.width:
        at = first - GAP - width
        if at < 0:
            return []
    found = []
    for name, colour in icons:
        found.append(Mark(Kind.ICON, at, at + ICON, colour, name))
        at += ICON + GAP
    if text:
        found.append(Mark(Kind.LABEL, at, at + measure(text), tone, text))
    return found


def said(rows: Rows, index: int) -> tuple[list[tuple[str, str]], str, str]:
    """Return what stands beside a row's bar: icons with their tones, the label, and its tone."""
    state, end_ns = State(rows.state[index]), rows.end[index]
    took = "" if end_ns == OPEN else formats.duration((end_ns - rows.start[index]) // 1000)
    if state is State.DENIED:
        return [("denied", "deny")], tr("denied"), "deny"
    if state is State.NO_END:
        return [("noend", "text3")], tr("end not recorded"), "text3"
    call = rows.more(index).call or {}
    if state is State.NOT_GATED:
        failed = [("error", "deny")] if call.get("outcome") == "error" else []
        return [*failed, ("fail-open", "open")], took, "text2"
    if state is State.ERROR:
        code = call.get("exit_code")
        text = tr("{took}, failed", took=took)
        text = tr("{took}, exit {code}", took=took, code=code) if code else text
        return [("error", "deny")], text, "deny"
    return [], took, "text2"
