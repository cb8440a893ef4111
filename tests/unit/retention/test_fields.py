"""Fields are read with their type and bound, or refused by name."""

from __future__ import annotations

import pytest

from desktop_app.errors import BadEncodingError
from desktop_app.model.canonical import MAX_INT
from desktop_app.retention import fields


def test_what_fits_is_read() -> None:
    """Each type."""
    value = {"t": "ab", "n": MAX_INT, "d": "0a" * 32, "g": {"x": 1}}
    assert fields.text(value, "t", 2) == "ab"
    assert fields.number(value, "n") == MAX_INT
    assert fields.digest(value, "d") == b"\x0a" * 32
    assert fields.group(value, "g") == {"x": 1}


@pytest.mark.parametrize("wrong", [None, [], "abc", -1, MAX_INT + 1, True, "A" * 64, "0a" * 33])
def test_what_does_not_fit_is_refused_by_name(wrong: object) -> None:
    """Missing, of another type, too long, out of bounds."""
    value = {"x": wrong}
    readers = (
        lambda: fields.text(value, "x", 2),
        lambda: fields.number(value, "x"),
        lambda: fields.digest(value, "x"),
        lambda: fields.group(value, "x"),
    )
    for read in readers:
        with pytest.raises(BadEncodingError, match="x is no"):
            read()
