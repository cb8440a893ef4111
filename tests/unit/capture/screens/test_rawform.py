"""capture.screens.rawform: `countersign/screen/v2` byte for byte, version 1 read, hostile bytes."""

from __future__ import annotations

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from desktop_app.capture.screens.rawform import decode, encode
from desktop_app.errors import NewerFormatError, UnreadableError
from tests.fakes.images import pictures

_HEAD = b'{"filter":"up","format":"countersign/screen/v2","height":1,"pixels":"rgb","width":1}\n'
GOOD = _HEAD + b"\1\2\3"
_OLD = _HEAD.replace(b"/v2", b"/v1")
_PACKED = zstandard.ZstdCompressor(level=1).compress(b"\1\2\3")
OLD = _OLD + _PACKED


@given(pictures())
def test_a_picture_comes_back_as_it_was(picture: Image.Image) -> None:
    """Every pixel; and the same pixels have the same bytes."""
    data = encode(picture)
    back = decode(data)
    assert (back.size, back.tobytes()) == (picture.size, picture.tobytes())
    assert encode(back) == data


def test_the_documented_example() -> None:
    """A line of JSON, then rows as differences to the row above; nothing is packed."""
    picture = Image.frombytes("RGB", (1, 2), b"\x0a\x14\x1e\x09\x15\x1e")
    assert encode(picture) == _HEAD.replace(b'"height":1', b'"height":2') + (
        b"\x0a\x14\x1e\xff\x01\x00"
    )


@given(pictures())
def test_version_1_is_read_for_ever(picture: Image.Image) -> None:
    """Its rows are one zstd frame."""
    line, _, rows = encode(picture).partition(b"\n")
    old = line.replace(b"/v2", b"/v1") + b"\n" + zstandard.ZstdCompressor(level=3).compress(rows)
    assert decode(old).tobytes() == picture.tobytes()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        _HEAD,
        GOOD[:-1],
        GOOD + b"\0",
        _HEAD.replace(b'"width":1', b'"width":2') + b"\1\2\3",
        _HEAD + _PACKED,
        _OLD,
        _OLD + b"abc",
        _OLD + b"\1\2\3",
        OLD[:-1],
        OLD + b"\0",
        _OLD + zstandard.ZstdCompressor().compress(b"\1\2"),
        _OLD + zstandard.ZstdCompressor(write_content_size=False).compress(b"\1\2\3"),
    ],
)
def test_what_is_off_is_refused(data: bytes) -> None:
    """Before anything is unpacked that its header does not announce."""
    assert decode(GOOD).tobytes() == decode(OLD).tobytes() == b"\1\2\3"
    with pytest.raises(UnreadableError):
        decode(data)


def test_a_size_that_lies_is_found_out() -> None:
    """A header and a frame that both announce more pixels than there are."""
    assert _PACKED[5] == 3  # the frame's content size, RFC 8878 3.1.1.1.4
    lies = _PACKED[:5] + b"\6" + _PACKED[6:]
    assert zstandard.frame_content_size(lies) == 6
    with pytest.raises(UnreadableError):
        decode(_OLD.replace(b'"width":1', b'"width":2') + lies)


def test_a_newer_format_is_told_as_one() -> None:
    """So that nobody thinks that it is broken."""
    with pytest.raises(NewerFormatError, match="v3"):
        decode(GOOD.replace(b"screen/v2", b"screen/v3"))


@given(st.binary(max_size=200), st.sampled_from([b"", _HEAD, _OLD]))
def test_any_bytes_are_read_or_refused(data: bytes, head: bytes) -> None:
    """Never another error."""
    try:
        found = decode(head + data)
    except (UnreadableError, NewerFormatError):
        return
    assert found.size == (1, 1)
