"""One line of a report's timeline, made of a call: plain values, ready for the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from desktop_app.bundle.views.reading import clock, integer, real, short, text
from desktop_app.model import amounts
from desktop_app.query import decisions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from desktop_app.bundle.views.call import Call

AXIS = 1_000  # units of a bar's drawing; the page stretches it
_MIN_BAR = 6
_KINDS = {"turn": "turn", "model_call": "model", "tool_call": "tool"}
_REACH = {
    "none": "no side effect",
    "read": "can read",
    "write": "can change things",
    "irreversible": "may be irreversible",
}
_BY = {"config": "the agent's settings", "mode": "the agent's mode", "hook": "a hook"}
PERSON = "the person"


class Decision(NamedTuple):
    """What was decided about a call.

    Attributes:
        word: `allowed`, `denied`, ... or empty.
        by: who decided, or empty.
        asked: whether somebody was asked; None when that was not told.
    """

    word: str
    by: str
    asked: bool | None


@dataclass(frozen=True, slots=True)
class Step:
    """One line: everything of a sender's in it is shortened, and made safe by the page.

    Attributes:
        kind: `turn`, `model` or `tool`.
        title: what it was.
        details: further words, in order.
        call_id: shortened, or empty.
        clock: when it began, UTC.
        offset: the same from the run's start.
        took: how long, or a dash.
        decision: `allowed`, `denied`, ... or empty.
        by: who decided, or empty.
        waited: how long the answer took, or empty.
        outcome: a key of the page's words: ok, error, denied, unknown.
        why: class of error, exit code, or empty.
        x: start of its bar, 0 to AXIS.
        width: of its bar.
        seqs: entries that told of it.
        clock_ns: when it began, nanoseconds since 1970: the order of lines.
    """

    kind: str
    title: str
    details: tuple[str, ...]
    call_id: str
    clock: str
    offset: str
    took: str
    decision: str
    by: str
    waited: str
    outcome: str
    why: str
    x: int
    width: int
    seqs: tuple[int, ...]
    clock_ns: int


def step_of(call: Call, *, first_ns: int, last_ns: int, waits: Mapping[str, int]) -> Step:
    """Return a call's line.

    Args:
        call: what was done.
        first_ns: start of the run: left end of the axis.
        last_ns: end of the run: right end of the axis.
        waits: call id -> nanoseconds that the answer took.
    """
    x, width = bar(call.start_ns - first_ns, call.duration_ns or 0, last_ns - first_ns)
    call_id = text(call.row.get("call_id")) or ""
    waited = waits.get(call_id)
    took = call.duration_ns
    decided = decision_of(call)
    return Step(
        kind=_KINDS[call.what],
        title=short(_title(call)),
        details=tuple(short(detail) for detail in _details(call)),
        call_id=amounts.short_id(call_id),
        clock=clock(call.start_ns // 1000),
        offset=amounts.offset(max(0, call.start_ns - first_ns) // 1000),
        took=amounts.duration(None if took is None else max(0, took) // 1000),
        decision=decided.word,
        by=decided.by,
        waited="" if waited is None else amounts.duration(waited // 1000),
        outcome=call.outcome,
        why=short(_why(call)),
        x=x,
        width=width,
        seqs=call.seqs,
        clock_ns=call.start_ns,
    )


def decision_of(call: Call) -> Decision:
    """Return what its agent said of the decision about a call."""
    approval = _said(call, "approval")
    return Decision(
        word=short(decisions.word(_said(call, "decision") or approval)),
        by=short(by(_said(call, "decision_source"))),
        asked=_asked(approval),
    )


def bar(offset_ns: int, duration_ns: int, whole_ns: int) -> tuple[int, int]:
    """Return start and width of a bar on an axis of AXIS units; always inside, always visible."""
    whole_ns = max(1, whole_ns)
    x = min(max(0, offset_ns) * AXIS // whole_ns, AXIS - _MIN_BAR)
    width = max(_MIN_BAR, max(0, duration_ns) * AXIS // whole_ns)
    return x, min(width, AXIS - x)


def by(source: str) -> str:
    """Return who decided, as the agent says it, in words that fit after "by"."""
    said = decisions.source(source, person=PERSON)
    return _BY.get(said, said)


def _title(call: Call) -> str:
    if call.what == "turn":
        return call.records[0].title if call.records else "Turn"
    if call.what == "tool_call":
        return text(call.row.get("name")) or "tool of no name"
    return text(call.row.get("model")) or "model of no name"


def _details(call: Call) -> Iterator[str]:
    if call.what == "model_call":
        yield from _model_details(call.row)
    if call.what == "tool_call":
        yield from _tool_details(call.row)


def _model_details(row: Mapping[str, object]) -> Iterator[str]:
    sent, got = integer(row.get("tokens_input")), integer(row.get("tokens_output"))
    if sent is not None or got is not None:
        yield f"{amounts.count(sent, zero='0')} tokens in"
        yield f"{amounts.count(got, zero='0')} out"
    cost = real(row.get("cost_usd"))
    if cost is not None:
        yield amounts.money(cost)


def _tool_details(row: Mapping[str, object]) -> Iterator[str]:
    if reach := text(row.get("side_effect_level")):
        yield _REACH.get(reach, reach)
    if server := text(row.get("mcp_server")):
        yield f"MCP server {server}"
    if agent := text(row.get("subagent_id")):
        yield f"by sub-agent {amounts.short_id(agent)}"


def _why(call: Call) -> str:
    code = integer(call.row.get("exit_code"))
    if code:
        return f"exit {code}"
    if call.outcome in {"error", "denied"}:
        return (text(call.row.get("error_class")) or "").replace("_", " ")
    return ""


def _said(call: Call, name: str) -> str:
    return text(call.row.get(name)) or ""


def _asked(approval: str) -> bool | None:
    if approval in {"approved", "rejected", "timed_out", "requested"}:
        return True
    return False if approval == "not_required" else None
