"""Signed checkpoints and proofs: what opens, and everything that must not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_app.errors import BadEncodingError, BadProofError, BadSignatureError
from desktop_app.signing.keys import PublicPair, SignerPair, verify_mldsa44
from desktop_app.signing.notes import (
    OpenedCheckpoint,
    open_checkpoint,
    open_proof,
    sign_checkpoint,
)
from desktop_app.tlog import merkle
from desktop_app.tlog.checkpoint import Checkpoint, cosigned_message
from desktop_app.tlog.note import (
    Algorithm,
    Note,
    SignatureLine,
    format_note,
    format_vkey,
    parse_note,
    verifier_key,
)
from desktop_app.tlog.proof import LogProof, format_proof

ORIGIN = "countersign/00112233445566aa"
OTHER_ORIGIN = "countersign/ffffffffffffffff"
TIME_S = 1_789_000_000
KEYS = SignerPair(bytes([1]) * 32, bytes([2]) * 32)
STRANGER = SignerPair(bytes([3]) * 32, bytes([4]) * 32)
LEAVES = [merkle.leaf_hash(bytes([number])) for number in range(5)]
CHECKPOINT = Checkpoint(ORIGIN, 5, merkle.root(LEAVES))
SIGNED = sign_checkpoint(CHECKPOINT, ed25519=KEYS.ed25519)
COSIGNED = sign_checkpoint(CHECKPOINT, ed25519=KEYS.ed25519, mldsa44=KEYS.mldsa44, time_s=TIME_S)


def opened(
    note: bytes, *, origin: str = ORIGIN, public: PublicPair = KEYS.public
) -> OpenedCheckpoint:
    """Open with both keys."""
    return open_checkpoint(note, origin=origin, ed25519=public.ed25519, mldsa44=public.mldsa44)


def with_lines(note: bytes, *lines: SignatureLine, text: str | None = None) -> bytes:
    """Return a note with other signature lines, and perhaps another text."""
    parsed = parse_note(note)
    return format_note(Note(parsed.text if text is None else text, lines))


ED, COSIGNATURE = parse_note(COSIGNED).signatures


def test_signed_checkpoint_byte_for_byte() -> None:
    """Three lines, an empty line, one Ed25519 line: the same bytes for ever."""
    assert SIGNED.decode() == (
        f"{ORIGIN}\n5\nuFW0LWww9bCH4FJmeD+9bjlPe5JgE8yqZ3AKiwxaWW8=\n\n"
        f"— {ORIGIN} AvhJoe4a4yCbi64K5LzR1n7yDU/TcNQCkIdygIZSqrnNOYOUenMc"
        "5cuoDJo78kGrp/e4G0HnFH5Y/C+eKDkW9YhGeQM=\n"
    )
    assert sign_checkpoint(CHECKPOINT, ed25519=KEYS.ed25519) == SIGNED
    key = verifier_key(ORIGIN, Algorithm.ED25519, KEYS.public.ed25519)
    assert format_vkey(key).startswith(f"{ORIGIN}+{key.key_id.hex()}+A")
    assert parse_note(SIGNED).signatures[0].key_id == key.key_id


def test_opens() -> None:
    """With and without a cosignature, with and without a key to check it."""
    assert opened(SIGNED) == OpenedCheckpoint(CHECKPOINT, parse_note(SIGNED), None)
    assert opened(COSIGNED) == OpenedCheckpoint(CHECKPOINT, parse_note(COSIGNED), TIME_S)
    public = KEYS.public
    unchecked = open_checkpoint(COSIGNED, origin=ORIGIN, ed25519=public.ed25519)
    assert (unchecked.checkpoint, unchecked.cosigned_at_s) == (CHECKPOINT, None)


def test_cosignature_byte_for_byte() -> None:
    """Eight bytes of POSIX seconds, then ML-DSA-44 over tlog-cosignature's structure."""
    assert COSIGNATURE.signature[:8] == TIME_S.to_bytes(8, "big")
    assert len(COSIGNATURE.signature) == 8 + 2420
    message = cosigned_message(
        cosigner=ORIGIN, timestamp_s=TIME_S, origin=ORIGIN, end=5, root=CHECKPOINT.root
    )
    verify_mldsa44(KEYS.public.mldsa44, COSIGNATURE.signature[8:], message)
    key = verifier_key(ORIGIN, Algorithm.MLDSA44_COSIGNATURE, KEYS.public.mldsa44)
    assert (COSIGNATURE.name, COSIGNATURE.key_id) == (ORIGIN, key.key_id)


def test_the_empty_tree() -> None:
    """Size 0 can be signed, with its one root."""
    empty = Checkpoint(ORIGIN, 0, merkle.EMPTY_ROOT)
    assert opened(sign_checkpoint(empty, ed25519=KEYS.ed25519)).checkpoint == empty


def test_unknown_signatures_are_ignored() -> None:
    """Lines of other keys, of another name with our id, or of our name with another id."""
    lines = (
        replace(COSIGNATURE, key_id=b"\0\0\0\0"),
        replace(ED, name="witness.example/w1"),
        SignatureLine(ORIGIN, b"\1\2\3\4", b"whatever"),
        ED,
    )
    assert opened(with_lines(SIGNED, *lines)).cosigned_at_s is None


@pytest.mark.attack("C06")
def test_wrong_key() -> None:
    """A checkpoint that our key did not sign is refused, whoever else signed it."""
    theirs = sign_checkpoint(
        CHECKPOINT, ed25519=STRANGER.ed25519, mldsa44=STRANGER.mldsa44, time_s=TIME_S
    )
    with pytest.raises(BadSignatureError, match="not signed by this log"):
        opened(theirs)
    with pytest.raises(BadSignatureError, match="not signed by this log"):
        opened(COSIGNED, public=STRANGER.public)
    # The ML-DSA-44 line alone is not enough.
    with pytest.raises(BadSignatureError, match="not signed by this log"):
        opened(with_lines(COSIGNED, COSIGNATURE))


@pytest.mark.attack("C06")
@pytest.mark.parametrize("at", [0, 31, 32, 63])
def test_known_ed25519_key_with_a_bad_signature(at: int) -> None:
    """One flipped bit spoils the note."""
    signature = bytearray(ED.signature)
    signature[at] ^= 1
    line = replace(ED, signature=bytes(signature))
    with pytest.raises(BadSignatureError, match="Ed25519 signature"):
        opened(with_lines(COSIGNED, line, COSIGNATURE))


@pytest.mark.attack("C06")
@pytest.mark.parametrize("at", [0, 7, 8, 1000, 2427])
def test_known_mldsa44_key_with_a_bad_signature(at: int) -> None:
    """A good Ed25519 line does not save a cosignature whose time or signature is changed."""
    signature = bytearray(COSIGNATURE.signature)
    signature[at] ^= 1
    line = replace(COSIGNATURE, signature=bytes(signature))
    with pytest.raises((BadSignatureError, BadEncodingError)):
        opened(with_lines(COSIGNED, ED, line))


@pytest.mark.attack("C06")
@pytest.mark.parametrize("cut", [slice(0, 5), slice(0, -1), slice(8, None)])
def test_known_mldsa44_key_with_a_signature_of_another_length(cut: slice) -> None:
    """Time and signature are 8 + 2420 bytes."""
    line = replace(COSIGNATURE, signature=COSIGNATURE.signature[cut])
    with pytest.raises(BadSignatureError, match="another length"):
        opened(with_lines(COSIGNED, ED, line))


@pytest.mark.attack("C06")
def test_signatures_of_another_text() -> None:
    """Signatures moved to another size or root are refused, by either key alone too."""
    for other in (
        Checkpoint(ORIGIN, 4, CHECKPOINT.root),
        Checkpoint(ORIGIN, 5, merkle.root(LEAVES[:4])),
    ):
        theirs = sign_checkpoint(other, ed25519=KEYS.ed25519, mldsa44=KEYS.mldsa44, time_s=TIME_S)
        ed, cosignature = parse_note(theirs).signatures
        for lines in ((ed, cosignature), (ed, COSIGNATURE), (ED, cosignature)):
            with pytest.raises(BadSignatureError):
                opened(with_lines(COSIGNED, *lines))


@pytest.mark.attack("C06")
def test_another_logs_checkpoint() -> None:
    """Another origin is refused even when the same keys signed it (ATTACKS A12, A13)."""
    other = replace(CHECKPOINT, origin=OTHER_ORIGIN)
    theirs = sign_checkpoint(other, ed25519=KEYS.ed25519)
    assert opened(theirs, origin=OTHER_ORIGIN).checkpoint == other
    with pytest.raises(BadSignatureError, match="another log"):
        opened(theirs)
    with pytest.raises(BadSignatureError, match="another log"):
        opened(SIGNED, origin=OTHER_ORIGIN)


@pytest.mark.attack("C06")
def test_a_cosignature_by_another_name_or_over_a_subtree() -> None:
    """The cosigned message holds the cosigner's name and the whole tree, nothing less."""
    for name, origin, start, end in (
        ("witness.example", ORIGIN, 0, 5),
        (ORIGIN, OTHER_ORIGIN, 0, 5),
        (ORIGIN, ORIGIN, 0, 4),
    ):
        message = cosigned_message(
            cosigner=name, timestamp_s=9, origin=origin, start=start, end=end, root=CHECKPOINT.root
        )
        signature = (9).to_bytes(8, "big") + KEYS.mldsa44.sign(message)
        with pytest.raises(BadSignatureError, match="ML-DSA-44"):
            opened(with_lines(COSIGNED, ED, replace(COSIGNATURE, signature=signature)))


@pytest.mark.attack("C08")
def test_text_after_a_checkpoint() -> None:
    """Extension lines, even well signed ones, and lines after the signatures are refused."""
    text = parse_note(SIGNED).text + "this log was audited\n"
    line = replace(ED, signature=KEYS.ed25519.sign(text.encode()))
    with pytest.raises(BadEncodingError, match="extension"):
        opened(with_lines(SIGNED, line, text=text))
    for extra in (b"audited\n", b"\naudited\n", b"\n" + COSIGNED):
        with pytest.raises(BadEncodingError):
            opened(SIGNED + extra)
    with pytest.raises(BadEncodingError, match="extension"):
        sign_checkpoint(replace(CHECKPOINT, extensions=("audited",)), ed25519=KEYS.ed25519)


def test_a_cosignature_needs_a_key_and_a_time() -> None:
    """One without the other is a mistake of the caller."""
    with pytest.raises(ValueError, match="key and a time"):
        sign_checkpoint(CHECKPOINT, ed25519=KEYS.ed25519, mldsa44=KEYS.mldsa44)
    with pytest.raises(ValueError, match="key and a time"):
        sign_checkpoint(CHECKPOINT, ed25519=KEYS.ed25519, time_s=TIME_S)


def test_every_cut_is_refused() -> None:
    """No proper prefix of a checkpoint opens."""
    for end in range(len(SIGNED)):
        with pytest.raises((BadEncodingError, BadSignatureError)):
            opened(SIGNED[:end])


def test_every_flipped_byte_is_refused() -> None:
    """A bit flipped anywhere in a signed checkpoint is refused."""
    for at in range(len(SIGNED)):
        data = bytearray(SIGNED)
        data[at] ^= 1
        with pytest.raises((BadEncodingError, BadSignatureError)):
            opened(bytes(data))


def proof_of(index: int, *, hashes: list[bytes] | None = None, note: bytes = COSIGNED) -> bytes:
    """Return a proof file of one of LEAVES."""

    def node(level: int, place: int) -> bytes:
        return merkle.root(LEAVES[place << level : (place + 1) << level])

    made = merkle.inclusion_proof(index, 5, node) if hashes is None else hashes
    return format_proof(LogProof(index, tuple(made), note))


def prove(data: bytes, leaf_hash: bytes) -> OpenedCheckpoint:
    """Open a proof file with both keys."""
    public = KEYS.public
    return open_proof(
        data, leaf_hash=leaf_hash, origin=ORIGIN, ed25519=public.ed25519, mldsa44=public.mldsa44
    )


def test_proofs_open() -> None:
    """A proof file leads from each leaf to the signed checkpoint."""
    for index, leaf in enumerate(LEAVES):
        assert prove(proof_of(index), leaf).checkpoint == CHECKPOINT


@pytest.mark.attack("C02", "C03", "C04")
def test_proofs_that_prove_nothing() -> None:
    """Another leaf, place, size, one hash more or less, or an unsigned checkpoint: refused."""
    with pytest.raises(BadProofError):
        prove(proof_of(0), LEAVES[1])
    with pytest.raises(BadProofError):
        prove(proof_of(0, hashes=[]), LEAVES[0])
    with pytest.raises(BadProofError):
        prove(proof_of(0, hashes=[LEAVES[1]] * 4), LEAVES[0])
    with pytest.raises(BadProofError):
        prove(proof_of(0).replace(b"index 0", b"index 1"), LEAVES[0])
    smaller = sign_checkpoint(Checkpoint(ORIGIN, 4, merkle.root(LEAVES[:4])), ed25519=KEYS.ed25519)
    with pytest.raises(BadProofError):
        prove(proof_of(0, note=smaller), LEAVES[0])
    forged = sign_checkpoint(CHECKPOINT, ed25519=STRANGER.ed25519)
    with pytest.raises(BadSignatureError):
        prove(proof_of(0, note=forged), LEAVES[0])
