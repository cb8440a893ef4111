"""How values look to a person (`resources/docs/cli.md`): times, durations, money, tokens, sizes."""

from __future__ import annotations

from datetime import UTC, datetime

from desktop_app.cli.output import visible

_UNITS = ("bytes", "kB", "MB", "GB", "TB")


def clock_time(time_us: int, *, now_us: int) -> str:
    """Return local time; with the date when it is not today: `10:25:39`, `19 Nov 16:14`."""
    moment = datetime.fromtimestamp(time_us / 1_000_000, UTC).astimezone()
    today = datetime.fromtimestamp(now_us / 1_000_000, UTC).astimezone().date()
    if moment.date() == today:
        return f"{moment:%H:%M:%S}"
    return f"{moment.day} {moment:%b %H:%M}"


def duration(duration_us: int | None) -> str:
    """Return `46 ms`, `13.1 s`, `3 min 12 s`, `2 h 05 min`; a dash when unknown."""
    if duration_us is None:
        return "–"  # noqa: RUF001 - the design's sign for "not reported"
    if duration_us < 1_000:
        return "< 1 ms"
    if duration_us < 1_000_000:
        return f"{duration_us // 1000} ms"
    seconds = duration_us / 1_000_000
    if seconds < 60:  # noqa: PLR2004 - a minute
        return f"{seconds:.1f} s"
    minutes, rest = divmod(int(seconds), 60)
    if minutes < 60:  # noqa: PLR2004 - an hour
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60:02d} min"


def money(usd: float | None) -> str:
    """Return `$0.0279` or `$4.61`; a dash when the agent reports no cost."""
    if usd is None:
        return "–"  # noqa: RUF001 - likewise
    return f"${usd:.4f}" if usd < 1 else f"${usd:,.2f}"


def count(number: int | None, *, zero: str = "") -> str:
    """Return a grouped number; blank means zero, a dash means that it was not reported."""
    if number is None:
        return "–"  # noqa: RUF001 - likewise
    if number == 0:
        return zero
    return f"{number:,}" if number < 1_000_000 else f"{number / 1_000_000:.2f} M"


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
