"""A checkpoint that went through mails, editors and shells is read as its log wrote it."""

from __future__ import annotations

import pytest

from desktop_app.operations.kept_text import tidied

NOTE = "countersign/0011223344556677\n9\nAAAA=\n\n\N{EM DASH} countersign/0011223344556677 AAAA\n"


@pytest.mark.parametrize(
    "data",
    [
        NOTE.encode(),
        NOTE.replace("\n", "\r\n").encode(),
        NOTE.encode("utf-8-sig"),
        NOTE.replace("\n", "\r\n").encode("utf-16"),
        b"\xfe\xff" + NOTE.encode("utf-16-be"),
        NOTE.strip().encode(),
        f"\n\n{NOTE}\n\n".encode(),
        NOTE.replace("\n", " \n").encode(),
    ],
    ids=["as it was", "CR LF", "mark", "PowerShell", "big end", "no end", "around", "spaces"],
)
def test_only_the_wrapping_is_mended(data: bytes) -> None:
    """Bytes for bytes."""
    assert tidied(data) == NOTE.encode()


@pytest.mark.parametrize("data", [b"\x30\x82\r\n\r\n", b"\xff\xfe\x00", b"\x80\r\n"])
def test_what_is_no_text_stays(data: bytes) -> None:
    """A time stamp above all."""
    assert tidied(data) == data
