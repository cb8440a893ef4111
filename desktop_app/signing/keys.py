"""Ed25519 (RFC 8032) and ML-DSA-44 (FIPS 204, empty context), from 32-byte seeds.

Everything that is signed here carries both, so that one broken scheme is not enough. ML-DSA
signatures are randomised: two over one message differ.

`HAS_MLDSA44` is the one switch for a library without ML-DSA (`cryptography` before 48, as Debian 12
has it): there this module imports and checks Ed25519, `verify_mldsa44` checks lengths alone, and
who reports a verdict MUST say that second signatures were not checked. Nothing can be signed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from desktop_app.errors import BadEncodingError, BadSignatureError

SEED_BYTES: Final = 32
ED25519_PUBLIC_BYTES: Final = 32
MLDSA44_PUBLIC_BYTES: Final = 1312
MLDSA44_SIGNATURE_BYTES: Final = 2420

try:
    from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

    MLDSA44PublicKey.from_public_bytes(bytes(MLDSA44_PUBLIC_BYTES))
    HAS_MLDSA44 = True
except (ImportError, UnsupportedAlgorithm):  # an old library, or one over an old OpenSSL
    HAS_MLDSA44 = False


class Ed25519Signer:
    """Signs with an Ed25519 seed. `public` is the 32-byte public key."""

    __slots__ = ("_key", "public")

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(_seed(seed))
        self.public: Final = self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte signature."""
        return self._key.sign(message)


class MLDSA44Signer:
    """Signs with an ML-DSA-44 seed. `public` is the 1312-byte public key."""

    __slots__ = ("_key", "public")

    def __init__(self, seed: bytes) -> None:
        self._key = MLDSA44PrivateKey.from_seed_bytes(_seed(seed))
        self.public: Final = self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """Return the 2420-byte signature."""
        return self._key.sign(message)


def verify_ed25519(public: bytes, signature: bytes, message: bytes) -> None:
    """Check an Ed25519 signature.

    Raises:
        BadEncodingError: the public key is not 32 bytes.
        BadSignatureError: the signature is not this key's over this message.
    """
    if len(public) != ED25519_PUBLIC_BYTES:
        raise BadEncodingError(f"An Ed25519 public key is {ED25519_PUBLIC_BYTES} bytes.")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature as error:
        raise BadSignatureError("The Ed25519 signature does not verify.") from error


def verify_mldsa44(public: bytes, signature: bytes, message: bytes) -> None:
    """Check an ML-DSA-44 signature; without `HAS_MLDSA44`, its length and nothing else.

    Raises:
        BadEncodingError: the public key is not 1312 bytes.
        BadSignatureError: the signature is not this key's over this message.
    """
    if len(public) != MLDSA44_PUBLIC_BYTES:
        raise BadEncodingError(f"An ML-DSA-44 public key is {MLDSA44_PUBLIC_BYTES} bytes.")
    if len(signature) != MLDSA44_SIGNATURE_BYTES:
        raise BadSignatureError(f"An ML-DSA-44 signature is {MLDSA44_SIGNATURE_BYTES} bytes.")
    if not HAS_MLDSA44:
        return
    try:
        MLDSA44PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature as error:
        raise BadSignatureError("The ML-DSA-44 signature does not verify.") from error


@dataclass(frozen=True, slots=True)
class PublicPair:
    """The two public keys of one signer: 32 bytes of Ed25519, 1312 of ML-DSA-44."""

    ed25519: bytes
    mldsa44: bytes

    def __post_init__(self) -> None:
        """Refuse keys of another length."""
        lengths = (len(self.ed25519), len(self.mldsa44))
        if lengths != (ED25519_PUBLIC_BYTES, MLDSA44_PUBLIC_BYTES):
            raise BadEncodingError(f"Public keys of {lengths[0]} and {lengths[1]} bytes.")


class SignerPair:
    """Signs with both schemes. `public` are the two public keys."""

    __slots__ = ("ed25519", "mldsa44", "public")

    def __init__(self, ed25519_seed: bytes, mldsa44_seed: bytes) -> None:
        self.ed25519: Final = Ed25519Signer(ed25519_seed)
        self.mldsa44: Final = MLDSA44Signer(mldsa44_seed)
        self.public: Final = PublicPair(self.ed25519.public, self.mldsa44.public)


@dataclass(frozen=True, slots=True, repr=False)
class EpochKeys:
    """The secrets of one epoch: two signing keys and the 32-byte MAC key."""

    signers: SignerPair
    mac: bytes


def parse_epoch_keys(secret: bytes) -> EpochKeys:
    """Return the keys of a keystore item `epoch.<n>`: 96 bytes, two seeds and the MAC key.

    Raises:
        BadEncodingError: another length.
    """
    if len(secret) != 3 * SEED_BYTES:
        raise BadEncodingError(f"The keys of an epoch are {3 * SEED_BYTES} bytes.")
    ed25519, mldsa44, mac = (secret[at : at + SEED_BYTES] for at in (0, SEED_BYTES, 2 * SEED_BYTES))
    return EpochKeys(SignerPair(ed25519, mldsa44), mac)


def _seed(seed: bytes) -> bytes:
    if len(seed) != SEED_BYTES:
        raise BadEncodingError(f"A seed is {SEED_BYTES} bytes.")
    return seed
