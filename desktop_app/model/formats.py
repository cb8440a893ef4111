"""How times look to a person (`resources/docs/cli.md`), here beside all that is no time of day.

Durations, money, tokens and sizes are in `model.amounts`: reports show them the same way.
"""

from __future__ import annotations

from datetime import UTC, datetime

from desktop_app.model.amounts import (
    NOT_REPORTED,
    count,
    counted,
    duration,
    money,
    offset,
    short_id,
    size,
)

__all__ = [
    "NOT_REPORTED",
    "clock_time",
    "count",
    "counted",
    "day",
    "duration",
    "money",
    "offset",
    "short_id",
    "size",
    "time_of_day",
]


def clock_time(time_us: int, *, now_us: int) -> str:
    """Return local time; with the date when it is not today: `10:25:39`, `19 Nov 16:14`."""
    moment = _local(time_us)
    if moment.date() == _local(now_us).date():
        return f"{moment:%H:%M:%S}"
    return f"{moment.day} {moment:%b %H:%M}"


def time_of_day(time_us: int) -> str:
    """Return the local time alone, `10:25:39`: for lists with a heading for each day."""
    return f"{_local(time_us):%H:%M:%S}"


def day(time_us: int, *, now_us: int) -> str:
    """Return `Today, 20 November`, `Yesterday, ...`, `Monday 16 November 2025`.

    The year is told when it is not this one.
    """
    moment, now = _local(time_us), _local(now_us)
    ago = (now.date() - moment.date()).days
    name = f"{moment.day} {moment:%B}"
    if moment.year != now.year:
        name += f" {moment.year}"
    return {0: "Today, ", 1: "Yesterday, "}.get(ago, f"{moment:%A} ") + name


def _local(time_us: int) -> datetime:
    return datetime.fromtimestamp(time_us / 1_000_000, UTC).astimezone()
