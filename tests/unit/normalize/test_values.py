from __future__ import annotations

import math

import pytest

from desktop_app.normalize import values
from tests.fakes.records import any_value


@pytest.mark.parametrize(
    ("value", "text", "integer", "real", "truth"),
    [
        ("", None, None, None, None),
        (None, None, None, None, None),
        ("12", "12", 12, 12.0, None),
        ("1", "1", 1, 1.0, True),
        ("true", "true", None, None, True),
        ("False", "False", None, None, False),
        ("1.5", "1.5", 1, 1.5, None),
        (0, "0", 0, 0.0, False),
        (-3, "-3", -3, -3.0, True),
        (2.0, "2.0", 2, 2.0, None),
        (True, "true", None, None, True),
        (False, "false", None, None, False),
        ("nan", "nan", None, None, None),
        (math.inf, "inf", None, None, None),
        (math.nan, "nan", None, None, None),
        ("1e300", "1e300", None, 1e300, None),
        (["stop", "x"], "stop", None, None, None),
        ([], None, None, None, None),
        ("[hash prompt 5 bytes hmac-sha256:00]",) * 2 + (None, None, None),
    ],
)
def test_values_are_read_by_the_type_that_is_wanted(value, text, integer, real, truth):
    """Agents send numbers and truths as text; what is not of a type is None, never 0."""
    sent = any_value(value)
    assert values.text(sent) == text
    assert values.integer(sent) == integer
    assert values.real(sent) == real
    assert values.truth(sent) is truth


def test_durations_become_microseconds():
    """From milliseconds and seconds, as number or text."""
    assert values.milliseconds(any_value("15")) == 15_000
    assert values.milliseconds(any_value(0.25)) == 250
    assert values.seconds(any_value(0.5)) == 500_000
    assert values.milliseconds(any_value("soon")) is None
    assert values.seconds(any_value("soon")) is None


def test_a_digest_is_read_from_a_whole_mark_only():
    """Content that was kept has none; content that quotes a mark has none."""
    mark = f"[hash tool_args 12 bytes hmac-sha256:{'0a' * 16}]"
    assert values.digest(any_value(mark)) == f"hmac-sha256:{'0a' * 16}"
    assert values.digest(any_value(f"see {mark}")) is None
    assert values.digest(any_value(f"{mark} more")) is None
    assert values.digest(any_value(3)) is None
