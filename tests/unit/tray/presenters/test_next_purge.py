"""When the next purge runs and what it takes, in words."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_app.model import formats
from desktop_app.tray.presenters import integrity, next_purge
from tests.fakes.clock import START_US

HOUR_US = 3_600_000_000
NOTHING = {"entries": 0, "bytes": 0, "held": 0}
ONE_EACH = (
    "Takes kept content of 1 entry (9 bytes), telemetry of 1 entry (8 bytes), the key of 1 run."
)


def coming(**changed: Any) -> dict[str, Any]:
    """What the recorder tells of the next purge."""
    classes = {"payloads": NOTHING, "bodies": NOTHING}
    return {"at_us": START_US + HOUR_US, "classes": classes, "run_keys": 0, **changed}


def of(payloads: dict[str, int], bodies: dict[str, int]) -> dict[str, Any]:
    """The classes of an answer."""
    return {"payloads": NOTHING | payloads, "bodies": NOTHING | bodies}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "Nothing is old enough."),
        (
            {"classes": of({"entries": 12, "bytes": 4_100_000}, {})},
            "Takes kept content of 12 entries (4.1 MB).",
        ),
        (
            {"classes": of({"entries": 1, "bytes": 9}, {"entries": 1, "bytes": 8}), "run_keys": 1},
            ONE_EACH,
        ),
        ({"run_keys": 2}, "Takes the keys of 2 runs."),
        ({"classes": of({"held": 1}, {})}, "Nothing is old enough. A hold keeps 1 more."),
        (
            {"classes": of({"held": 1}, {"entries": 2, "bytes": 9, "held": 2})},
            "Takes telemetry of 2 entries (9 bytes). Holds keep 3 more.",
        ),
    ],
)
def test_what_it_takes_is_said(changed: dict[str, Any], said: str) -> None:
    """Of each class how many entries and bytes, and what only a hold keeps."""
    when = integrity.when(START_US + HOUR_US, now_us=START_US)
    assert next_purge.line(coming(**changed), now_us=START_US) == f"{when}. {said}"


def test_one_that_is_late_is_due_now() -> None:
    """A minute after the start the recorder does it; no time of the past is shown."""
    now_us = START_US + 30 * HOUR_US
    when = integrity.when(now_us, now_us=now_us)
    assert next_purge.line(coming(), now_us=now_us).startswith(f"{when}. ")


def test_without_a_recorder_nobody_can_say() -> None:
    """A dash, and it is asked again; so it is when the time is over."""
    assert next_purge.line(None, now_us=START_US) == formats.NOT_REPORTED
    assert next_purge.is_over(None, now_us=START_US)
    assert not next_purge.is_over(coming(), now_us=START_US)
    assert next_purge.is_over(coming(), now_us=START_US + HOUR_US)
