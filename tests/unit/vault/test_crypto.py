"""Every byte is as the specification says, and what was changed or moved does not open."""

from __future__ import annotations

import hmac
import json
from base64 import b32encode
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import VaultDamagedError
from desktop_app.vault import crypto
from desktop_app.vault.crypto import PayloadKey
from tests.fakes.ids import FakeIds

VECTORS = json.loads((Path(__file__).parents[2] / "vectors/vault_v1.json").read_text("utf-8"))
VAULT_KEY, CLASS_KEY = bytes.fromhex(VECTORS["vault_key"]), bytes.fromhex(VECTORS["class_key"])
KEY = PayloadKey(bytes.fromhex(VECTORS["payload_key"]), bytes.fromhex(VECTORS["salt"]))
CONTENT, TAG, REF = bytes.fromhex(VECTORS["content"]), bytes.fromhex(VECTORS["tag"]), VECTORS["ref"]


def test_a_class_key_is_wrapped_as_specified() -> None:
    """Nonce, then AES-256-GCM with the class's name beside it; it comes back."""
    nonce = bytes.fromhex(VECTORS["class_nonce"])
    wrapped = crypto.wrap_class(VAULT_KEY, VECTORS["class"], CLASS_KEY, nonce)
    assert wrapped.hex() == VECTORS["wrapped_class"]
    label = b"countersign/vault/class/v1\0" + VECTORS["class"].encode()
    assert wrapped == nonce + AESGCM(VAULT_KEY).encrypt(nonce, CLASS_KEY, label)
    assert crypto.unwrap_class(VAULT_KEY, VECTORS["class"], wrapped) == CLASS_KEY


def test_a_payload_key_is_wrapped_as_specified() -> None:
    """Key and salt under the class key, with the address beside them; they come back."""
    wrapped = crypto.wrap_key(CLASS_KEY, REF, KEY, bytes.fromhex(VECTORS["key_nonce"]))
    assert wrapped.hex() == VECTORS["wrapped_key"]
    assert crypto.unwrap_key(CLASS_KEY, REF, wrapped) == KEY


def test_address_and_commitment_are_as_specified() -> None:
    """In pieces or whole; the address key is HKDF's (RFC 5869, without a salt)."""
    address, commitment = crypto.Addresses(CLASS_KEY).begin(), KEY.committing()
    for piece in (CONTENT[:2], CONTENT[2:]):
        address.update(piece)
        commitment.update(piece)
    assert crypto.format_ref(address.digest()) == REF
    assert commitment.digest().hex() == VECTORS["commitment"]
    extracted = hmac.digest(bytes(32), CLASS_KEY, "sha256")
    key = hmac.digest(extracted, b"countersign/vault/address/v1\x01", "sha256")
    told = b32encode(hmac.digest(key, CONTENT, "sha256")[:20]).decode().lower()
    assert (told, len(REF)) == (REF, crypto.REF_CHARS)
    salted = sha256(b"countersign/payload/v1\0" + KEY.salt + CONTENT)
    assert salted.hexdigest() == VECTORS["commitment"]


@pytest.mark.parametrize(("index", "last", "sealed"), VECTORS["chunks"])
def test_a_chunk_is_sealed_as_specified(index: int, sealed: str, *, last: bool) -> None:
    """And opens at its place alone: of its payload, at its number, last or not."""
    cipher, data = AESGCM(KEY.key), bytes.fromhex(sealed)
    assert crypto.seal_chunk(cipher, TAG, index, last=last, data=CONTENT) == data
    assert crypto.open_chunk(cipher, TAG, index, last=last, data=data) == CONTENT
    for tag, place, end, told in (
        (bytes(16), index, last, data),
        (TAG, index + 1, last, data),
        (TAG, index, not last, data),
        (TAG, index, last, data[:-1]),
        (TAG, index, last, b""),
    ):
        with pytest.raises(VaultDamagedError, match=f"Chunk {place}"):
            crypto.open_chunk(cipher, tag, place, last=end, data=told)


@pytest.mark.parametrize("cut", [0, 3, 7, 8, 11, 12, 27, 59])
def test_a_wrapped_key_that_was_cut_does_not_open(cut: int) -> None:
    """Shorter than a nonce, than a tag, or by one byte."""
    wrapped = bytes.fromhex(VECTORS["wrapped_class"])
    with pytest.raises(VaultDamagedError):
        crypto.unwrap_class(VAULT_KEY, VECTORS["class"], wrapped[:cut])


def test_a_wrapped_key_opens_under_its_own_name_alone() -> None:
    """Neither another class's name, nor another address, nor another key."""
    wrapped = bytes.fromhex(VECTORS["wrapped_class"])
    with pytest.raises(VaultDamagedError):
        crypto.unwrap_class(VAULT_KEY, "keep pictures", wrapped)
    with pytest.raises(VaultDamagedError):
        crypto.unwrap_class(CLASS_KEY, VECTORS["class"], wrapped)
    with pytest.raises(VaultDamagedError):
        crypto.unwrap_key(CLASS_KEY, "a" * 32, bytes.fromhex(VECTORS["wrapped_key"]))


@given(st.binary(max_size=200), st.integers(0, 2**32 - 1), st.booleans(), st.binary())
def test_every_chunk_comes_back(data: bytes, index: int, last: bool, tag: bytes) -> None:  # noqa: FBT001 - hypothesis gives it by place
    """Of any content, at any number, beside any tag."""
    cipher = AESGCM(KEY.key)
    sealed = crypto.seal_chunk(cipher, tag, index, last=last, data=data)
    assert crypto.open_chunk(cipher, tag, index, last=last, data=sealed) == data


def test_a_new_key_is_random_and_tells_nobody() -> None:
    """Key and salt come from the ids, and stand in no representation."""
    one = PayloadKey.new(FakeIds("key"))
    ids = FakeIds("key")
    assert (one.key, one.salt) == (ids.random_bytes(32), ids.random_bytes(16))
    assert repr(one) == "PayloadKey()"
