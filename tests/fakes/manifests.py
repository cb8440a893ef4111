"""A predicate and a signed manifest, as tests need them."""

from __future__ import annotations

import hashlib

from desktop_app.bundle.layout import PAYLOAD_TYPE, Level
from desktop_app.bundle.manifest import Predicate, format_manifest, statement
from desktop_app.bundle.scope import RunScope
from desktop_app.signing.dsse import pae
from desktop_app.signing.keys import Ed25519Signer

SIGNER = Ed25519Signer(bytes(range(32)))
PREDICATE = Predicate(
    log="countersign/0123456789abcdef",
    size=42,
    root=bytes(range(32)),
    epoch=3,
    level=Level.REDACTED,
    scope=RunScope("claude", "r-1"),
    recipients=("age1x",),
    export=41,
    exported_us=1_700_000_000_000_000,
    previous=None,
)
SUMS, CHECKPOINT = b"0" * 64 + b"  README.txt\n", b"note\n"


def payload() -> bytes:
    """Return a statement over SUMS and CHECKPOINT."""
    digests = [hashlib.sha256(data).digest() for data in (SUMS, CHECKPOINT)]
    return statement(PREDICATE, sums=digests[0], checkpoint=digests[1])


def manifest(data: bytes | None = None) -> bytes:
    """Return a manifest, rightly signed, around a payload."""
    data = payload() if data is None else data
    return format_manifest(data, SIGNER.sign(pae(PAYLOAD_TYPE, data)), SIGNER.public)
