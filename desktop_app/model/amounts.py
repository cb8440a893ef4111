"""How durations, money, tokens and sizes look to a person (`resources/docs/cli.md`).

A blank means zero, a dash that it was not reported.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from desktop_app.model.visible import visible

MILLISECOND_US, SECOND_US, MINUTE_US, HOUR_US = 1_000, 1_000_000, 60_000_000, 3_600_000_000
MILLION = 1_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOT_REPORTED = "–"  # noqa: RUF001 - the design's sign for what an agent did not report
_UNITS = ("bytes", "kB", "MB", "GB", "TB")


def moment(time_us: int) -> str:
    """Return a time that stands in a verdict, the same everywhere: `2026-11-29 10:25:39 UTC`."""
    return f"{_EPOCH + timedelta(microseconds=time_us):%Y-%m-%d %H:%M:%S} UTC"


def offset(offset_us: int) -> str:
    """Return a time in a run as seconds or so from its start: `+17.3 s`, `+0 ms`."""
    return "+" + (duration(offset_us) if offset_us >= MILLISECOND_US else "0 ms")


def counted(number: int, noun: str) -> str:
    """Return `1 span`, `3 spans`, `2 entries`."""
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {noun[:-1]}ies" if noun.endswith(("ry", "ty")) else f"{number:,} {noun}s"


def duration(duration_us: int | None) -> str:
    """Return `46 ms`, `13.1 s`, `3 min 12 s`, `2 h 05 min`; a dash when unknown."""
    if duration_us is None:
        return NOT_REPORTED
    if duration_us < SECOND_US:
        return f"{duration_us // 1000} ms" if duration_us >= MILLISECOND_US else "< 1 ms"
    if duration_us < MINUTE_US:
        return f"{duration_us / SECOND_US:.1f} s"
    minutes, rest_us = divmod(duration_us, MINUTE_US)
    if duration_us < HOUR_US:
        return f"{minutes} min {rest_us // SECOND_US} s"
    return f"{minutes // 60} h {minutes % 60:02d} min"


def money(usd: float | None) -> str:
    """Return `$0.0279` or `$4.61`; a dash when the agent reports no cost."""
    if usd is None:
        return NOT_REPORTED
    return f"${usd:.4f}" if usd < 1 else f"${usd:,.2f}"


def count(number: int | None, *, zero: str = "") -> str:
    """Return a grouped number; blank means zero, a dash means that it was not reported."""
    if number is None:
        return NOT_REPORTED
    if number == 0:
        return zero
    return f"{number:,}" if number < MILLION else f"{number / MILLION:.2f} M"


def size(byte_count: int) -> str:
    """Return `768 bytes`, `412 kB`, `3.0 GB`: SI units, at most three digits."""
    value, unit = float(byte_count), 0
    while value >= 999.5 and unit < len(_UNITS) - 1:  # noqa: PLR2004 - three digits
        value, unit = value / 1000, unit + 1
    if unit == 0:
        return f"{byte_count} bytes"
    return f"{value:.1f} {_UNITS[unit]}" if value < 10 else f"{value:.0f} {_UNITS[unit]}"  # noqa: PLR2004


def short_id(text: str) -> str:
    """Return an id elided in the middle: first 12 and last 8 characters."""
    text = visible(text)
    return text if len(text) <= 22 else f"{text[:12]}…{text[-8:]}"  # noqa: PLR2004
