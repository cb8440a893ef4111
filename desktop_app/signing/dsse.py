"""DSSE v1: what is signed (PAE), and how the signing key is named.

Source: github.com/secure-systems-lab/dsse, protocol.md; RFC 8410 (Ed25519 SubjectPublicKeyInfo).
"""

from __future__ import annotations

import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from desktop_app.errors import BadEncodingError
from desktop_app.signing.keys import ED25519_PUBLIC_BYTES


def pae(payload_type: str, payload: bytes) -> bytes:
    """Return the pre-authentication encoding: the bytes that a DSSE signature is over."""
    kind = payload_type.encode("utf-8")
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def spki_der(ed25519_public: bytes) -> bytes:
    """Return the SubjectPublicKeyInfo of a 32-byte Ed25519 public key.

    Raises:
        BadEncodingError: not 32 bytes.
    """
    return _key(ed25519_public).public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def spki_pem(ed25519_public: bytes) -> bytes:
    """Return the same as PEM, as `openssl pkeyutl -pubin` reads it.

    Raises:
        BadEncodingError: not 32 bytes.
    """
    return _key(ed25519_public).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def key_hint(ed25519_public: bytes) -> str:
    """Return the hex SHA-256 of the SubjectPublicKeyInfo: `publicKey.hint` of the manifest.

    Raises:
        BadEncodingError: not 32 bytes.
    """
    return hashlib.sha256(spki_der(ed25519_public)).hexdigest()


def _key(public: bytes) -> Ed25519PublicKey:
    if len(public) != ED25519_PUBLIC_BYTES:
        raise BadEncodingError(f"An Ed25519 public key is {ED25519_PUBLIC_BYTES} bytes.")
    return Ed25519PublicKey.from_public_bytes(public)
