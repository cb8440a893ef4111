"""The numbered steps of a verification: what each came to, and how one ends before its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from desktop_app.bundle.layout import MAX_SMALL_BYTES, max_bytes, parse_path

if TYPE_CHECKING:
    from desktop_app.bundle.verify.source import Files
    from desktop_app.model.canonical import JSON


class StepEndedError(Exception):
    """The rest of this step, and what needs it, cannot be judged; the findings say why."""


class Outcome(StrEnum):
    """What a step came to."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_DONE = "not_done"  # an earlier step failed that this one needs
    NOT_CHECKED = "not_checked"  # nothing is wrong, and nothing is known: not here, or not given
    NOT_NEEDED = "not_needed"  # this bundle has nothing of the kind


@dataclass(frozen=True, slots=True)
class Step:
    """One of the fourteen steps of `bundle.md`, section "Verification"."""

    number: int
    name: str
    outcome: Outcome
    text: str

    def to_json(self) -> dict[str, JSON]:
        """Return the JSON form."""
        return {
            "number": self.number,
            "name": self.name,
            "outcome": str(self.outcome),
            "text": self.text,
        }


def held(files: Files, path: str) -> bytes:
    """Read a file whole, if it is no larger than its row of the table may be.

    Raises:
        UnreadableError: it is, or it cannot be read.
    """
    parsed = parse_path(path)
    return files.read(path, MAX_SMALL_BYTES if parsed is None else max_bytes(parsed[0]))


def utc(time_us: int) -> str:
    """Return a time as `2026-11-20 10:25:39 UTC`, whatever it is."""
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=time_us)
    except OverflowError:
        return f"{time_us} microseconds since 1970"
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
