"""model.screenrows: rows as differences to those above them, and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from PIL import Image

from desktop_app.model.screenrows import filtered, picture_of
from tests.fakes.images import pictures


@given(pictures())
def test_a_picture_comes_back_as_it_was(picture: Image.Image) -> None:
    """Every pixel."""
    back = picture_of(*picture.size, b"".join(filtered(picture)))
    assert (back.size, back.tobytes()) == (picture.size, picture.tobytes())


def test_the_documented_example() -> None:
    """Rows are told as differences to the row above."""
    picture = Image.frombytes("RGB", (1, 2), b"\x0a\x14\x1e\x09\x15\x1e")
    assert b"".join(filtered(picture)) == b"\x0a\x14\x1e\xff\x01\x00"


@pytest.mark.parametrize("height", [127, 128, 129, 300])
def test_a_picture_of_many_rows(height: int) -> None:
    """It is filtered in strips; their edges do not show."""
    picture = Image.effect_mandelbrot((7, height), (-2, -1, 1, 1), 40).convert("RGB")
    strips = list(filtered(picture))
    assert len(strips) == -(-height // 128)
    above = bytes(21) + picture.tobytes()[:-21]
    wanted = bytes((one - up) % 256 for one, up in zip(picture.tobytes(), above, strict=True))
    assert b"".join(strips) == wanted
    assert picture_of(7, height, memoryview(wanted)).tobytes() == picture.tobytes()
