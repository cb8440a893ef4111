"""model.screenform: the line before a picture's pixels, letter by letter, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import NewerFormatError, UnreadableError
from desktop_app.model.screenform import (
    MAX_HEAD_BYTES,
    MAX_PIXELS,
    MAX_SIDE,
    V1,
    V2,
    Head,
    begins,
    format_head,
    parse_head,
)

GOOD = b'{"filter":"up","format":"countersign/screen/v2","height":1,"pixels":"rgb","width":2}\n'
SIDES = st.integers(1, MAX_SIDE)


@given(SIDES, SIDES)
def test_a_head_comes_back_as_it_was(width: int, height: int) -> None:
    """Within the bounds; over them it is refused."""
    data = format_head(width, height)
    assert len(data) <= MAX_HEAD_BYTES
    assert begins(data)
    if width * height > MAX_PIXELS:
        with pytest.raises(UnreadableError, match="too large"):
            parse_head(data)
        return
    head = parse_head(data + b"pixels\n")
    assert head == Head(V2, width, height, len(data))
    assert (head.rows_bytes, head.whole_bytes) == (3 * width * height, len(data) + head.rows_bytes)


def test_the_page_tells_the_head() -> None:
    """Letter by letter."""
    page = (Path(__file__).parents[3] / "resources" / "docs" / "capture.md").read_text("utf-8")
    assert f"    {format_head(1920, 1080).decode()}" in page


def test_both_versions_are_read() -> None:
    """One is of pictures that were kept before."""
    assert parse_head(GOOD) == Head(V2, 2, 1, len(GOOD))
    old = GOOD.replace(b"/v2", b"/v1")
    assert parse_head(old) == Head(V1, 2, 1, len(old))
    assert not begins(old)


def _with(old: bytes, new: bytes) -> bytes:
    assert old in GOOD
    return GOOD.replace(old, new)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"x" * 10_000,
        b"{" + b" " * MAX_HEAD_BYTES + b"}\n",
        b"{}\n",
        GOOD[:-1],
        _with(b'"width":2', b'"width":0'),
        _with(b'"width":2', b'"width":-2'),
        _with(b'"width":2', b'"width":true'),
        _with(b'"width":2', b'"width":"2"'),
        _with(b'"width":2', b'"width":32769'),
        _with(b'"height":1', b'"height":null'),
        _with(
            b'"height":1,"pixels":"rgb","width":2', b'"height":32768,"pixels":"rgb","width":32768'
        ),
        _with(b'"up"', b'"sub"'),
        _with(b'"rgb"', b'"bgr"'),
        _with(b'"width":2', b'"width":2,"x":1'),
        _with(b'"countersign/screen/v2"', b'"png"'),
        _with(b'"countersign/screen/v2"', b"2"),
        _with(b'{"filter"', b'{ "filter"'),
    ],
)
def test_what_is_off_is_refused(data: bytes) -> None:
    """Whatever it announces."""
    parse_head(GOOD)
    with pytest.raises(UnreadableError):
        parse_head(data)


def test_a_newer_format_is_told_as_one() -> None:
    """So that nobody thinks that it is broken."""
    with pytest.raises(NewerFormatError, match="v3"):
        parse_head(_with(b"screen/v2", b"screen/v3"))


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """Never another error."""
    with pytest.raises((UnreadableError, NewerFormatError)):
        parse_head(data)
