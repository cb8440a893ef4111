"""Marks: deterministic, keyed, and read back exactly."""

from __future__ import annotations

import base64
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.redact import marks

NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,39}", fullmatch=True)


def test_forms_are_the_documented_ones() -> None:
    """The exact text of each mark, with the digests recomputed from the document."""
    digest = hmac.digest(b"run", b"countersign/content/v1\0hi", "sha256").hex()[:32]
    assert (
        marks.format_hash("prompt", b"hi", b"run") == f"[hash prompt 2 bytes hmac-sha256:{digest}]"
    )
    token = hmac.digest(b"key", b"countersign/token/v1\0people\0a@b.org", "sha256")[:16]
    text = base64.b32encode(token).decode()[:26].lower()
    assert marks.format_token("email", "people", b"a@b.org", b"key") == f"[token email t_{text}]"
    assert marks.format_drop("jwt") == "[drop jwt]"


@given(NAMES, st.binary(), st.binary())
def test_a_digest_is_told_without_its_mark(name: str, value: bytes, key: bytes) -> None:
    """The 32 hex digits by which the vault finds what a mark stands for."""
    mark = marks.format_hash(name, value, key)
    digest = marks.digest_of(mark)
    assert mark.endswith(f" hmac-sha256:{digest}]")
    assert len(bytes.fromhex(digest)) == 16


@given(NAMES, st.binary(), st.binary())
def test_every_mark_is_read_back(name: str, value: bytes, key: bytes) -> None:
    """parse_mark gives the rule of whatever format_* made."""
    assert marks.parse_mark(marks.format_hash(name, value, key)) == name
    assert marks.parse_mark(marks.format_token(name, name, value, key)) == name
    assert marks.parse_mark(marks.format_drop(name)) == name


@given(NAMES, st.binary(max_size=200), st.binary(max_size=200))
def test_marks_made_ready_for_a_run_are_the_same(name: str, value: bytes, key: bytes) -> None:
    """HMAC with its halves made ready is HMAC, for keys of any length."""
    assert marks.HashMarks(key).format(name, value) == marks.format_hash(name, value, key)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[drop jwt",
        " [drop jwt]",
        "[drop jwt] ",
        "[drop jwt]\n",
        "[drop JWT]",
        "[token email t_AAAAAAAAAAAAAAAAAAAAAAAAAA]",
        "[token email t_aaaaaaaaaaaaaaaaaaaaaaaaa]",
        "[hash prompt x bytes hmac-sha256:" + "0" * 32 + "]",
        "[hash prompt 1 bytes hmac-sha256:" + "0" * 33 + "]",
        "[hash prompt " + "1" * 13 + " bytes hmac-sha256:" + "0" * 32 + "]",
        "[drop jwt][drop jwt]",
    ],
)
def test_what_is_not_quite_a_mark_is_none(text: str) -> None:
    """Truncated, extended, doubled or in other letters: no mark."""
    assert marks.parse_mark(text) is None


def test_scope_and_key_separate_tokens() -> None:
    """Equal in one scope under one key, different otherwise; the rule's name does not matter."""
    one = marks.format_token("a", "s", b"v", b"k")
    assert one[9:] == marks.format_token("b", "s", b"v", b"k")[9:]
    assert one != marks.format_token("a", "t", b"v", b"k")
    assert one != marks.format_token("a", "s", b"v", b"l")


def test_id_stands_in_at_the_same_length() -> None:
    """A replaced id keeps its length (32 bytes at most) and is stable."""
    assert len(marks.replace_id(b"x" * 16, b"k")) == 16
    assert len(marks.replace_id(b"x" * 8, b"k")) == 8
    assert len(marks.replace_id(b"x" * 99, b"k")) == 32
    assert marks.replace_id(b"x" * 16, b"k") == marks.replace_id(b"x" * 16, b"k")


@given(st.lists(st.binary(max_size=9)))
def test_a_digest_in_pieces_is_the_marks(pieces: list[bytes]) -> None:
    """However content is cut."""
    digest = marks.ContentDigest(b"k")
    for piece in pieces:
        digest.update(piece)
    assert digest.hex() == marks.digest_of(marks.format_hash("x", b"".join(pieces), b"k"))


@given(st.binary())
def test_what_a_mark_says_is_cut_out_of_it(value: bytes) -> None:
    """The digest, the token, and the tokens whose marks stand in a text, each once, in order."""
    mark = marks.format_hash("prompt", value, b"k")
    assert mark.endswith(f":{marks.digest_of(mark)}]")
    assert len(marks.digest_of(mark)) == 32
    one, other = (marks.format_token("email", scope, value, b"k") for scope in ("a", "b"))
    assert one == f"[token email {marks.token_of(one)}]"
    data = f"x{one}{mark}{other}[token e t_short]{one}".encode() + b"\xff"
    assert marks.tokens_in(data) == (marks.token_of(one), marks.token_of(other))
