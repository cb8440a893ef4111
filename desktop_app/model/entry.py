"""One ledger entry, which is its leaf bytes: exactly as stored, hashed and exported.

The shape of the JSON object (`resources/docs/ledger.md` has the whole specification):

    v           1                       format version of the leaf
    log         "countersign/<id>"      origin: a leaf of another log is never accepted
    seq         0, 1, ...               position in the log = leaf index in the Merkle tree
    epoch       1, 2, ...               whose keys seal it
    ts          microseconds            wall clock, since 1970 UTC
    boot        {"id","us"}             boot id and microseconds since boot: shows a moved clock
    nonce       32 hex digits           makes the leaf hash unguessable
    kind        `EntryKind`
    run_id      string or null          the agent's own session id
    run_seq     int or null             0, 1, ... within (actor.sender, run_id)
    trace_id    32 hex digits or null
    actor       {"sender", "auth", ...} who caused it
    subject     {...}                   what happened, by kind
    payload     {...} or null           commitment to the body: see `PayloadRef`
    prev        64 hex digits           leaf hash of seq - 1 (the hash chain); zeros at seq 0
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.model.canonical import JSON
    from desktop_app.model.content import Content
    from desktop_app.model.kinds import EntryKind

LEAF_VERSION = 1
NO_PREV = bytes(32)
RECORDER: Mapping[str, JSON] = {"sender": "", "auth": "recorder"}  # the actor of what is ours


@dataclass(frozen=True, slots=True)
class PayloadRef:
    """What the ledger says of a body that it does not hold in the leaf.

    Attributes:
        commitment: 32 bytes, RFC 6962 root over the body's salted records.
        digest: 32 bytes, HMAC of the body under a key that dies with it; None when not made.
        size: bytes of the body before compression.
        retention: name of the retention class.
    """

    commitment: bytes
    digest: bytes | None
    size: int
    retention: str

    def to_json(self) -> dict[str, JSON]:
        """Return the JSON form (hex digests)."""
        return {
            "commitment": self.commitment.hex(),
            "digest": None if self.digest is None else self.digest.hex(),
            "bytes": self.size,
            "retention": self.retention,
        }


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry before the writer gave it its place: all that the rest of the recorder decides.

    Attributes:
        kind: what happened.
        actor: who caused it; `{"sender": "", "auth": "none"}` for an unauthenticated sender.
        subject: what happened, by kind; small values only, no content.
        run_id: the agent's session id, or None.
        trace_id: 16 bytes, or None.
        payload: commitment to `body`, or None.
        body: zstd-compressed bytes that the commitment covers, or None.
        secret: 32 bytes that the salts of the commitment come from; stored and shredded with body.
        contents: pieces of content for the vault, in the order in which they stand in the entry;
            whoever appends the draft keeps them there first and names them in `subject`.
    """

    kind: EntryKind
    actor: Mapping[str, JSON]
    subject: Mapping[str, JSON]
    run_id: str | None = None
    trace_id: bytes | None = None
    payload: PayloadRef | None = None
    body: bytes | None = None
    secret: bytes | None = None
    contents: tuple[Content, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A parsed leaf. `leaf` are the bytes; everything else is read from them."""

    leaf: bytes
    log: str
    seq: int
    epoch: int
    ts_us: int
    boot_id: str
    boot_us: int
    kind: EntryKind
    run_id: str | None
    run_seq: int | None
    trace_id: bytes | None
    actor: Mapping[str, JSON]
    subject: Mapping[str, JSON]
    payload: PayloadRef | None
    prev: bytes
