"""`countersign audit-log`: the action ledger, one JSON object a line."""

from __future__ import annotations

import re

import click

from desktop_app.cli import app, reading
from desktop_app.errors import UsageError

_AGE = re.compile(r"([1-9][0-9]{0,5})(s|m|h|d)\Z")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


@click.command("audit-log")
@click.option("--since", help="How far back: 30m, 1h, 7d.")
@click.option("--run", help="Only this run's.")
@click.option("--telemetry", is_flag=True, help="Also a line for each telemetry entry.")
@app.global_flags
def command(since: str | None, run: str | None, *, telemetry: bool) -> None:
    """Print what was done, asked, decided and changed, oldest first, one object a line."""
    session = app.session()
    since_us = None if since is None else session.clock.now_us() - age_us(since)
    with reading.index(session) as query:
        rows = query.audit_log(since_us=since_us, run_ref=run, telemetry=telemetry)
        if session.output.format == "json":
            session.output.result(list(rows), lambda _: None)
        else:
            session.output.rows(rows)


def age_us(text: str) -> int:
    """Parse `30m`, `1h` or `7d` into microseconds.

    Raises:
        UsageError: none of these.
    """
    match = _AGE.match(text)
    if match is None:
        raise UsageError(f"{text!r} is not a length of time.", hint="Say 30m, 1h or 7d.")
    return int(match[1]) * _SECONDS[match[2]] * 1_000_000
