"""What an answer means: sent, to be sent again, to be halved, refused for good, or to be mended.

Promise: a pure function of the answer, of how often it was tried, and of a number that chance gave.
Nothing of an answer is believed beyond its bounds: a wait is at most an hour, a count at most what
was sent, a message at most 200 characters that can be seen.

Sources: OTLP 1.x, "Failures" (which statuses may be tried again); RFC 9110, Retry-After;
Standard Webhooks 1.0.0, "Delivery"; Amazon S3, conditional writes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias

from desktop_app.upstream.where import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_AFTER_S: Final = 3_600.0
_FIRST_S, _MOST_S = 1.0, 300.0
_MEND_S = 60.0
_DOUBLINGS = 9  # more would pass any bound
_SECONDS = re.compile(r"[0-9]{1,9}")

ACCEPTED: Final = range(200, 300)
AGAIN: Final = frozenset((429, 502, 503, 504))  # all that OTLP lets anybody try again
LATER: Final = frozenset((408, 425, *range(500, 600)))  # and what others do
MEND: Final = frozenset((401, 403, 404, 407, 410, *range(300, 400)))
TOO_LARGE: Final = 413
THERE_ALREADY: Final = 412  # If-None-Match: * found the same object
CONFLICT: Final = 409  # S3: two writes of one object at once
_OBJECTS = (Kind.S3, Kind.HTTPS)


class Failure(StrEnum):
    """Why there is no answer."""

    UNREACHED = "no connection"
    RESET = "the connection was reset"
    TIMEOUT = "no answer in time"
    CERTIFICATE = "its certificate does not hold"
    TOO_MUCH = "its answer has more than 64 KiB"
    NOT_HTTP = "its answer is not HTTP"


@dataclass(frozen=True, slots=True)
class Accepted:
    """All of it arrived. What of it was rejected all the same is in the answer's body."""


@dataclass(frozen=True, slots=True)
class Again:
    """Not accepted by now: the same is sent again after so many seconds."""

    after_s: float
    why: str


@dataclass(frozen=True, slots=True)
class Halve:
    """Too large: two requests are sent in its place."""


@dataclass(frozen=True, slots=True)
class Refused:
    """It will not be taken: not sent again, and named."""

    why: str


@dataclass(frozen=True, slots=True)
class Mend:
    """A person must do something: shown, and sent again after so many seconds."""

    after_s: float
    why: str


Outcome: TypeAlias = Accepted | Again | Halve | Refused | Mend


def judge_status(
    kind: Kind,
    status: int,
    headers: Mapping[str, str],
    *,
    attempt: int,
    chance: float,
    divisible: bool,
) -> Outcome:
    """Return what follows from an answer.

    Args:
        kind: of the upstream.
        status: HTTP status, 200 or more.
        headers: of the answer, names in lower case.
        attempt: 1 for the first try of this request, 2 for the next, ...
        chance: from 0 to 1, at random, so that many senders do not come back at once.
        divisible: whether the request holds more than one entry.
    """
    why = f"HTTP {status}"
    if status in ACCEPTED or (status == THERE_ALREADY and kind in _OBJECTS):
        return Accepted()
    if status == TOO_LARGE:
        return Halve() if divisible else Refused(why)
    if status in MEND:
        return Mend(_pause(_MEND_S, attempt, chance, least=1.0), why)
    if _may_be_tried_again(kind, status):
        told = _retry_after(headers)
        return Again(_pause(_FIRST_S, attempt, chance) if told is None else told, why)
    return Refused(why)


def judge_failure(failure: Failure, *, attempt: int, chance: float) -> Outcome:
    """Return what follows where there is no answer; arguments as in `judge_status`."""
    if failure is Failure.CERTIFICATE:
        return Mend(_pause(_MEND_S, attempt, chance, least=1.0), failure.value)
    return Again(_pause(_FIRST_S, attempt, chance), failure.value)


def _may_be_tried_again(kind: Kind, status: int) -> bool:
    """OTLP forbids it for every error that it does not name; others leave it to the sender."""
    if status in AGAIN:
        return True
    if kind is Kind.OTLP:
        return False
    return status in LATER or (status == CONFLICT and kind is Kind.S3)


def _pause(first_s: float, attempt: int, chance: float, *, least: float = 0.5) -> float:
    """Return 1, 2, 4 ... 300 times `first_s`, bounded, times `least` to 1.5 by chance."""
    doubled = first_s * 2.0 ** min(max(attempt - 1, 0), _DOUBLINGS)
    return min(doubled, _MOST_S) * (least + (1.5 - least) * chance)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that an answer asks for, from 1 to an hour; None where it asks for none.

    A date is read against the answer's own, so that no clock of ours is asked.
    """
    told = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(told):
        return _bounded(float(told))
    try:
        then, now = parsedate_to_datetime(told), parsedate_to_datetime(headers.get("date", ""))
        return _bounded((then - now).total_seconds())
    except (ValueError, TypeError, OverflowError):  # TypeError: one of them names no time zone
        return None


def _bounded(seconds: float) -> float:
    return min(max(seconds, _FIRST_S), MAX_AFTER_S)
