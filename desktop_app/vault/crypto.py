"""The vault's cryptography: keys that wrap keys, addresses, commitments, and chunks.

Promise: bytes in, bytes out; every key and nonce is used as `resources/docs/vault.md` says; what
does not decrypt, or is not the very chunk of the very payload at that place, raises
`VaultDamagedError`. No cipher is written here: AES-256-GCM and HKDF are pyca cryptography's.
Sources: NIST SP 800-38D (GCM), RFC 5869 (HKDF), RFC 2104 (HMAC).
"""

from __future__ import annotations

import hmac
from base64 import b32encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desktop_app.errors import VaultDamagedError

if TYPE_CHECKING:
    from desktop_app.model.ids import IdSource

KEY_BYTES, SALT_BYTES, TAG_BYTES, NONCE_BYTES = 32, 16, 16, 12
CHUNK_BYTES = 256 * 1024
REF_CHARS = 32
_REF_BYTES = 20
_CLASS_LABEL = b"countersign/vault/class/v1\0"
_KEY_LABEL = b"countersign/vault/key/v1\0"
_CHUNK_LABEL = b"countersign/vault/chunk/v1\0"
_ADDRESS_LABEL = b"countersign/vault/address/v1"
_COMMIT_LABEL = b"countersign/payload/v1\0"


class Hasher(Protocol):
    """Takes bytes in pieces."""

    def update(self, data: bytes, /) -> None:
        """Take the next piece."""
        ...

    def digest(self) -> bytes:
        """Return the digest of what was taken."""
        ...


@dataclass(frozen=True, slots=True)
class PayloadKey:
    """What dies when a payload is shredded.

    Attributes:
        key: 32 bytes that encrypt its chunks.
        salt: 16 bytes of its commitment.
    """

    key: bytes = field(repr=False)
    salt: bytes = field(repr=False)

    @classmethod
    def new(cls, ids: IdSource) -> PayloadKey:
        """Return a fresh one."""
        return cls(ids.random_bytes(KEY_BYTES), ids.random_bytes(SALT_BYTES))

    def committing(self) -> Hasher:
        """Return a hash that content is fed to in pieces; its digest is the commitment."""
        return sha256(_COMMIT_LABEL + self.salt)


def wrap_class(vault_key: bytes, name: str, key: bytes, nonce: bytes) -> bytes:
    """Return a class key under the vault key."""
    return nonce + AESGCM(vault_key).encrypt(nonce, key, _CLASS_LABEL + name.encode())


def unwrap_class(vault_key: bytes, name: str, wrapped: bytes) -> bytes:
    """Return a class key.

    Raises:
        VaultDamagedError: another vault key, another name, or changed bytes.
    """
    return _decrypt(vault_key, wrapped, _CLASS_LABEL + name.encode())


def wrap_key(class_key: bytes, ref: str, key: PayloadKey, nonce: bytes) -> bytes:
    """Return a payload's key and salt under its class key."""
    plain = key.key + key.salt
    return nonce + AESGCM(class_key).encrypt(nonce, plain, _KEY_LABEL + ref.encode())


def unwrap_key(class_key: bytes, ref: str, wrapped: bytes) -> PayloadKey:
    """Return a payload's key and salt.

    Raises:
        VaultDamagedError: of another payload, or changed.
    """
    plain = _decrypt(class_key, wrapped, _KEY_LABEL + ref.encode())
    return PayloadKey(plain[:KEY_BYTES], plain[KEY_BYTES:])


class Addresses:
    """Content addresses under one class key."""

    def __init__(self, class_key: bytes) -> None:
        kdf = HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=_ADDRESS_LABEL)
        self._key = kdf.derive(class_key)

    def begin(self) -> Hasher:
        """Return a hash that content is fed to in pieces; `format_ref` its digest."""
        return hmac.new(self._key, digestmod=sha256)


def format_ref(digest: bytes) -> str:
    """Return the `ref` of an address digest."""
    return b32encode(digest[:_REF_BYTES]).decode().lower()


def seal_chunk(cipher: AESGCM, tag: bytes, index: int, *, last: bool, data: bytes) -> bytes:
    """Return one chunk's ciphertext."""
    return cipher.encrypt(_nonce(index, last=last), data, _CHUNK_LABEL + tag)


def open_chunk(cipher: AESGCM, tag: bytes, index: int, *, last: bool, data: bytes) -> bytes:
    """Return one chunk's plaintext.

    Raises:
        VaultDamagedError: changed, moved, of another payload, or not the last where it should be.
    """
    try:
        return cipher.decrypt(_nonce(index, last=last), data, _CHUNK_LABEL + tag)
    except InvalidTag as error:
        raise VaultDamagedError(f"Chunk {index} of a payload does not decrypt.") from error


def _nonce(index: int, *, last: bool) -> bytes:
    return bytes(7) + index.to_bytes(4) + bytes((last,))


def _decrypt(key: bytes, wrapped: bytes, label: bytes) -> bytes:
    nonce, data = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
    try:
        return AESGCM(key).decrypt(nonce, data, label)
    except (InvalidTag, ValueError) as error:  # ValueError: cut to less than a nonce
        raise VaultDamagedError("A wrapped key of the vault does not decrypt.") from error
