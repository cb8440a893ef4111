"""Fields of a record are read with type and bound, or refused by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.consent import fields
from desktop_app.consent.fields import BadRecordError

if TYPE_CHECKING:
    from collections.abc import Callable

HEX = "0a" * 32


def test_each_type_is_read() -> None:
    """Text, number, flag, digest, list and object."""
    value = {"t": "x", "n": 7, "f": False, "d": HEX, "w": ["a", "b"], "g": {"x": 1}}
    assert fields.text(value, "t", 1) == "x"
    assert fields.needed_text(value, "t", 1) == "x"
    assert fields.number(value, "n", 7) == 7
    assert fields.flag(value, "f", absent=True) is False
    assert fields.digest(value, "d") == HEX
    assert fields.words(value, "w", 2, 1) == ("a", "b")
    assert fields.group(value, "g") == {"x": 1}
    assert fields.one_of(("a", "b"), "x", "b") == "b"


@pytest.mark.parametrize("value", [{}, {"x": None}])
def test_null_is_the_same_as_absent(value: dict) -> None:
    """A writer may put either."""
    assert fields.text(value, "x", 1) is None
    assert fields.number(value, "x", 1) is None
    assert fields.flag(value, "x", absent=True) is True
    assert fields.digest(value, "x") is None
    assert fields.words(value, "x", 1, 1) == ()
    assert fields.group(value, "x") is None


@pytest.mark.parametrize(
    ("read", "value", "message"),
    [
        (lambda v: fields.text(v, "x", 3), 1, "x is no text."),
        (lambda v: fields.text(v, "x", 3), "abcd", "x has more than 3 characters."),
        (lambda v: fields.needed_text(v, "x", 3), "", "x is missing."),
        (lambda v: fields.needed_text(v, "x", 3), None, "x is missing."),
        (lambda v: fields.number(v, "x", 3), "1", "x is no integer."),
        (lambda v: fields.number(v, "x", 3), True, "x is no integer."),
        (lambda v: fields.number(v, "x", 3), 1.0, "x is no integer."),
        (lambda v: fields.number(v, "x", 3), 4, "x is not from 0 to 3."),
        (lambda v: fields.number(v, "x", 3), -1, "x is not from 0 to 3."),
        (lambda v: fields.flag(v, "x", absent=True), 1, "x is neither true nor false."),
        (lambda v: fields.digest(v, "x"), 1, "x is no digest."),
        (lambda v: fields.digest(v, "x"), HEX.upper(), "x is no digest."),
        (lambda v: fields.digest(v, "x"), HEX + "\n", "x is no digest."),
        (lambda v: fields.words(v, "x", 2, 3), "ab", "x is no list."),
        (lambda v: fields.words(v, "x", 2, 3), 1, "x is no list."),
        (lambda v: fields.words(v, "x", 2, 3), ["a"] * 3, "x has more than 2 items."),
        (
            lambda v: fields.words(v, "x", 2, 3),
            ["abcd"],
            "x holds what is no text of at most 3 characters.",
        ),
        (
            lambda v: fields.words(v, "x", 2, 3),
            [1],
            "x holds what is no text of at most 3 characters.",
        ),
        (lambda v: fields.group(v, "x"), [], "x is no object."),
        (lambda v: fields.one_of(("a",), "x", v["x"]), None, "x is missing or no text."),
        (lambda v: fields.one_of(("a",), "x", v["x"]), "b", "This version does not know that x."),
    ],
)
def test_each_defect_has_its_sentence(
    read: Callable[[dict], object], value: object, message: str
) -> None:
    """The field is named, the value never: it may be content."""
    with pytest.raises(BadRecordError) as raised:
        read({"x": value})
    assert str(raised.value) == message
