"""C2SP tlog-proof files: that one leaf is in the log, checkable offline by anybody's tools.

    c2sp.org/tlog-proof@v1
    extra <base64>              left out when there is none; not authenticated, never trusted
    index 17
    <base64 hash>               the inclusion proof, from the leaf's sibling up
                                an empty line
    <checkpoint note>           verbatim

Promise: `format_proof(parse_proof(data)) == data`. Parsing verifies nothing: see
`signing.notes.open_proof`.

Source: c2sp.org/tlog-proof.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.errors import BadEncodingError
from desktop_app.tlog.checkpoint import parse_checkpoint, parse_decimal
from desktop_app.tlog.merkle import HASH_BYTES, MAX_INCLUSION_HASHES, MAX_SIZE
from desktop_app.tlog.note import MAX_BYTES as MAX_NOTE_BYTES
from desktop_app.tlog.note import decode_base64, encode_base64, parse_note

HEADER = "c2sp.org/tlog-proof@v1"
MAX_EXTRA_BYTES = 128 * 1024
MAX_BYTES = MAX_NOTE_BYTES + 2 * MAX_EXTRA_BYTES


@dataclass(frozen=True, slots=True)
class LogProof:
    """A leaf's place in a log.

    Attributes:
        index: of the leaf, from 0.
        hashes: 32 bytes each, from the leaf's sibling to the root's child.
        checkpoint: the note's bytes, verbatim.
        extra: opaque, unauthenticated; empty when there is none.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes = b""


def format_proof(proof: LogProof) -> bytes:
    """Return the file's bytes.

    Raises:
        BadEncodingError: a field that has no such form.
    """
    _check(proof)
    lines = [HEADER]
    if proof.extra:
        lines.append(f"extra {encode_base64(proof.extra)}")
    lines.append(f"index {proof.index}")
    lines.extend(encode_base64(item) for item in proof.hashes)
    return "\n".join(lines).encode() + b"\n\n" + proof.checkpoint


def parse_proof(data: bytes) -> LogProof:
    """Parse a file's bytes.

    Raises:
        BadEncodingError: not a proof; one sentence per defect.
    """
    if len(data) > MAX_BYTES:
        raise BadEncodingError(f"A proof of {len(data)} bytes; at most {MAX_BYTES} are read.")
    head, separator, checkpoint = data.partition(b"\n\n")
    if not separator:
        raise BadEncodingError("The proof has no empty line before its checkpoint.")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise BadEncodingError("A line of the proof is not ASCII.") from error
    if lines.pop(0) != HEADER:
        raise BadEncodingError(f"The first line is not {HEADER}.")
    extra = b""
    if lines and lines[0].startswith("extra "):
        extra = decode_base64(lines.pop(0).removeprefix("extra "))
        if not extra:
            raise BadEncodingError("An extra line without data.")
    if not lines or not lines[0].startswith("index "):
        raise BadEncodingError("The proof has no index line where it belongs.")
    index = parse_decimal(lines.pop(0).removeprefix("index "))
    proof = LogProof(index, tuple(decode_base64(line) for line in lines), checkpoint, extra)
    _check(proof)
    return proof


def _check(proof: LogProof) -> None:
    if not 0 <= proof.index < MAX_SIZE:
        raise BadEncodingError("The proof's index is out of bounds.")
    if len(proof.hashes) > MAX_INCLUSION_HASHES or any(len(h) != HASH_BYTES for h in proof.hashes):
        raise BadEncodingError(f"The proof has a hash that is not {HASH_BYTES} bytes, or too many.")
    if len(proof.extra) > MAX_EXTRA_BYTES:
        raise BadEncodingError(f"More than {MAX_EXTRA_BYTES} bytes of extra data.")
    parse_checkpoint(parse_note(proof.checkpoint).text)
