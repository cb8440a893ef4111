"""model.amounts: values as the design's table of formats says."""

# ruff: noqa: RUF001 - the design's dash for what an agent did not report
from __future__ import annotations

import pytest

from desktop_app.model import amounts


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
    assert amounts.duration(duration_us) == text


def test_moments_of_verdicts_are_the_same_everywhere():
    """UTC, and said so."""
    assert amounts.moment(1_790_000_000_999_999) == "2026-09-21 14:13:20 UTC"


def test_offsets_begin_at_nothing():
    """`+< 1 ms` reads like nonsense."""
    assert amounts.offset(0) == "+0 ms"
    assert amounts.offset(17_300_000) == "+17.3 s"


def test_money_counts_and_sizes():
    """Blank means zero, a dash means not reported."""
    assert [amounts.money(usd) for usd in (None, 0.0279, 4.614)] == ["–", "$0.0279", "$4.61"]
    assert [amounts.count(n) for n in (None, 0, 1_926, 1_240_000)] == ["–", "", "1,926", "1.24 M"]
    assert amounts.count(0, zero="0") == "0"
    sizes = [768, 999, 1_000, 412_000, 999_600, 3_000_000_000, 5 * 10**15]
    shown = ["768 bytes", "999 bytes", "1.0 kB", "412 kB", "1.0 MB", "3.0 GB", "5000 TB"]
    assert [amounts.size(count) for count in sizes] == shown


def test_counted_nouns():
    """One is not many."""
    assert amounts.counted(1, "span") == "1 span"
    assert amounts.counted(0, "span") == "0 spans"
    assert amounts.counted(1_020, "span") == "1,020 spans"
    assert amounts.counted(2, "entry") == "2 entries"
    assert amounts.counted(1, "entry") == "1 entry"


def test_ids_are_elided_in_the_middle():
    """Head and tail are what a person compares; escapes are made visible first."""
    assert amounts.short_id("7c41e09b2f6a0000d83e1f54") == "7c41e09b2f6a…d83e1f54"
    assert amounts.short_id("short") == "short"
    assert amounts.short_id("a\x1bb") == "aU+001Bb"
