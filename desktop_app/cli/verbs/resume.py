"""`countersign resume`: record again after a pause."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import click

from desktop_app.cli import app
from desktop_app.model import formats
from desktop_app.operations.recorder_access import ask_running

if TYPE_CHECKING:
    from collections.abc import Mapping

_NOUNS = {
    "traces": "span",
    "logs": "log record",
    "metrics": "metric point",
    "events": "event",
    "hooks": "session event",
}


@click.command("resume")
@app.global_flags
def command() -> None:
    """Record again; says what was not recorded meanwhile."""
    session = app.session()
    data = cast("dict[str, Any]", ask_running(session, "resume"))
    session.output.result(data, lambda _: session.output.say(_sentence(data)))


def _sentence(data: Mapping[str, Any]) -> str:
    if not data["was_paused"]:
        return "Recording was not paused."
    missed = ", ".join(
        formats.counted(count, _NOUNS.get(signal, signal))
        for signal, count in data["rejected"].items()
        if count
    )
    return f"Recording. Not recorded meanwhile: {missed or 'nothing was sent'}."
