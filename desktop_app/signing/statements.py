"""What binds keys to a log: epoch introductions, root rotations, the fingerprint, entry MACs.

A statement is a label, a newline and canonical JSON; it is signed with Ed25519 and ML-DSA-44, and
all signatures that its place asks for must be there and verify, no more and no fewer.
Specification: `resources/docs/ledger.md`, section "Epochs and keys".
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar

from desktop_app.errors import BadEncodingError, BadSignatureError
from desktop_app.model import canonical
from desktop_app.signing.keys import PublicPair, SignerPair, verify_ed25519, verify_mldsa44
from desktop_app.tlog.note import decode_base64, encode_base64

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON

_Pair = TypeVar("_Pair", SignerPair, PublicPair)

MAC_BYTES = 32
_EPOCH = b"countersign/epoch/v1\n"
_ROTATION = b"countersign/root-rotation/v1\n"
_FINGERPRINT = b"countersign/fingerprint/v1\n"
_MAC_KEY = b"countersign/mac-key/v1"
_MAC = b"countersign/mac/v1"
_DIGITS = 30
_GROUP = 5


def epoch_statement(
    *, log: str, epoch: int, seq: int, prev: bytes, keys: PublicPair, mac: bytes
) -> bytes:
    """Return what introduces an epoch, for its root and its predecessor to sign.

    `seq` and `prev` (leaf hash of seq - 1) are those of the introducing entry; `mac` is the
    `mac_commitment` of the epoch's MAC key.
    """
    return _EPOCH + canonical.encode(
        {
            "log": log,
            "epoch": epoch,
            "seq": seq,
            "prev": prev.hex(),
            "ed25519": keys.ed25519.hex(),
            "mldsa44": keys.mldsa44.hex(),
            "mac": mac.hex(),
        }
    )


def rotation_statement(
    *, log: str, seq: int, prev: bytes, old: PublicPair, new: PublicPair
) -> bytes:
    """Return what replaces the root keys: signed by the old root and the new one."""
    return _ROTATION + canonical.encode(
        {
            "log": log,
            "seq": seq,
            "prev": prev.hex(),
            "old_ed25519": old.ed25519.hex(),
            "old_mldsa44": old.mldsa44.hex(),
            "new_ed25519": new.ed25519.hex(),
            "new_mldsa44": new.mldsa44.hex(),
        }
    )


def sign_introduction(
    statement: bytes, *, root: SignerPair, previous: SignerPair | None
) -> dict[str, str]:
    """Return the `signatures` of `epoch.start`, or of `epoch.recovered` (previous None)."""
    return _sign(statement, _introducers(root, previous))


def verify_introduction(
    statement: bytes,
    signatures: Mapping[str, JSON],
    *,
    root: PublicPair,
    previous: PublicPair | None,
) -> None:
    """Check the `signatures` of an introduction; previous None = by the root alone.

    Raises:
        BadEncodingError: a signature missing, one too many, or not base64 text.
        BadSignatureError: one does not verify.
    """
    _verify(statement, signatures, _introducers(root, previous))


def sign_rotation(statement: bytes, *, old: SignerPair, new: SignerPair) -> dict[str, str]:
    """Return the `signatures` of `keys.rotated`."""
    return _sign(statement, {"old": old, "new": new})


def verify_rotation(
    statement: bytes, signatures: Mapping[str, JSON], *, old: PublicPair, new: PublicPair
) -> None:
    """Check the `signatures` of `keys.rotated`; raises as `verify_introduction`."""
    _verify(statement, signatures, {"old": old, "new": new})


def fingerprint(*, log: str, root: PublicPair, epoch1: PublicPair) -> str:
    """Return the 30 digits, in 6 groups of 5, that a reviewer pins on paper."""
    statement = _FINGERPRINT + canonical.encode(
        {
            "log": log,
            "root_ed25519": root.ed25519.hex(),
            "root_mldsa44": root.mldsa44.hex(),
            "epoch1_ed25519": epoch1.ed25519.hex(),
            "epoch1_mldsa44": epoch1.mldsa44.hex(),
        }
    )
    number = int.from_bytes(sha256(statement).digest(), "big") % 10**_DIGITS
    digits = f"{number:0{_DIGITS}}"
    return " ".join(digits[at : at + _GROUP] for at in range(0, _DIGITS, _GROUP))


def mac_commitment(key: bytes) -> bytes:
    """Return the 32-byte digest by which the log names an epoch's MAC key without showing it."""
    return sha256(_MAC_KEY + key).digest()


def entry_mac(key: bytes, leaf_hash: bytes) -> bytes:
    """Return the 32-byte MAC of an entry under its epoch's MAC key."""
    return hmac.digest(key, _MAC + leaf_hash, "sha256")


def keys_to_json(keys: PublicPair) -> dict[str, str]:
    """Return two public keys as entries carry them: {"ed25519": hex, "mldsa44": hex}."""
    return {"ed25519": keys.ed25519.hex(), "mldsa44": keys.mldsa44.hex()}


def keys_from_json(value: JSON) -> PublicPair:
    """Read two public keys from an entry; other fields beside them are for the caller to judge.

    Raises:
        BadEncodingError: missing, not lower-case hex, or of another length.
    """
    if not isinstance(value, Mapping):
        raise BadEncodingError("The keys are not an object.")
    return PublicPair(_from_hex(value.get("ed25519")), _from_hex(value.get("mldsa44")))


def _from_hex(value: JSON) -> bytes:
    try:
        data = bytes.fromhex(value) if isinstance(value, str) else b""
    except ValueError as error:
        raise BadEncodingError("A public key is not hex.") from error
    if data.hex() != value:
        raise BadEncodingError("A public key is not lower-case hex.")
    return data


def _introducers(root: _Pair, previous: _Pair | None) -> dict[str, _Pair]:
    return {"root": root} if previous is None else {"root": root, "previous": previous}


def _sign(statement: bytes, signers: Mapping[str, SignerPair]) -> dict[str, str]:
    signatures = {}
    for role, pair in signers.items():
        signatures[f"{role}_ed25519"] = encode_base64(pair.ed25519.sign(statement))
        signatures[f"{role}_mldsa44"] = encode_base64(pair.mldsa44.sign(statement))
    return signatures


def _verify(
    statement: bytes, signatures: Mapping[str, JSON], signers: Mapping[str, PublicPair]
) -> None:
    wanted = {f"{role}_{scheme}" for role in signers for scheme in ("ed25519", "mldsa44")}
    if signatures.keys() != wanted:
        wrong = ", ".join(sorted(signatures.keys() ^ wanted))
        raise BadEncodingError(f"Signatures missing or not asked for: {wrong}.")
    for role, pair in signers.items():
        try:
            verify_ed25519(pair.ed25519, _signature(signatures[f"{role}_ed25519"]), statement)
            verify_mldsa44(pair.mldsa44, _signature(signatures[f"{role}_mldsa44"]), statement)
        except BadSignatureError as error:
            raise BadSignatureError(f"Signature by the {role} key: {error.message}") from error


def _signature(value: JSON) -> bytes:
    if not isinstance(value, str):
        raise BadEncodingError("A signature is not base64 text.")
    return decode_base64(value)
