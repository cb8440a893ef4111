"""capture.screens.smaller: WebP without loss, and thumbnails."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from desktop_app.capture.screens.rawform import encode
from desktop_app.capture.screens.smaller import THUMBNAIL_WIDTH, encode_webp, thumbnail
from desktop_app.errors import UnreadableError


def _picture(size: tuple[int, int]) -> Image.Image:
    return Image.effect_mandelbrot(size, (-2, -1, 1, 1), 30).convert("RGB")


def test_webp_has_the_very_pixels() -> None:
    """Made of the raw form alone."""
    picture = _picture((123, 45))
    data = encode_webp(encode(picture))
    assert data is not None
    back = Image.open(io.BytesIO(data))
    assert back.format == "WEBP"
    assert back.convert("RGB").tobytes() == picture.tobytes()


def test_a_screen_that_is_too_wide_for_webp_stays_as_it_is() -> None:
    """WebP ends at 16,383 pixels a side."""
    assert encode_webp(encode(Image.new("RGB", (16_384, 1)))) is None


def test_webp_of_something_else_is_refused() -> None:
    """As the raw form is."""
    with pytest.raises(UnreadableError):
        encode_webp(b"GIF89a")


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
