"""Pictures for tests of how they are kept: any small ones, and one as a working day shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Sequence

PAPER, INK = (30, 30, 30), ((212, 212, 212), (86, 156, 214), (206, 145, 120), (106, 153, 85))


@st.composite
def pictures(draw: st.DrawFn) -> Image.Image:
    """Small pictures of any pixels."""
    width, height = draw(st.integers(1, 9)), draw(st.integers(1, 9))
    pixels = draw(st.binary(min_size=3 * width * height, max_size=3 * width * height))
    return Image.frombytes("RGB", (width, height), pixels)


def editor(lines: Sequence[str], size: tuple[int, int] = (640, 480)) -> Image.Image:
    """Return an editor full of text, in colours."""
    picture = Image.new("RGB", size, PAPER)
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(13)
    for number, top in enumerate(range(4, size[1], 17)):
        line = lines[number % len(lines)]
        draw.text((40, top), line, INK[number % len(INK)], font)
        draw.text((6, top), str(number + 1), (110, 110, 110), font)
    return picture
