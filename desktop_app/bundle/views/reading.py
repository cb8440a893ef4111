"""Values out of rows and leaves, by type: what is of another type is not there.

Rows of the index and subjects of leaves hold what senders chose, so nothing here raises.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

SHORT = 160  # characters of one text of a sender that a report shows in a cell
_TOKENS = ("input", "output", "cache_read", "cache_creation", "reasoning")
_MAX_US = 253_402_300_799_999_999  # the last microsecond of the year 9999


def integer(value: object) -> int | None:
    """Return an int, or None; a bool is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def real(value: object) -> float | None:
    """Return a number as float, or None."""
    if isinstance(value, float):
        return value
    whole = integer(value)
    return None if whole is None else float(whole)


def text(value: object) -> str | None:
    """Return a text that is not empty, or None."""
    return value if isinstance(value, str) and value else None


def fields(value: object) -> Mapping[str, object]:
    """Return an object; anything else has no fields."""
    return value if isinstance(value, Mapping) else {}


def counts(value: object) -> dict[str, int]:
    """Return a map of counts, sorted by name; what is no count is left out."""
    found = {str(name): integer(number) for name, number in fields(value).items()}
    return {name: number for name, number in sorted(found.items()) if number}


def tokens(row: Mapping[str, object]) -> dict[str, int | None]:
    """Return the tokens of a run or model call by what they were for; None where not told."""
    return {name: integer(row.get(f"tokens_{name}")) for name in _TOKENS}


def short(value: str, limit: int = SHORT) -> str:
    """Return a text of at most `limit` characters, elided in the middle."""
    if len(value) <= limit:
        return value
    tail = limit // 3
    return f"{value[: limit - tail - 1]}…{value[-tail:]}"


def moment(time_us: int) -> str:
    """Return `20 November 2026, 10:17:41`: UTC, which the page says once."""
    found = _utc(time_us)
    return f"{found.day} {found:%B %Y, %H:%M:%S}"


def day(time_us: int) -> str:
    """Return `20 November 2026` (UTC)."""
    found = _utc(time_us)
    return f"{found.day} {found:%B %Y}"


def clock(time_us: int) -> str:
    """Return `10:17:41.029` (UTC)."""
    found = _utc(time_us)
    return f"{found:%H:%M:%S}.{found.microsecond // 1000:03d}"


def iso(time_us: int) -> str:
    """Return `2026-11-20T10:17:41Z`, for the `datetime` of a time element."""
    return f"{_utc(time_us):%Y-%m-%dT%H:%M:%SZ}"


def _utc(time_us: int) -> datetime:
    return datetime.fromtimestamp(min(max(time_us, 0), _MAX_US) // 1_000_000, UTC).replace(
        microsecond=min(max(time_us, 0), _MAX_US) % 1_000_000
    )
