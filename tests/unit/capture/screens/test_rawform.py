"""capture.screens.rawform: `countersign/screen/v1`, byte for byte, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from desktop_app.capture.screens.rawform import MAX_HEADER_BYTES, decode, encode
from desktop_app.errors import NewerFormatError, UnreadableError

_HEAD = b'{"filter":"up","format":"countersign/screen/v1","height":1,"pixels":"rgb","width":1}'
_PACKED = zstandard.ZstdCompressor(level=1).compress(b"\1\2\3")
GOOD = _HEAD + b"\n" + _PACKED


@st.composite
def pictures(draw: st.DrawFn) -> Image.Image:
    """Small pictures of any pixels."""
    width, height = draw(st.integers(1, 9)), draw(st.integers(1, 9))
    pixels = draw(st.binary(min_size=3 * width * height, max_size=3 * width * height))
    return Image.frombytes("RGB", (width, height), pixels)


@given(pictures())
def test_a_picture_comes_back_as_it_was(picture: Image.Image) -> None:
    """Every pixel; and the same pixels have the same bytes."""
    data = encode(picture)
    back = decode(data)
    assert (back.size, back.tobytes()) == (picture.size, picture.tobytes())
    assert encode(back) == data


def test_the_page_tells_the_header() -> None:
    """Letter by letter."""
    page = (Path(__file__).parents[4] / "resources" / "docs" / "capture.md").read_text("utf-8")
    head, _, _ = encode(Image.new("RGB", (1920, 1080))).partition(b"\n")
    assert f"    {head.decode()}\n" in page


def test_the_documented_example() -> None:
    """Rows are told as differences to the row above."""
    picture = Image.frombytes("RGB", (1, 2), b"\x0a\x14\x1e\x09\x15\x1e")
    head, _, packed = encode(picture).partition(b"\n")
    assert head.decode() == (
        '{"filter":"up","format":"countersign/screen/v1","height":2,"pixels":"rgb","width":1}'
    )
    assert zstandard.ZstdDecompressor().decompress(packed) == b"\x0a\x14\x1e\xff\x01\x00"


def _with(old: bytes, new: bytes) -> bytes:
    assert old in GOOD
    return GOOD.replace(old, new)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"x" * 10_000,
        b"{" + b" " * MAX_HEADER_BYTES + b"}\n",
        b"{}\n" + _PACKED,
        _with(b'"width":1', b'"width":0'),
        _with(b'"width":1', b'"width":2'),
        _with(b'"width":1', b'"width":true'),
        _with(b'"width":1', b'"width":"1"'),
        _with(b'"width":1', b'"width":32769'),
        _with(
            b'"height":1,"pixels":"rgb","width":1', b'"height":32768,"pixels":"rgb","width":32768'
        ),
        _with(b'"up"', b'"sub"'),
        _with(b'"rgb"', b'"bgr"'),
        _with(b'"width":1', b'"width":1,"x":1'),
        _with(b'"countersign/screen/v1"', b'"png"'),
        _with(b'{"filter"', b'{ "filter"'),
        _HEAD + b"\n",
        _HEAD + b"\nabc",
        GOOD[:-1],
        GOOD + b"\0",
        _HEAD + b"\n" + zstandard.ZstdCompressor().compress(b"\1\2"),
        _HEAD + b"\n" + zstandard.ZstdCompressor(write_content_size=False).compress(b"\1\2\3"),
    ],
)
def test_what_is_off_is_refused(data: bytes) -> None:
    """Before anything is unpacked that its header does not announce."""
    assert decode(GOOD).tobytes() == b"\1\2\3"
    with pytest.raises(UnreadableError):
        decode(data)


def test_a_size_that_lies_is_found_out() -> None:
    """A header and a frame that both announce more pixels than there are."""
    assert _PACKED[5] == 3  # the frame's content size, RFC 8878 3.1.1.1.4
    lies = _PACKED[:5] + b"\6" + _PACKED[6:]
    assert zstandard.frame_content_size(lies) == 6
    with pytest.raises(UnreadableError):
        decode(_HEAD.replace(b'"width":1', b'"width":2') + b"\n" + lies)


def test_a_newer_format_is_told_as_one() -> None:
    """So that nobody thinks that it is broken."""
    with pytest.raises(NewerFormatError, match="v2"):
        decode(_with(b"screen/v1", b"screen/v2"))


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """Never another error."""
    with pytest.raises((UnreadableError, NewerFormatError)):
        decode(data)


@pytest.mark.parametrize("height", [127, 128, 129, 300])
def test_a_picture_of_many_rows(height: int) -> None:
    """It is filtered in strips; their edges do not show."""
    picture = Image.effect_mandelbrot((7, height), (-2, -1, 1, 1), 40).convert("RGB")
    head, _, packed = encode(picture).partition(b"\n")
    rows = zstandard.ZstdDecompressor().decompress(packed)
    above = bytes(21) + picture.tobytes()[:-21]
    wanted = bytes((one - up) % 256 for one, up in zip(picture.tobytes(), above, strict=True))
    assert rows == wanted
    assert decode(head + b"\n" + packed).tobytes() == picture.tobytes()
