"""cli.formats: values as the design's table of formats says."""

from __future__ import annotations

import time

import pytest

from desktop_app.model import formats

NOW = 1_795_169_861_000_000  # Friday 20 November 2026, 10:17:41 UTC
DAY = 86_400_000_000


@pytest.fixture(autouse=True)
def _utc(monkeypatch):
    monkeypatch.setenv("TZ", "UTC")
    if hasattr(time, "tzset"):
        time.tzset()
    yield
    monkeypatch.undo()
    if hasattr(time, "tzset"):
        time.tzset()


def test_times():
    """The date only when it is not today."""
    assert formats.clock_time(NOW, now_us=NOW) == "10:17:41"
    assert formats.clock_time(NOW - DAY, now_us=NOW) == "19 Nov 10:17"
    assert formats.time_of_day(NOW - DAY) == "10:17:41"


def test_days():
    """Today and yesterday by name; the year when it is another."""
    assert formats.day(NOW, now_us=NOW) == "Today, 20 November"
    assert formats.day(NOW - DAY, now_us=NOW) == "Yesterday, 19 November"
    assert formats.day(NOW - 4 * DAY, now_us=NOW) == "Monday 16 November"
    assert formats.day(NOW - 365 * DAY, now_us=NOW) == "Thursday 20 November 2025"
    assert formats.day(NOW + DAY, now_us=NOW) == "Saturday 21 November"
