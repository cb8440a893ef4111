"""`countersign pause`: recording stops for a while; agents keep asking."""

from __future__ import annotations

import re
from typing import cast

import click

from desktop_app.cli import app
from desktop_app.cli.confirm import confirm
from desktop_app.errors import UsageError
from desktop_app.model import formats
from desktop_app.operations.recorder_access import ask_running

_LENGTH = re.compile(r"([1-9][0-9]{0,5})(s|m|h)\Z")
_SECONDS = {"s": 1, "m": 60, "h": 3600}


@click.command("pause")
@click.option("--for", "length", help="How long: 15m, 1h. Without it: until `countersign resume`.")
@app.global_flags
def command(length: str | None) -> None:
    """Stop recording; what is sent meanwhile is refused, and counted in the ledger."""
    session = app.session()
    for_s = None if length is None else seconds(length)
    how_long = "until you resume" if length is None else f"for {length}"
    confirmed = confirm(f"Recording stops {how_long}. What agents do meanwhile is not recorded.")
    arguments = {"for_s": for_s, "confirmed": confirmed}
    data = cast("dict[str, int | None]", ask_running(session, "pause", arguments))
    until_us = data["until_us"]

    def text(_console: object) -> None:
        now_us = session.clock.now_us()
        end = "you resume" if until_us is None else formats.clock_time(until_us, now_us=now_us)
        session.output.say(f"Paused until {end}.")

    session.output.result(data, text)


def seconds(length: str) -> int:
    """Parse `90s`, `15m` or `1h`.

    Raises:
        UsageError: none of these.
    """
    match = _LENGTH.match(length)
    if match is None:
        raise UsageError(f"{length!r} is not a length of time.", hint="Say 15m or 1h.")
    return int(match[1]) * _SECONDS[match[2]]
