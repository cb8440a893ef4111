"""bundle.views.reading: values of senders by type, and times in UTC."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.bundle.views import reading

NOW = 1_795_169_861_029_000  # 20 November 2026, 10:17:41.029 UTC


def test_another_type_is_not_there():
    """A bool is no number, an empty text no text, a list has no fields."""
    assert [reading.integer(value) for value in (5, True, "5", None)] == [5, None, None, None]
    assert [reading.real(value) for value in (0.5, 5, "5")] == [0.5, 5.0, None]
    assert [reading.text(value) for value in ("a", "", 5)] == ["a", None, None]
    assert reading.fields([1]) == {}
    assert reading.counts({"b": 2, "a": 1, "c": 0, "d": "x"}) == {"a": 1, "b": 2}


def test_times_are_utc():
    """Whatever the machine's zone."""
    assert reading.moment(NOW) == "20 November 2026, 10:17:41"
    assert reading.day(NOW) == "20 November 2026"
    assert reading.clock(NOW) == "10:17:41.029"
    assert reading.iso(NOW) == "2026-11-20T10:17:41Z"


@given(st.integers(min_value=-(2**63), max_value=2**63))
def test_any_time_has_its_words(time_us):
    """A sender may send any number."""
    assert reading.moment(time_us)
    assert reading.clock(time_us)


@pytest.mark.parametrize("limit", [10, 40, 160])
@given(text=st.text(max_size=400))
def test_a_short_text_is_short(limit, text):
    """Head and tail stay."""
    made = reading.short(text, limit)
    assert len(made) <= limit
    assert made == text or "…" in made


def test_tokens_are_those_told():
    """By what they were for; what is no number is not told."""
    told = reading.tokens({"tokens_input": 3, "tokens_output": "4", "tokens_reasoning": 0})
    assert told == {
        "input": 3,
        "output": None,
        "cache_read": None,
        "cache_creation": None,
        "reasoning": 0,
    }
