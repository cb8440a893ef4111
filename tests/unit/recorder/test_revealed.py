"""Reveals of this process: the next piece needs the entry of the first, and is read once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import zstandard

from desktop_app.errors import UsageError, VaultDamagedError
from desktop_app.recorder.revealed import OPEN, REMEMBERED, Revealed

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_a_piece_goes_with_its_entry() -> None:
    """Not with another's, and not with one that was never written."""
    revealed = Revealed()
    revealed.note(7, "a")
    revealed.check(7, "a")
    for entry, ref in ((7, "b"), (8, "a")):
        with pytest.raises(UsageError, match="ask anew"):
            revealed.check(entry, ref)


def test_the_oldest_is_forgotten() -> None:
    """Memory is bounded."""
    revealed = Revealed()
    for entry in range(REMEMBERED + 1):
        revealed.note(entry, "a")
    revealed.check(REMEMBERED, "a")
    with pytest.raises(UsageError):
        revealed.check(0, "a")


def test_what_is_long_is_read_once() -> None:
    """From its begin to its end, as long as it is asked for in order; else from the begin again."""
    begun = []

    def content(ref: str) -> Iterator[bytes]:
        begun.append(ref)
        yield from (b"abc", b"", b"defgh", b"ij")

    revealed = Revealed()
    revealed.note(7, "a")

    def piece(offset: int) -> tuple[bytes, bool]:
        return revealed.piece(7, "a", offset, 4, content)

    assert [piece(offset) for offset in (0, 4, 8)] == [
        (b"abcd", False),
        (b"efgh", False),
        (b"ij", True),
    ]
    assert begun == ["a"]
    assert (piece(6), piece(6)) == ((b"ghij", True), (b"ghij", True))
    assert piece(100) == (b"", True)
    plain = piece(0)
    frame, last = revealed.piece(7, "a", 0, 400, content, packed=True)
    assert (plain, last) == ((b"abcd", False), True)
    assert zstandard.ZstdDecompressor().decompressobj().decompress(frame) == b"abcdefghij"
    assert piece(4) == (b"efgh", False)  # one is not taken for the other
    with pytest.raises(UsageError):
        revealed.piece(8, "a", 0, 4, content)


def test_the_last_piece_waits_for_the_check_of_all() -> None:
    """What is found at the end is told in place of it, and not forgotten by asking again."""

    def content(_ref: str) -> Iterator[bytes]:
        yield from (b"abcd", b"ef")
        raise VaultDamagedError("not what its address says")

    revealed = Revealed()
    revealed.note(7, "a")
    assert revealed.piece(7, "a", 0, 4, content) == (b"abcd", False)
    for _ in range(2):
        with pytest.raises(VaultDamagedError):
            revealed.piece(7, "a", 4, 4, content)


def test_readings_that_wait_are_bounded() -> None:
    """The oldest begins anew."""
    begun = []

    def content(ref: str) -> Iterator[bytes]:
        begun.append(ref)
        yield from (b"abcd", b"efgh")

    revealed = Revealed()
    for entry in range(OPEN + 1):
        revealed.note(entry, str(entry))
        revealed.piece(entry, str(entry), 0, 4, content)
    for entry in range(OPEN, -1, -1):
        assert revealed.piece(entry, str(entry), 4, 4, content) == (b"efgh", True)
    assert begun == [*"01234", "0"]
