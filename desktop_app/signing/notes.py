"""Signing and opening of a log's checkpoints, and of the proofs that carry them.

A checkpoint carries the log's Ed25519 signature over its text; some carry the log's timestamped
ML-DSA-44 cosignature too. Both lines bear the origin as key name.

Promise: what `open_checkpoint` returns was signed by the keys given. A known key whose signature
does not verify spoils the whole note; signatures by other keys are ignored.

Sources: c2sp.org/tlog-checkpoint@v1.0.0, c2sp.org/tlog-cosignature, c2sp.org/tlog-proof.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError, BadSignatureError
from desktop_app.signing.keys import MLDSA44_SIGNATURE_BYTES, verify_ed25519, verify_mldsa44
from desktop_app.tlog.checkpoint import (
    Checkpoint,
    cosigned_message,
    format_checkpoint,
    parse_checkpoint,
)
from desktop_app.tlog.merkle import verify_inclusion
from desktop_app.tlog.note import (
    Algorithm,
    Note,
    SignatureLine,
    VerifierKey,
    format_note,
    parse_note,
    verifier_key,
)
from desktop_app.tlog.proof import parse_proof

if TYPE_CHECKING:
    from desktop_app.signing.keys import Ed25519Signer, MLDSA44Signer

_TIMESTAMP_BYTES = 8


@dataclass(frozen=True, slots=True)
class OpenedCheckpoint:
    """A checkpoint whose signatures verified.

    Attributes:
        checkpoint: what the log said.
        note: the note it came in, with signatures of other keys unverified.
        cosigned_at_s: POSIX seconds of the ML-DSA-44 cosignature; None when there is none, or no
            key to check it with was given.
    """

    checkpoint: Checkpoint
    note: Note
    cosigned_at_s: int | None


def sign_checkpoint(
    checkpoint: Checkpoint,
    *,
    ed25519: Ed25519Signer,
    mldsa44: MLDSA44Signer | None = None,
    time_s: int | None = None,
) -> bytes:
    """Return the note of a checkpoint, cosigned with ML-DSA-44 when a key and a time are given.

    Raises:
        BadEncodingError: the checkpoint has no such form, or extension lines.
    """
    if (mldsa44 is None) != (time_s is None):
        raise ValueError("A cosignature needs a key and a time.")
    if checkpoint.extensions:
        raise BadEncodingError("A checkpoint of ours has no extension lines.")
    text = format_checkpoint(checkpoint)
    key = verifier_key(checkpoint.origin, Algorithm.ED25519, ed25519.public)
    signatures = [SignatureLine(key.name, key.key_id, ed25519.sign(text.encode()))]
    if mldsa44 is not None and time_s is not None:
        key = verifier_key(checkpoint.origin, Algorithm.MLDSA44_COSIGNATURE, mldsa44.public)
        signature = mldsa44.sign(_cosigned(checkpoint, time_s))
        stamped = time_s.to_bytes(_TIMESTAMP_BYTES, "big") + signature
        signatures.append(SignatureLine(key.name, key.key_id, stamped))
    return format_note(Note(text, tuple(signatures)))


def open_checkpoint(
    note: bytes, *, origin: str, ed25519: bytes, mldsa44: bytes | None = None
) -> OpenedCheckpoint:
    """Check a checkpoint note of the log `origin` against the log's public keys.

    1. It is a note whose text is a checkpoint of this origin, without extension lines.
    2. The Ed25519 key signed the text.
    3. Where a line by the ML-DSA-44 key is there, it verifies. Whether one must be there is for the
       caller to say: `cosigned_at_s` is None when it is not.

    Raises:
        BadEncodingError: not a checkpoint note, or a key of the wrong length.
        BadSignatureError: another log's, not signed by this key, or a signature does not verify.
    """
    parsed = parse_note(note)
    checkpoint = parse_checkpoint(parsed.text)
    if checkpoint.origin != origin:
        raise BadSignatureError("The checkpoint is another log's.")
    if checkpoint.extensions:
        raise BadEncodingError("A checkpoint of ours has no extension lines.")
    line = _line(parsed, verifier_key(origin, Algorithm.ED25519, ed25519))
    if line is None:
        raise BadSignatureError("The checkpoint is not signed by this log's Ed25519 key.")
    verify_ed25519(ed25519, line.signature, parsed.text.encode())
    cosigned_at_s = None if mldsa44 is None else _open_cosignature(parsed, checkpoint, mldsa44)
    return OpenedCheckpoint(checkpoint, parsed, cosigned_at_s)


def open_proof(
    proof: bytes, *, leaf_hash: bytes, origin: str, ed25519: bytes, mldsa44: bytes | None = None
) -> OpenedCheckpoint:
    """Check a tlog-proof file: that its signed checkpoint covers this leaf hash.

    Raises:
        BadEncodingError, BadSignatureError: as `open_checkpoint`, or not a proof file.
        BadProofError: the proof does not lead from the leaf to the checkpoint's root.
    """
    parsed = parse_proof(proof)
    opened = open_checkpoint(parsed.checkpoint, origin=origin, ed25519=ed25519, mldsa44=mldsa44)
    verify_inclusion(
        index=parsed.index,
        size=opened.checkpoint.size,
        leaf_hash=leaf_hash,
        proof=parsed.hashes,
        root=opened.checkpoint.root,
    )
    return opened


def _open_cosignature(note: Note, checkpoint: Checkpoint, mldsa44: bytes) -> int | None:
    line = _line(note, verifier_key(checkpoint.origin, Algorithm.MLDSA44_COSIGNATURE, mldsa44))
    if line is None:
        return None
    if len(line.signature) != _TIMESTAMP_BYTES + MLDSA44_SIGNATURE_BYTES:
        raise BadSignatureError("The ML-DSA-44 cosignature has another length.")
    time_s = int.from_bytes(line.signature[:_TIMESTAMP_BYTES], "big")
    signature = line.signature[_TIMESTAMP_BYTES:]
    verify_mldsa44(mldsa44, signature, _cosigned(checkpoint, time_s))
    return time_s


def _cosigned(checkpoint: Checkpoint, time_s: int) -> bytes:
    return cosigned_message(
        cosigner=checkpoint.origin,
        timestamp_s=time_s,
        origin=checkpoint.origin,
        end=checkpoint.size,
        root=checkpoint.root,
    )


def _line(note: Note, key: VerifierKey) -> SignatureLine | None:
    """Return the line by a key; `parse_note` saw to it that there is at most one."""
    wanted = (key.name, key.key_id)
    return next((line for line in note.signatures if (line.name, line.key_id) == wanted), None)
