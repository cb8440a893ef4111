"""capture.screens.thumbnails: thumbnails."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from desktop_app.capture.screens.thumbnails import THUMBNAIL_WIDTH, thumbnail


def _picture(size: tuple[int, int]) -> Image.Image:
    return Image.effect_mandelbrot(size, (-2, -1, 1, 1), 30).convert("RGB")


@pytest.mark.parametrize(
    ("size", "small"),
    [((1920, 1080), (160, 90)), ((1080, 1920), (90, 160)), ((80, 60), (80, 60)), ((1, 1), (1, 1))],
)
def test_a_thumbnail_fits(size: tuple[int, int], small: tuple[int, int]) -> None:
    """In its square, with the sides' ratio; what is small stays small."""
    back = Image.open(io.BytesIO(thumbnail(_picture(size))))
    assert (back.format, back.size) == ("WEBP", small)
    assert max(back.size) <= THUMBNAIL_WIDTH


def test_a_long_screen_has_a_thumbnail() -> None:
    """One that is a hundred times wider than high."""
    back = Image.open(io.BytesIO(thumbnail(Image.new("RGB", (3200, 32)))))
    assert back.size[0] == THUMBNAIL_WIDTH
