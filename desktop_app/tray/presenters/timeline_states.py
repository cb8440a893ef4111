"""What the Timeline says while there is no list: why, what is safe, what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import IndexUnreadableError
from desktop_app.model.visible import visible
from desktop_app.tray.presenters.state import Phase
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from desktop_app.errors import CountersignError
    from desktop_app.tray.presenters.state import State


def first(state: State) -> str:
    """Return what is said before any run: where agents are waited for, or why they are not."""
    how = tr("Set up an agent, or start one under record.")
    if state.phase is Phase.TROUBLE:
        return tr("Countersign is not recording: {reason}", reason=state.reason)
    if state.phase is Phase.PAUSED:
        return f"{tr('Recording is paused.')} {how}"
    if not state.status:
        return f"{tr('Countersign is starting.')} {how}"
    where = tr("Countersign is recording and waiting for an agent on {ports}.", ports=_ports(state))
    return f"{where} {how}"


def loading(state: State) -> str:
    """Return what is said when the list takes longer than a second."""
    if state.size is None:
        return tr("Reading the list of runs.")
    return tr("Reading the list of runs from {n} entries.", n=f"{state.size:,}")


def trouble(error: CountersignError, state: State) -> tuple[str, str]:
    """Return title and text while the index cannot be read."""
    if not isinstance(error, IndexUnreadableError):
        hint = f" {error.hint}" if error.hint else ""
        return tr("The list cannot be read"), f"{visible(error.message)}{hint}"
    rest = tr("The record itself is complete; lists fill as this goes on.")
    indexed, size = state.get("indexed_size"), state.size
    if isinstance(indexed, int) and size:
        done = tr(
            "{percent} % of {n} entries.", percent=min(100, 100 * indexed // size), n=f"{size:,}"
        )
        return tr("Rebuilding the index"), f"{done} {rest}"
    if not state.status:
        wait = tr("It is made again when the recorder runs. Nothing that was recorded is lost.")
        return tr("The index is not there"), wait
    return tr("Rebuilding the index"), rest


def _ports(state: State) -> str:
    """Return `127.0.0.1:4317 and :4318`, as the recorder says it listens."""
    shown = [str(state.get(name) or "") for name in ("otlp_grpc", "otlp_http")]
    known = [visible(text.partition("://")[2] or text) for text in shown if text]
    if not known:
        return tr("this computer")
    host = known[0].rpartition(":")[0]
    rest = [text.removeprefix(host) for text in known[1:]]
    return tr(" and ").join([known[0], *rest])
