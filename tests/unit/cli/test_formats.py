"""cli.formats: values as the design's table of formats says."""

# ruff: noqa: RUF001 - the design's dash for what an agent did not report
from __future__ import annotations

import time

import pytest

from desktop_app.cli import formats

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


@pytest.mark.parametrize(
    ("duration_us", "text"),
    [
        (None, "–"),
        (0, "< 1 ms"),
        (999, "< 1 ms"),
        (46_000, "46 ms"),
        (999_999, "999 ms"),
        (13_100_000, "13.1 s"),
        (192_000_000, "3 min 12 s"),
        (7_500_000_000, "2 h 05 min"),
    ],
)
def test_durations(duration_us, text):
    """A unit that a person would say."""
    assert formats.duration(duration_us) == text


def test_offsets_begin_at_nothing():
    """`+< 1 ms` reads like nonsense."""
    assert formats.offset(0) == "+0 ms"
    assert formats.offset(17_300_000) == "+17.3 s"


def test_money_counts_and_sizes():
    """Blank means zero, a dash means not reported."""
    assert [formats.money(usd) for usd in (None, 0.0279, 4.614)] == ["–", "$0.0279", "$4.61"]
    assert [formats.count(n) for n in (None, 0, 1_926, 1_240_000)] == ["–", "", "1,926", "1.24 M"]
    assert formats.count(0, zero="0") == "0"
    sizes = [768, 999, 1_000, 412_000, 999_600, 3_000_000_000, 5 * 10**15]
    shown = ["768 bytes", "999 bytes", "1.0 kB", "412 kB", "1.0 MB", "3.0 GB", "5000 TB"]
    assert [formats.size(count) for count in sizes] == shown


def test_counted_nouns():
    """One is not many."""
    assert formats.counted(1, "span") == "1 span"
    assert formats.counted(0, "span") == "0 spans"
    assert formats.counted(1_020, "span") == "1,020 spans"
    assert formats.counted(2, "entry") == "2 entries"
    assert formats.counted(1, "entry") == "1 entry"


def test_ids_are_elided_in_the_middle():
    """Head and tail are what a person compares; escapes are made visible first."""
    assert formats.short_id("7c41e09b2f6a0000d83e1f54") == "7c41e09b2f6a…d83e1f54"
    assert formats.short_id("short") == "short"
    assert formats.short_id("a\x1bb") == "aU+001Bb"
