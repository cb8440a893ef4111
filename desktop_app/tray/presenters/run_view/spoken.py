"""A row in words: for assistive technology, for the clipboard as text and as JSON, for search."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from desktop_app.model import formats
from desktop_app.tray.presenters.run_view.rows import OPEN, State, What
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from desktop_app.tray.presenters.run_view.rows import Rows

_LONG = 60_000_000  # microseconds


def spoken(rows: Rows, index: int, *, is_open: bool | None = None) -> str:
    """Return a row as a sentence: `Bash, level 2, waited 3.5 seconds for you, denied`.

    `is_open`: whether what is below the row is seen; None: there is nothing below.
    """
    extra = rows.more(index)
    parts = [rows.name[index], extra.detail]
    parts.append(tr("level {n}", n=rows.depth[index] + 1))
    if is_open is not None:
        parts.append(tr("unfolded") if is_open else tr("folded"))
    if extra.wait is not None:
        took = seconds((extra.wait.end_ns - extra.wait.start_ns) // 1000)
        if extra.wait.silent:
            parts.append(tr("the gate did not answer for {took}", took=took))
        else:
            parts.append(tr("waited {took} for you", took=took))
    parts += _how(rows, index)
    return ", ".join(part for part in parts if part)


def _how(rows: Rows, index: int) -> list[str]:
    state, what = State(rows.state[index]), rows.what[index]
    if what in {What.FOLD, What.LOG_FOLD}:
        return []
    if what == What.LOG:
        return [tr("log record")]
    return [tr("denied")] if state is State.DENIED else _ran(rows, index, state)


def _ran(rows: Rows, index: int, state: State) -> list[str]:
    end = rows.end[index]
    took = [] if end == OPEN else [seconds((end - rows.start[index]) // 1000)]
    if state is State.NOT_GATED:
        return [tr("ran, not gated"), *took]
    if state is State.NO_END:
        return [tr("end not recorded")]
    if state is State.ERROR:
        code = (rows.more(index).call or {}).get("exit_code")
        return [tr("failed, exit {code}", code=code) if code else tr("failed"), *took]
    return took or [tr("running")]


def seconds(duration_us: int) -> str:
    """Return a duration with its unit in full."""
    if duration_us < 1_000_000:  # noqa: PLR2004 - a second
        return tr("{n} milliseconds", n=duration_us // 1000)
    if duration_us < _LONG:
        return tr("{n} seconds", n=f"{duration_us / 1e6:.1f}")
    return formats.duration(duration_us)


def as_text(rows: Rows, index: int) -> str:
    """Return a row for the clipboard, columns apart by tabs."""
    when = formats.time_of_day(rows.start[index] // 1000)
    return "\t".join(
        (when, rows.name[index], rows.more(index).detail, ", ".join(_how(rows, index)))
    )


def as_json(rows: Rows, index: int) -> str:
    """Return a row for the clipboard, with all that is known of it here."""
    extra, end = rows.more(index), rows.end[index]
    found: dict[str, Any] = {
        "what": What(rows.what[index]).name.lower(),
        "name": rows.name[index],
        "state": State(rows.state[index]).name.lower(),
        "start": _iso(rows.start[index]),
        "duration_ms": None if end == OPEN else (end - rows.start[index]) / 1e6,
        "span": rows.span[index] or None,
        "log": rows.log[index] or None,
    }
    if extra.call is not None:
        found["call"] = {name: value for name, value in extra.call.items() if value is not None}
    return json.dumps(found, indent=2)  # noqa: TID251 - for the clipboard


def matches(rows: Rows, index: int, wanted: str) -> bool:
    """Tell whether a row holds a text, whatever its case; `wanted` is in lower case."""
    if wanted in rows.name[index].lower():
        return True
    extra = rows.extra.get(index)
    return extra is not None and (
        wanted in extra.detail.lower()
        or (extra.call is not None and wanted in str(extra.call.get("call_id") or "").lower())
    )


def _iso(time_ns: int) -> str:
    moment = datetime.fromtimestamp(time_ns / 1e9, UTC)
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
