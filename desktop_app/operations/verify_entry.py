"""Checks one entry against the oldest checkpoint that covers it: quick, for a person who looks.

Promise: the leaf hash is recomputed from the stored leaf, the inclusion proof made from the tiles
and checked against the checkpoint's root, the checkpoint's signatures checked with the keys of its
epoch, and those traced to the log's root keys and to the enrolment in the keystore. It says nothing
of other entries: `verify_ledger` does.

Specification: `resources/docs/ledger.md`, "Verification"; RFC 6962 2.1; c2sp.org/tlog-checkpoint.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.errors import LedgerDivergedError, LedgerInvalidError
from desktop_app.ledger.reader import LedgerReader
from desktop_app.ledger.trust import Trust
from desktop_app.operations.keystores import key_stores
from desktop_app.operations.reading import require_ledger
from desktop_app.signing import keylog
from desktop_app.signing.notes import open_checkpoint
from desktop_app.signing.statements import fingerprint
from desktop_app.tlog.merkle import inclusion_proof, leaf_hash, verify_inclusion
from desktop_app.tlog.tiles import node_reader

if TYPE_CHECKING:
    from desktop_app.ledger.records import StoredCheckpoint
    from desktop_app.operations.context import Context
    from desktop_app.signing.keys import PublicPair


@dataclass(frozen=True, slots=True)
class EntryVerdict:
    """What was found; a contradiction is an error and never comes here.

    Attributes:
        seq: the entry.
        leaf_hash: recomputed, hex.
        size: of the checkpoint that covers it; None: not sealed yet.
        pinned: whether the keys are those that the keystore remembers; False: it knows of none.
        at_us: when it was checked.
    """

    seq: int
    leaf_hash: str
    size: int | None
    pinned: bool
    at_us: int


def verify_entry(context: Context, seq: int) -> EntryVerdict:
    """Check one entry.

    1. Recompute its leaf hash.
    2. Find the oldest checkpoint that covers it, and the keys of that checkpoint's epoch,
       introduced by the log's root keys and, where the keystore knows the log, by those enrolled.
    3. Check the checkpoint's signatures.
    4. Check that the leaf is in the tree that the checkpoint is the root of.

    Raises:
        NotFoundError: no ledger, or no such entry.
        BadProofError: the entry is not the one that was sealed.
        BadSignatureError, BadEncodingError: the checkpoint is not this log's.
        LedgerInvalidError: the log's keys do not follow from each other.
        LedgerDivergedError: they are not the keys that this computer enrolled.
        KeychainLockedError, KeychainUnavailableError: as the keystore says.
    """
    require_ledger(context)
    with LedgerReader(context.paths.ledger) as ledger:
        leaf = ledger.leaf(seq)
        own = leaf_hash(leaf)
        covering = next((one for one in ledger.checkpoints() if one.size > seq), None)
        now_us = context.clock.now_us()
        if covering is None:
            return EntryVerdict(seq, own.hex(), None, pinned=False, at_us=now_us)
        pinned = _check(context, ledger, covering, seq, own)
        return EntryVerdict(seq, own.hex(), covering.size, pinned=pinned, at_us=now_us)


def _check(
    context: Context, ledger: LedgerReader, covering: StoredCheckpoint, seq: int, own: bytes
) -> bool:
    """Check an entry's leaf hash against a checkpoint; return whether the keys are enrolled."""
    origin = ledger.entry(0).log
    epoch = ledger.epoch_at(covering.size - 1)
    keys, first = _keys(ledger, covering.size, epoch)
    pinned = _check_enrolment(context, ledger.install_id(), first)
    opened = open_checkpoint(
        covering.note, origin=origin, ed25519=keys.ed25519, mldsa44=keys.mldsa44
    )
    proof = inclusion_proof(seq, covering.size, node_reader(ledger.tiles(covering.size)))
    verify_inclusion(
        index=seq,
        size=opened.checkpoint.size,
        leaf_hash=own,
        proof=proof,
        root=opened.checkpoint.root,
    )
    return pinned


def _keys(ledger: LedgerReader, stop: int, epoch: int) -> tuple[PublicPair, str]:
    """Return the keys of an epoch, each introduction checked, and the log's fingerprint."""
    root: PublicPair | None = None
    previous: PublicPair | None = None
    found: dict[int, PublicPair] = {}
    first = ""
    for entry in ledger.epoch_edges(stop):
        if entry.kind in keylog.LOG_STARTS:
            root = keylog.log_start(entry).root
        elif root is None:
            break
        elif entry.kind in keylog.INTRODUCTIONS:
            previous = keylog.introduce(entry, root=root, previous=previous).keys
            found[entry.epoch] = previous
            first = first or fingerprint(log=entry.log, root=root, epoch1=previous)
        elif entry.kind.value == "keys.rotated":
            root = keylog.rotate(entry, root=root)
    if epoch not in found:
        raise LedgerInvalidError(f"The log brings no keys for epoch {epoch}.")
    return found[epoch], first


def _check_enrolment(context: Context, install: str, first: str) -> bool:
    """Compare the log's fingerprint with the enrolled one; False where none is known."""
    known = Trust.from_keystore(key_stores(context, ask=False).open(install)).enrolment
    if known is None:
        return False
    if known.fingerprint != first:
        raise LedgerDivergedError("The log begins with other keys than those enrolled here.")
    return True
