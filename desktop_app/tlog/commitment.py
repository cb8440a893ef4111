"""The commitment to a body: an RFC 6962 root over salted leaves, so that one can be shown alone.

Leaf i is `salt_i || bytes_i`. The salts are SHAKE-256("countersign/salts/v1" || secret || count)
cut into 16-byte pieces; `secret` (32 bytes) lies with the body and dies with it, after which the
root says nothing about the content. Specification: `resources/docs/ledger.md`, section "Bodies".
"""

from __future__ import annotations

from hashlib import sha256, shake_256
from typing import TYPE_CHECKING

from desktop_app.tlog import merkle

if TYPE_CHECKING:
    from collections.abc import Sequence

SALT_BYTES = 16
_LABEL = b"countersign/salts/v1"


def salts(secret: bytes, count: int) -> list[bytes]:
    """Return the `count` 16-byte salts of a body with that many leaves."""
    stream = shake_256(_LABEL + secret + count.to_bytes(8, "big")).digest(SALT_BYTES * count)
    return [stream[at : at + SALT_BYTES] for at in range(0, len(stream), SALT_BYTES)]


def leaf_hashes(secret: bytes, leaves: Sequence[bytes]) -> list[bytes]:
    """Return the 32-byte RFC 6962 leaf hash of each salted leaf."""
    # merkle.leaf_hash, written out: this runs once per span.
    return [
        sha256(b"\0" + salt + leaf).digest()
        for salt, leaf in zip(salts(secret, len(leaves)), leaves, strict=True)
    ]


def commit(secret: bytes, leaves: Sequence[bytes]) -> bytes:
    """Return the 32-byte commitment to `leaves`."""
    return merkle.root(leaf_hashes(secret, leaves))
