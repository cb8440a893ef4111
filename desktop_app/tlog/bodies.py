"""What of a body is hashed: its keyed digest, and the leaves that its commitment covers.

For the audit of a ledger and the verifier of a bundle alike.
Specification: `resources/docs/ledger.md`, section "Bodies".
"""

from __future__ import annotations

import hmac
from typing import Final, NamedTuple

from desktop_app.errors import BadEncodingError
from desktop_app.model.kinds import EntryKind
from desktop_app.model.wire import slices

_LABEL: Final = b"countersign/body/v1"
OTLP_KINDS: Final = frozenset((EntryKind.OTLP_TRACES, EntryKind.OTLP_LOGS, EntryKind.OTLP_METRICS))


class BodyLeaves(NamedTuple):
    """A body in pieces.

    Attributes:
        leaves: what the commitment covers, in order; the first is the skeleton.
        groups: number of records per scope, per resource; None where the kind has no groups.
    """

    leaves: list[bytes]
    groups: list[list[int]] | None


def body_digest(secret: bytes, body: bytes) -> bytes:
    """Return `payload.digest` of a body."""
    return hmac.digest(secret, _LABEL + body, "sha256")


def body_leaves(kind: EntryKind, body: bytes) -> BodyLeaves:
    """Cut a body.

    Raises:
        BadEncodingError: a kind that has no body, or an OTLP request of another layout.
    """
    if kind is EntryKind.CLOUDEVENTS:
        return BodyLeaves([b"", *body.split(b"\n")], None)
    if kind not in OTLP_KINDS:
        raise BadEncodingError(f"An entry of kind {kind} has no body.")
    found = slices(body)
    return BodyLeaves([found.skeleton, *found.records], found.groups)
