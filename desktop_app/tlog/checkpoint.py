"""C2SP checkpoints: a tree's origin, size and root as the text of a note, and what cosigners sign.

    countersign/0123456789abcdef                    origin
    42                                              size: ASCII decimal, no leading zero
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=    root, base64
    ...                                             extension lines: opaque, never evidence

Promise: `format_checkpoint(parse_checkpoint(text)) == text`.

Sources: c2sp.org/tlog-checkpoint@v1.0.0, c2sp.org/tlog-cosignature (ML-DSA-44, `subtree/v1`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from desktop_app.errors import BadEncodingError
from desktop_app.tlog.merkle import EMPTY_ROOT, HASH_BYTES, MAX_SIZE
from desktop_app.tlog.note import decode_base64, encode_base64, encode_utf8

MAX_NAME_BYTES = 255
_LABEL = b"subtree/v1\n\0"
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself.

    Attributes:
        origin: the log's name.
        size: number of leaves.
        root: 32 bytes, RFC 6962 root over them.
        extensions: further lines; we write none, and `signing.notes` refuses them from our own log.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()


def format_checkpoint(checkpoint: Checkpoint) -> str:
    """Return the note text.

    Raises:
        BadEncodingError: a field that has no such form.
    """
    _check(checkpoint)
    lines = (
        checkpoint.origin,
        str(checkpoint.size),
        encode_base64(checkpoint.root),
        *checkpoint.extensions,
    )
    return "\n".join(lines) + "\n"


def parse_checkpoint(text: str) -> Checkpoint:
    """Parse the text of a note.

    Raises:
        BadEncodingError: not a checkpoint; one sentence per defect.
    """
    if not text.endswith("\n"):
        raise BadEncodingError("The checkpoint does not end in a newline.")
    lines = text[:-1].split("\n")
    if len(lines) < 3:  # noqa: PLR2004 - origin, size, root
        raise BadEncodingError("A checkpoint has at least three lines.")
    origin, size, root, *extensions = lines
    checkpoint = Checkpoint(origin, parse_decimal(size), decode_base64(root), tuple(extensions))
    _check(checkpoint)
    return checkpoint


def parse_decimal(text: str) -> int:
    """Parse an ASCII decimal up to 2^63 - 1, no sign, no leading zero.

    Raises:
        BadEncodingError: written otherwise, or larger.
    """
    if not _DECIMAL.fullmatch(text) or int(text) > MAX_SIZE:
        raise BadEncodingError("Not a decimal number below 2^63 without leading zeros.")
    return int(text)


def cosigned_message(
    *, cosigner: str, timestamp_s: int, origin: str, start: int = 0, end: int, root: bytes
) -> bytes:
    """Return the bytes an ML-DSA-44 cosigner signs: that leaves [start, end) have this root.

    `timestamp_s` (POSIX seconds) is 0 when nothing is said of the time, and where `start` is not 0.

    Raises:
        BadEncodingError: a field out of its range.
    """
    if not 0 <= start <= end <= MAX_SIZE or not 0 <= timestamp_s <= MAX_SIZE:
        raise BadEncodingError("A cosigned range or time out of bounds.")
    if start and timestamp_s:
        raise BadEncodingError("A cosigned subtree that does not start at 0 carries no time.")
    if len(root) != HASH_BYTES:
        raise BadEncodingError(f"A root hash is {HASH_BYTES} bytes.")
    return b"".join(
        (
            _LABEL,
            _opaque(cosigner),
            timestamp_s.to_bytes(8, "big"),
            _opaque(origin),
            start.to_bytes(8, "big"),
            end.to_bytes(8, "big"),
            root,
        )
    )


def _opaque(name: str) -> bytes:
    data = encode_utf8(name)
    if not 1 <= len(data) <= MAX_NAME_BYTES:
        raise BadEncodingError(f"A name of {len(data)} bytes; 1 to {MAX_NAME_BYTES} can be signed.")
    return bytes([len(data)]) + data


def _check(checkpoint: Checkpoint) -> None:
    encode_utf8("".join(lines := (checkpoint.origin, *checkpoint.extensions)))
    if any(not line or any(char < " " for char in line) for line in lines):
        raise BadEncodingError("A checkpoint line is empty or holds a control character.")
    if not 0 <= checkpoint.size <= MAX_SIZE:
        raise BadEncodingError("A checkpoint's size is out of bounds.")
    if len(checkpoint.root) != HASH_BYTES:
        raise BadEncodingError(f"A root hash is {HASH_BYTES} bytes.")
    if checkpoint.size == 0 and checkpoint.root != EMPTY_ROOT:
        raise BadEncodingError("The tree of size 0 has another root.")
