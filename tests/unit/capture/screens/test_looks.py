"""capture.screens.looks: black frames, and how near two pictures are."""

from __future__ import annotations

from PIL import Image, ImageDraw

from desktop_app.capture.screens.looks import dhash, distance, is_black, picture_of
from desktop_app.host.screen.frame import Box
from tests.fakes.screens import BLACK, DESKTOP, GREEN, RED, frame, paint


def test_a_frame_is_a_picture_of_its_colours() -> None:
    """Blue, green, red in memory; red, green, blue in the picture."""
    assert picture_of(frame(RED)).getpixel((0, 0)) == (255, 0, 0)
    assert picture_of(frame(GREEN)).size == (64, 48)


def test_black_is_black() -> None:
    """Nearly so, too, and whatever the fourth byte says."""
    assert is_black(frame(BLACK))
    assert is_black(frame(b"\2\1\0\xff"))


def test_one_bright_pixel_is_no_black() -> None:
    """Wherever it is."""
    for x, y in ((0, 0), (63, 47), (31, 7)):
        assert not is_black(paint(frame(BLACK), Box(x, y, 1, 1), b"\0\0\3\0"))
    assert not is_black(frame(RED))


def _drawn(shift: int, size: tuple[int, int] = (640, 480)) -> Image.Image:
    picture = Image.linear_gradient("L").resize(size).convert("RGB")
    ImageDraw.Draw(picture).rectangle((100 + shift, 100, 300 + shift, 300), fill=(200, 30, 30))
    return picture


def test_a_small_change_is_near_and_another_picture_far() -> None:
    """In bits of 64."""
    one = dhash(_drawn(0))
    assert distance(one, dhash(_drawn(0))) == 0
    assert distance(one, dhash(_drawn(3))) <= 4
    assert distance(one, dhash(_drawn(0).transpose(Image.Transpose.FLIP_LEFT_RIGHT))) > 8
    assert 0 <= one < 2**64


def test_a_tiny_picture_has_a_hash() -> None:
    """Smaller than its cells."""
    assert dhash(Image.new("RGB", (3, 2))) == 0
    assert dhash(Image.linear_gradient("L").rotate(90).convert("RGB")) in {0, 2**64 - 1}
    assert dhash(picture_of(frame(RED, DESKTOP))) == 0
