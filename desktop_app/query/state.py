"""The recorder's state in one sentence, gravest first; tray, window and `status` say the same.

Text comes out as it went in: who shows it escapes what a system or keychain said.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from desktop_app.model.amounts import counted

if TYPE_CHECKING:
    from collections.abc import Mapping


def sentence(status: Mapping[str, Any], *, now_us: int) -> str:
    """Return the state in one sentence, or two when there is trouble.

    Args:
        status: what the recorder answers to `status`, with `running` True; or `running` False.
        now_us: the present, microseconds; a pause that ends another day is told with its date.
    """
    if not status["running"]:
        return "Not recording: the recorder is not running."
    if status.get("waiting_for"):
        return f"Not recording: {_clause(str(status['waiting_for']))}"
    trouble = status.get("trouble")
    first = f"Trouble: {_clause(str(trouble))} " if trouble else ""
    return f"{first}{_mode(status, now_us)}, {_door(status)}, {_sealed(status)}."


def _mode(status: Mapping[str, Any], now_us: int) -> str:
    if not status["paused"]:
        return "Recording"
    until_us = status["paused_until_us"]
    return f"Paused until {'you resume' if until_us is None else _moment(until_us, now_us)}"


def _door(status: Mapping[str, Any]) -> str:
    """Return what may leave this computer through us."""
    upstreams = status["upstreams"]
    if status["local_only"]:
        return "local-only"
    if not upstreams:
        return "nothing is set up to receive data"
    return f"{counted(upstreams, 'upstream')} may receive data"


def _sealed(status: Mapping[str, Any]) -> str:
    last, rest = status["sealed_size"] - 1, status["unsealed"]
    sealed = f"sealed to #{last:,}" if last >= 0 else "nothing sealed yet"
    return f"{sealed}, {rest:,} not yet sealed" if rest else sealed


def _moment(time_us: int, now_us: int) -> str:
    """Return `11:15`, or `21 Nov 11:15` when that is not today (local time)."""
    moment, now = (datetime.fromtimestamp(us / 1e6, UTC).astimezone() for us in (time_us, now_us))
    clock = f"{moment:%H:%M}"
    return clock if moment.date() == now.date() else f"{moment.day} {moment:%b} {clock}"


def _clause(text: str) -> str:
    """Return a sentence as what follows a colon: `the disk is full`, with its stop."""
    text = text.strip().rstrip(".")
    small = text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
    return f"{small}."
