"""host.sealedfile: secrets under a passphrase."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import (
    CountersignError,
    NewerFormatError,
    UnreadableError,
    WrongPassphraseError,
)
from desktop_app.host import sealedfile
from desktop_app.host.clock import SystemIds

_ID = "0123456789abcdef"
_ITEMS = {"root.ed25519": b"r" * 32, "pin": b"", "enrolment": b"{}"}
_KEY = sealedfile.new_key("correct horse", SystemIds(), log_n=14)


def _seal(purpose: str = sealedfile.KEYS, items: dict[str, bytes] | None = None) -> bytes:
    return sealedfile.seal(
        _ITEMS if items is None else items,
        purpose=purpose,
        install_id=_ID,
        key=_KEY,
        ids=SystemIds(),
        now_us=5,
    )


@given(
    st.dictionaries(
        st.text("abcdefghijklmnopqrstuvwxyz0123456789.", min_size=1, max_size=64),
        st.binary(max_size=300),
        max_size=8,
    )
)
def test_items_round_trip(items: dict[str, bytes]) -> None:
    """Any names and values."""
    assert sealedfile.parse_items(sealedfile.format_items(items)) == items


def test_a_file_opens_with_its_passphrase_alone() -> None:
    """The key is derived again from what the file says."""
    sealed = sealedfile.parse(_seal(), purpose=sealedfile.KEYS)
    assert (sealed.install_id, sealed.created_us) == (_ID, 5)
    key = sealedfile.derive_key("correct horse", log_n=sealed.log_n, salt=sealed.salt)
    assert sealedfile.open_items(sealed, key) == _ITEMS
    wrong = sealedfile.derive_key("wrong", log_n=sealed.log_n, salt=sealed.salt)
    with pytest.raises(WrongPassphraseError):
        sealedfile.open_items(sealed, wrong)


def test_two_writes_never_share_a_nonce_and_hide_names_and_values() -> None:
    """The same items twice are different bytes."""
    first, second = _seal(), _seal()
    assert first != second
    assert b"root.ed25519" not in first
    assert b"r" * 32 not in first


def test_every_changed_byte_and_every_cut_is_refused() -> None:
    """Flip each byte, cut at each length, append: nothing opens."""
    data = _seal()
    attacks = [data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :] for at in range(len(data))]
    attacks += [data[:at] for at in range(len(data))] + [data + b"\0"]
    for attack in attacks:
        with pytest.raises(CountersignError):
            sealedfile.open_items(sealedfile.parse(attack, purpose=sealedfile.KEYS), _KEY)


def test_another_purpose_or_a_newer_version_is_told() -> None:
    """A backup is no key file; a later format says so."""
    with pytest.raises(UnreadableError):
        sealedfile.parse(_seal(sealedfile.BACKUP), purpose=sealedfile.KEYS)
    with pytest.raises(NewerFormatError):
        sealedfile.parse(_seal().replace(b"/v1\n", b"/v2\n", 1), purpose=sealedfile.KEYS)


@pytest.mark.parametrize("log_n", [b"13", b"21", b"63", b"-1", b'"17"'])
def test_too_little_and_too_much_work_is_refused(log_n: bytes) -> None:
    """A weakened file, and one that asks for all memory, before any work is done."""
    data = _seal().replace(b'"log_n":14', b'"log_n":' + log_n, 1)
    with pytest.raises(UnreadableError):
        sealedfile.parse(data, purpose=sealedfile.KEYS)


@pytest.mark.parametrize(
    "data",
    [
        b"\0",
        b"\0\1",
        b"\0\1a",
        b"\0\1a\0\0\0\2x",
        b"\0\1b\0\0\0\0\0\1a\0\0\0\0",
        b"\0\1a\0\0\0\0\0\1a\0\0\0\0",
        b"\0\0\0\0\0\0",
        b"\0\1\xff\0\0\0\0",
        b"\xff\xff",
    ],
)
def test_items_that_format_would_not_write_are_refused(data: bytes) -> None:
    """Cut, out of order, a name twice, empty or not ASCII."""
    with pytest.raises(UnreadableError):
        sealedfile.parse_items(data)
