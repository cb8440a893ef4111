"""Canonical JSON of files: one form for one value, of any size."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.bundle.jsonfile import decode, decode_file, encode, encode_file
from desktop_app.errors import BadEncodingError

KEYS = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=5)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_round_trip(value: object):
    """What is written is read, with and without the newline."""
    assert decode_file(encode_file(value)) == value
    assert decode(encode(value)) == value


def test_no_limit_of_a_leaf():
    """Files may be larger and deeper than leaves."""
    deep: list[object] = []
    for _ in range(100):
        deep = [deep]
    value = {"deep": deep, "large": "x" * 100_000}
    assert decode_file(encode_file(value)) == value


@pytest.mark.attack("D10")
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"{}\n\n",
        b"{}\r\n",
        b" {}\n",
        b'{"a":1,"a":1}\n',
        b'{"a":1,"a":2}\n',
        b'{"b":1,"a":2}\n',
        b'{"a": 1}\n',
        b"[1.0]\n",
        b"[1e3]\n",
        b"[NaN]\n",
        b"[Infinity]\n",
        b"[-Infinity]\n",
        b"[9007199254740992]\n",
        b"[-9007199254740992]\n",
        b"[" + b"9" * 5000 + b"]\n",
        b"[-0]\n",
        b"[01]\n",
        b'["\\ud800"]\n',
        b'["\\u0041"]\n',
        b'["\xff"]\n',
        b"\xef\xbb\xbf{}\n",
        '{"\u00e9":1}\n'.encode(),
        '{"e\u0301":1}\n'.encode(),
        b'{"\\u0000":1}\n',
        b"[" * 100_000 + b"\n",
        b"{}{}\n",
    ],
)
def test_other_forms_are_refused(data: bytes):
    """Duplicate keys, floats, 2^53, lone surrogates, spacing, order, and what is no JSON."""
    with pytest.raises(BadEncodingError):
        decode_file(data)


@pytest.mark.parametrize("value", [1.5, float("nan"), 2**53, {"\u00e9": 1}, "\ud800"])
def test_what_has_no_form_is_not_written(value: object):
    """A writer's mistake is told, not written."""
    with pytest.raises(BadEncodingError):
        encode_file(value)
