"""Fields of JSON: the value, or a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.bundle import fields
from desktop_app.errors import BadEncodingError

if TYPE_CHECKING:
    from collections.abc import Callable


def test_values_are_returned():
    """What is of the shape asked for comes back."""
    assert fields.mapping({"a": 1}, "x") == {"a": 1}
    assert fields.items([1, 2], "x") == [1, 2]
    assert fields.text("a", "x") == "a"
    assert fields.integer(2**53 - 1, "x") == 2**53 - 1
    assert fields.hexadecimal("00ff", "x", 2) == b"\0\xff"
    fields.exact({"a": 1}, ("a",), "x")


@pytest.mark.parametrize(
    "refuse",
    [
        lambda: fields.mapping([], "x"),
        lambda: fields.items("text", "x"),
        lambda: fields.items({}, "x"),
        lambda: fields.text(1, "x"),
        lambda: fields.integer(-1, "x"),
        lambda: fields.integer(2**53, "x"),
        lambda: fields.integer(True, "x"),  # noqa: FBT003 - the value
        lambda: fields.integer(1.0, "x"),
        lambda: fields.hexadecimal("00FF", "x", 2),
        lambda: fields.hexadecimal("00f", "x", 2),
        lambda: fields.hexadecimal("00ff", "x", 1),
        lambda: fields.exact({"a": 1}, ("a", "b"), "x"),
        lambda: fields.exact({"a": 1, "b": 1}, ("a",), "x"),
    ],
)
def test_everything_else_is_refused(refuse: Callable[[], object]):
    """A sentence names the field."""
    with pytest.raises(BadEncodingError, match="x"):
        refuse()
