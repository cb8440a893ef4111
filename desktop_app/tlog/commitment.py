"""The commitment to a body: an RFC 6962 root over salted leaves, so that one can be shown alone.

Leaf i is `salt_i || bytes_i`. The salts are SHAKE-256("countersign/salts/v1" || secret || count) cut
into 16-byte pieces; `secret` (32 bytes) lies with the body and dies with it, after which the root
says nothing about the content. Specification: `resources/docs/ledger.md`, section "Bodies".
"""

from __future__ import annotations

from hashlib import sha256, shake_256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

SALT_BYTES = 16
_LABEL = b"countersign/salts/v1"


def salts(secret: bytes, count: int) -> list[bytes]:
    """Return the `count` 16-byte salts of a body with that many leaves."""
    stream = shake_256(_LABEL + secret + count.to_bytes(8, "big")).digest(SALT_BYTES * count)
    return [stream[i : i + SALT_BYTES] for i in range(0, len(stream), SALT_BYTES)]


def leaf_hashes(secret: bytes, leaves: Sequence[bytes]) -> list[bytes]:
    """Return the 32-byte RFC 6962 leaf hash of each salted leaf."""
    stream = shake_256(_LABEL + secret + len(leaves).to_bytes(8, "big")).digest(
        SALT_BYTES * len(leaves)
    )
    return [
        sha256(b"\0" + stream[16 * i : 16 * i + 16] + leaf).digest() for i, leaf in enumerate(leaves)
    ]


def commit(secret: bytes, leaves: Sequence[bytes]) -> bytes:
    """Return the 32-byte commitment to `leaves`."""
    level = leaf_hashes(secret, leaves)
    if not level:
        return sha256(b"").digest()
    while len(level) > 1:
        # RFC 6962 splits at the largest power of two: pairing level by level and carrying an odd
        # last node up gives the same tree.
        odd = level[-1:] if len(level) % 2 else []
        level = [
            sha256(b"\1" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)
        ] + odd
    return level[0]
