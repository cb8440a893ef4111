"""Bytes are text or not, told as they come as well as at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.recorder.said import Said, in_utf8, text_of

TEXT = "a plum-coloured thing, of 日本 and 😀"
ENCODINGS = ("utf-8", "utf-16", "utf-16-le", "utf-16-be")


def encoding_of(data: bytes, size: int) -> str | None:
    """Return what is said of bytes that come in pieces."""
    said = Said()
    for start in range(0, len(data), size):
        said.take(data[start : start + size])
    return said.encoding()


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_text_is_known_however_it_is_cut(encoding: str) -> None:
    """Within a mark, within a character; what it is in UTF-8 too."""
    data = TEXT.encode(encoding)
    assert text_of(data) == TEXT
    for size in range(1, 20):
        assert encoding_of(data, size) == encoding
        pieces = (data[start : start + size] for start in range(0, len(data), size))
        assert b"".join(in_utf8(pieces, encoding)).decode() == TEXT


@pytest.mark.parametrize(
    "data",
    [b"\x89PNG\xff", b"\xff\xfe\x00\xd8", bytes(9), "日本".encode("utf-16-le")[:3], b"\xff\xfea"],
)
def test_bytes_are_not(data: bytes) -> None:
    """Half characters, zeros of an odd number, a mark before what is none."""
    assert text_of(data) is None
    assert encoding_of(data, 1) is None


def test_nothing_is_text() -> None:
    """An empty one."""
    assert text_of(b"") == ""


@given(st.one_of(st.binary(max_size=40), st.text(max_size=40).map(str.encode)), st.integers(1, 9))
def test_pieces_and_whole_agree(data: bytes, size: int) -> None:
    """For whatever bytes."""
    name = encoding_of(data, size)
    assert (None if name is None else data.decode(name)) == text_of(data)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), st.sampled_from(ENCODINGS))
def test_what_is_text_in_utf8_is_text(text: str, encoding: str) -> None:
    """UTF-8 always; another where it says so, or its zeros do."""
    if encoding == "utf-8" and 4 * text.encode().count(0) <= len(text.encode()):
        assert text_of(text.encode()) == text
    if encoding == "utf-16":
        assert text_of(text.encode(encoding)) == text
