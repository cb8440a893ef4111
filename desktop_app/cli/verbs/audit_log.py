"""`countersign audit-log`: the action ledger, one JSON object a line; a table on a terminal."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from desktop_app.cli import app, completing
from desktop_app.errors import UsageError
from desktop_app.operations import reading

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop_app.cli.app import Session

_AGE = re.compile(r"([1-9][0-9]{0,5})(s|m|h|d)\Z")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


@click.command("audit-log")
@click.option("--since", help="How far back: 30m, 1h, 7d.")
@click.option("--run", help="Only this run's.", shell_complete=completing.complete_run)
@click.option("--telemetry", is_flag=True, help="Also a line for each telemetry entry.")
@app.global_flags
def command(since: str | None, run: str | None, *, telemetry: bool) -> None:
    """Print what was done, asked, decided and changed, oldest first, one object a line.

    On a terminal it is shown as a table; piped, or with --output jsonl, as JSON lines.
    """
    session = app.session()
    since_us = None if since is None else session.clock.now_us() - age_us(since)
    with reading.index(session) as query:
        rows = query.audit_log(since_us=since_us, run_ref=run, telemetry=telemetry)
        if session.output.format == "json":
            session.output.result(list(rows), lambda _: None)
        elif session.output.format == "text" and session.output.on_terminal:
            _show(session, rows)
        else:
            session.output.rows(rows)


def _show(session: Session, rows: Iterable[dict[str, Any]]) -> None:
    from desktop_app.cli import entry_view  # noqa: PLC0415 - JSON output must not pay for rich

    for row in rows:
        ts_us = int(datetime.fromisoformat(row["timestamp"]).timestamp() * 1_000_000)
        line = entry_view.action_line(row, now_us=session.clock.now_us(), ts_us=ts_us)
        session.output.console.print(line, no_wrap=True, overflow="ellipsis")


def age_us(text: str) -> int:
    """Parse `30m`, `1h` or `7d` into microseconds.

    Raises:
        UsageError: none of these.
    """
    match = _AGE.match(text)
    if match is None:
        raise UsageError(f"{text!r} is not a length of time.", hint="Say 30m, 1h or 7d.")
    return int(match[1]) * _SECONDS[match[2]] * 1_000_000
