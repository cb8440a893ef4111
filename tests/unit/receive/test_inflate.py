"""Decompression is bounded, exact, and refuses what is cut, mixed or too large."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import MalformedRequestError, TooLargeError
from desktop_app.receive.inflate import inflate

DATA = bytes(range(256)) * 1000


@given(st.binary(max_size=5000))
def test_what_was_packed_comes_back(data: bytes) -> None:
    """Every format returns the same bytes, up to exactly the limit."""
    limit = len(data)
    assert inflate(data, "identity", limit) == data
    assert inflate(gzip.compress(data), "gzip", limit) == data
    assert inflate(zlib.compress(data), "deflate", limit) == data


@pytest.mark.parametrize("compression", ["identity", "gzip", "deflate"])
def test_one_byte_over_the_limit_is_too_large(compression: str) -> None:
    """The limit counts bytes after decompression."""
    packed = {"identity": DATA, "gzip": gzip.compress(DATA), "deflate": zlib.compress(DATA)}
    assert inflate(packed[compression], compression, len(DATA)) == DATA
    with pytest.raises(TooLargeError):
        inflate(packed[compression], compression, len(DATA) - 1)


def test_several_gzip_members_are_one_body() -> None:
    """RFC 1952 allows members one after another, over slice borders too."""
    big = DATA * 5
    packed = gzip.compress(b"a") + gzip.compress(big, 0) + gzip.compress(b"")
    assert inflate(packed, "gzip", 10_000_000) == b"a" + big


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"\x1f",
        gzip.compress(DATA)[:-1],
        gzip.compress(DATA)[:20],
        gzip.compress(DATA) + b"x",
        gzip.compress(DATA) + b"\x00" * 9,
        gzip.compress(b"") * 100,
        zlib.compress(DATA),
        DATA,
        gzip.compress(DATA)[:-8] + b"\x00" * 8,
    ],
    ids=[
        "empty",
        "start",
        "cut-1",
        "cut",
        "followed",
        "padded",
        "members",
        "zlib",
        "plain",
        "checksum",
    ],
)
def test_what_is_not_gzip_is_malformed(packed: bytes) -> None:
    """Truncated, extended, checksum wrong, another format, too many members: 400."""
    with pytest.raises(MalformedRequestError):
        inflate(packed, "gzip", 10_000_000)


def test_bytes_after_deflate_data_are_malformed() -> None:
    """Deflate has no members."""
    with pytest.raises(MalformedRequestError):
        inflate(zlib.compress(b"a") + zlib.compress(b"b"), "deflate", 100)


@pytest.mark.attack("E12")
def test_a_bomb_costs_no_more_than_the_limit() -> None:
    """1 GiB packed in 1 MB is refused after producing one byte more than the limit."""
    stream = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(stream.compress(bytes(1 << 20)) for _ in range(256)) + stream.flush()
    tracemalloc.start()
    try:
        with pytest.raises(TooLargeError):
            inflate(bomb, "gzip", 1 << 20)
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()
