"""`countersign tail`: the newest entries, and with -f those that come."""

from __future__ import annotations

import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from desktop_app.cli import app
from desktop_app.errors import UsageError
from desktop_app.operations import reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.cli.app import Session

POLL_S = 0.25


@click.command("tail")
@click.option("-f", "--follow", is_flag=True, help="Go on with entries as they come, until Ctrl+C.")
@click.option(
    "-n",
    "--lines",
    default=10,
    show_default=True,
    type=click.IntRange(0, 10_000),
    help="How many of the newest to begin with.",
)
@app.global_flags
def command(lines: int, *, follow: bool) -> None:
    """Show the newest entries, one a line."""
    session = app.session()
    if not follow:
        with reading.index(session) as query:
            rows = query.tail(query.status()["indexed"] - lines - 1)
        if session.output.format == "text":
            _printer(session)(rows)
        else:
            session.output.result(rows, lambda _: None)
        return
    if session.output.format == "json":
        raise UsageError("What goes on has no one JSON object.", hint="Say --output jsonl.")
    _follow(session, lines)


def _follow(session: Session, lines: int) -> None:
    show = _printer(session)
    with closing(reading.Following(session)) as following:
        after = following.indexed() - lines - 1
        while True:
            rows = following.tail(after)
            show(rows)
            if rows:
                after = rows[-1]["seq"]
            else:
                time.sleep(POLL_S)


def _printer(session: Session) -> Callable[[list[dict[str, Any]]], None]:
    """Return what prints entries: a line each for a person, an object each for a script."""
    if session.output.format != "text":
        return session.output.rows
    from desktop_app.cli import entry_view  # noqa: PLC0415 - JSON output must not pay for rich

    def show(rows: list[dict[str, Any]]) -> None:
        for row in rows:
            line = entry_view.entry_line(row, now_us=session.clock.now_us())
            session.output.console.print(line, no_wrap=True, overflow="ellipsis")

    return show
