"""The error table: stable codes, and always something to say."""

from __future__ import annotations

import re

import pytest

from desktop_app import errors
from desktop_app.errors import CountersignError


def all_errors() -> list[type[CountersignError]]:
    """Return every class of the table, the base included."""
    return [
        found
        for found in vars(errors).values()
        if isinstance(found, type) and issubclass(found, CountersignError)
    ]


def test_codes_are_upper_snake_and_none_is_used_twice() -> None:
    """Scripts match on them."""
    codes = [found.code for found in all_errors()]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"[A-Z][A-Z0-9_]+", code) for code in codes)


@pytest.mark.parametrize("error", all_errors(), ids=lambda error: error.code)
def test_each_says_whose_fault_it_is_and_is_documented(error: type[CountersignError]) -> None:
    """Fault, exit code and a docstring of its own."""
    assert error.fault in ("person", "sender", "machine", "ours")
    assert error.exit_code in (1, 2, 30, 40, 60, 130)  # 130: the person stopped it
    assert error.__doc__
    assert "\n" not in error.default_hint


def test_a_hint_can_be_given_or_left_to_the_class() -> None:
    """The raiser knows better, or says nothing, or the class speaks."""
    assert errors.DiskFullError("full").hint == errors.DiskFullError.default_hint
    assert errors.DiskFullError("full", hint="Buy one.").hint == "Buy one."
    assert errors.DiskFullError("full", hint="").hint == ""
    assert errors.DiskFullError("It is full.").message == str(errors.DiskFullError("It is full."))
