"""Pin and enrolment: one form, and nothing else is one."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import BadEncodingError
from desktop_app.ledger.pin import (
    Enrolment,
    Pin,
    format_enrolment,
    format_pin,
    parse_enrolment,
    parse_pin,
    root_digest,
)
from desktop_app.signing.keys import PublicPair

PIN = Pin("countersign/0011223344556677", 7, bytes(32), "note\n", 5)
HASH = st.binary(min_size=32, max_size=32)
PAIR = st.builds(PublicPair, HASH, HASH.map(lambda part: part * 41))
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(st.builds(Pin, TEXT, st.integers(1, 2**53 - 1), HASH, TEXT, st.integers(0, 2**53 - 1)))
def test_pin_round_trip(pin: Pin) -> None:
    """Parse what was formatted."""
    assert parse_pin(format_pin(pin)) == pin


@given(st.builds(Enrolment, TEXT, PAIR, PAIR, st.lists(HASH, min_size=1, max_size=3).map(tuple)))
def test_enrolment_round_trip(enrolment: Enrolment) -> None:
    """Parse what was formatted; the fingerprint goes with it."""
    assert parse_enrolment(format_enrolment(enrolment)) == enrolment


def _changed(data: bytes, **changes: object) -> bytes:
    value = {**json.loads(data), **changes}
    encoder = json.JSONEncoder(sort_keys=True, separators=(",", ":"))
    return encoder.encode(value).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        format_pin(PIN)[:-1],
        format_pin(PIN) + b" ",
        _changed(format_pin(PIN), more=1),
        _changed(format_pin(PIN), size=0),
        _changed(format_pin(PIN), size="7"),
        _changed(format_pin(PIN), ts=-1),
        _changed(format_pin(PIN), ts=None),
        _changed(format_pin(PIN), log=None),
        _changed(format_pin(PIN), note=7),
        _changed(format_pin(PIN), root="00"),
        _changed(format_pin(PIN), root="zz" * 32),
        _changed(format_pin(PIN), root="AB" * 32),
    ],
)
def test_what_is_no_pin(data: bytes) -> None:
    """Truncated, extended, other fields, other values."""
    with pytest.raises(BadEncodingError):
        parse_pin(data)


KEYS = PublicPair(bytes(32), bytes(1312))
ENROLMENT = format_enrolment(
    Enrolment("countersign/0011223344556677", KEYS, KEYS, (root_digest(KEYS),))
)


@pytest.mark.parametrize(
    "data",
    [
        ENROLMENT[:-1],
        _changed(ENROLMENT, more=1),
        _changed(ENROLMENT, fingerprint="00000 00000 00000 00000 00000 00000"),
        _changed(ENROLMENT, log="countersign/8899001122334455"),
        _changed(ENROLMENT, roots=[]),
        _changed(ENROLMENT, roots={}),
        _changed(ENROLMENT, roots=[{"ed25519": "00", "mldsa44": "00"}]),
        _changed(ENROLMENT, roots=["00"]),
        _changed(ENROLMENT, root_ed25519="11" * 32),
    ],
)
def test_what_is_no_enrolment(data: bytes) -> None:
    """Nor what contradicts its own fingerprint."""
    with pytest.raises(BadEncodingError):
        parse_enrolment(data)
