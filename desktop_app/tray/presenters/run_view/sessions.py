"""What hooks told of a session as a whole, and settings that did not hold: rows among the logs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_app.model import formats
from desktop_app.tray.presenters.run_view import words
from desktop_app.tray.presenters.run_view.arrange import Node
from desktop_app.tray.presenters.run_view.rows import Extra, State, What
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Row = dict[str, Any]  # of `Records.hooks`
_MARK = "gate.failed_open"


def nodes(hooks: Iterable[Row]) -> list[Node]:
    """Return a row for each, beside the turns."""
    return [_node(row) for row in hooks]


def unsettled(hooks: Sequence[Row]) -> str:
    """Return which settings did not hold, in a word; "" where all did."""
    whys = {row["subject"].get("why") for row in hooks if row["kind"] == _MARK}
    if "hook missing" in whys:
        return tr("Hooks missing")
    return tr("Settings overruled") if whys else ""


def _node(row: Row) -> Node:
    time_ns, subject = row["ts_us"] * 1000, row["subject"]
    state = State.NOT_GATED if row["kind"] == _MARK else State.UNKNOWN
    detail = _detail(row["kind"], subject)
    extra = Extra(detail=detail) if detail else None
    return Node(What.LOG, state, time_ns, time_ns, 0, -row["seq"], _name(row), extra)


def _name(row: Row) -> str:
    match row["kind"]:
        case "session.start":
            return tr("Session started")
        case "session.prompt":
            return tr("Prompt")
        case "session.end":
            return tr("Session ended")
        case _:
            return unsettled([row])


def _detail(kind: str, subject: Row) -> str:
    """Return what is known beside it: how it began or ended, a prompt's size, what was found."""
    match kind:
        case "session.prompt":
            size = subject.get("bytes")
            return formats.size(size) if isinstance(size, int) else ""
        case "session.start" | "session.end":
            return words.safe(str(subject.get("source") or subject.get("reason") or ""))
        case _:
            found = subject.get("found")
            return words.safe("; ".join(map(str, found if isinstance(found, list) else ())))
