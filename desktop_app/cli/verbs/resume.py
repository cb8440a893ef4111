"""`countersign resume`: record again after a pause."""

from __future__ import annotations

from typing import cast

import click

from desktop_app.cli import app, formats
from desktop_app.cli.recorder_access import ask_running

_NOUNS = {"traces": "span", "logs": "log record", "metrics": "metric point", "events": "event"}


@click.command("resume")
@app.global_flags
def command() -> None:
    """Record again; says what was not recorded meanwhile."""
    session = app.session()
    data = cast("dict[str, dict[str, int]]", ask_running(session, "resume"))
    missed = ", ".join(
        formats.counted(count, _NOUNS.get(signal, signal))
        for signal, count in data["rejected"].items()
        if count
    )
    sentence = f"Recording. Not recorded meanwhile: {missed or 'nothing was sent'}."
    session.output.result(data, lambda _: session.output.say(sentence))
