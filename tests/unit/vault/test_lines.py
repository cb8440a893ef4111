"""Lines are canonical, give the root that the ledger holds, and come back; no others are taken."""

from __future__ import annotations

from hashlib import sha256

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import VaultDamagedError
from desktop_app.model.content import Kept
from desktop_app.vault import lines
from desktop_app.vault.lines import Line

ONE = Line("a" * 32, bytes(range(32)), 42, "prompt", "keep prompts", None, "text/plain")
TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
LINES = st.lists(
    st.builds(
        Line,
        ref=TEXT,
        commitment=st.binary(min_size=32, max_size=32),
        size=st.integers(0, 2**53 - 1),
        label=TEXT,
        purpose=TEXT,
        mark=st.none() | TEXT,
        media=TEXT,
    ),
    min_size=1,
    max_size=5,
)


def packed(*texts: bytes) -> bytes:
    """Return lines of any text as they would be stored."""
    return zstandard.ZstdCompressor().compress(b"\n".join(texts))


def test_a_line_is_as_specified() -> None:
    """Canonical JSON; one line's root is the hash of its leaf."""
    (data,) = lines.format_lines([ONE])
    assert data == (
        b'{"bytes":42,"commitment":"' + bytes(range(32)).hex().encode() + b'","label":"prompt",'
        b'"mark":null,"media":"text/plain","purpose":"keep prompts","ref":"' + b"a" * 32 + b'"}'
    )
    assert lines.kept([ONE]) == Kept(1, 42, sha256(b"\0" + data).digest())
    two = lines.kept([ONE, ONE])
    leaf = sha256(b"\0" + data).digest()
    assert two == Kept(2, 84, sha256(b"\1" + leaf + leaf).digest())


@given(LINES)
def test_lines_come_back(some: list[Line]) -> None:
    """Whatever they hold, line ends too."""
    assert lines.unpack(lines.pack(some)) == some


@pytest.mark.parametrize(
    "stored",
    [
        b"",
        b"no frame at all",
        lines.pack([ONE])[:-3],
        packed(b""),
        packed(b"[]"),
        packed(b'{"bytes": 42}'),
        packed(lines.format_lines([ONE])[0].replace(b"42", b'"42"')),
        packed(lines.format_lines([ONE])[0].replace(b"42", b"true")),
        packed(lines.format_lines([ONE])[0].replace(b"42", b"-1")),
        packed(lines.format_lines([ONE])[0].replace(b'"ref"', b'"reg"')),
        packed(lines.format_lines([ONE])[0].replace(b"}", b',"z":1}')),
        packed(lines.format_lines([ONE])[0].replace(b"1e1f", b"1E1F")),
        packed(lines.format_lines([ONE])[0].replace(b"1e1f", b"1e1")),
        zstandard.ZstdCompressor(write_content_size=False).compress(b"{}"),
    ],
)
def test_what_pack_does_not_make_is_refused(stored: bytes) -> None:
    """Cut, of another shape, not canonical, or of no size."""
    with pytest.raises(VaultDamagedError):
        lines.unpack(stored)


def test_a_list_that_claims_too_much_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it claims is read before anything is made."""
    monkeypatch.setattr(lines, "MAX_LINES_BYTES", 10)
    with pytest.raises(VaultDamagedError, match="too large"):
        lines.unpack(lines.pack([ONE]))
