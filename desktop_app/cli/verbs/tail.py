"""`countersign tail`: the newest entries, and with -f those that come."""

from __future__ import annotations

import time

import click

from desktop_app.cli import app, reading

POLL_S = 0.25


@click.command("tail")
@click.option("-f", "--follow", is_flag=True, help="Go on with entries as they come, until Ctrl+C.")
@click.option("-n", "--lines", default=10, show_default=True, type=click.IntRange(0, 10_000))
@app.global_flags
def command(lines: int, *, follow: bool) -> None:
    """Show the newest entries, one a line."""
    from desktop_app.cli import views  # noqa: PLC0415 - JSON output must not pay for rich

    session = app.session()
    output = session.output
    with reading.index(session) as query:
        after = query.status()["indexed"] - lines - 1
        while True:
            rows = query.tail(after)
            if output.format == "text":
                for row in rows:
                    output.console.print(views.entry_line(row, now_us=session.clock.now_us()))
            else:
                output.rows(rows)
            if rows:
                after = rows[-1]["seq"]
            if not follow:
                return
            if not rows:
                time.sleep(POLL_S)
