"""Epochs: their secrets, introductions and seals, and the one transaction that changes them.

Order at every change, so that a kill at any moment leaves a ledger that opens again: the new
epoch's secrets go into the keystore; then ONE transaction holds seal, cosigned checkpoint and
introduction; then the old secrets are destroyed. Left-over secrets are destroyed at the next open.

At a stop there is no next epoch yet, but the old keys shall not outlive their seal. So the stopping
recorder makes the next epoch's secrets and leaves the old keys' signatures over their introduction
in the table `meta` ("handover"); the next start adds the root's and writes the entry.
Specification: `resources/docs/ledger.md`, section "Epochs".
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError, BadSignatureError
from desktop_app.model import canonical
from desktop_app.model.entry import RECORDER, Draft
from desktop_app.model.kinds import EntryKind
from desktop_app.signing.keys import SEED_BYTES, parse_epoch_keys
from desktop_app.signing.statements import (
    epoch_statement,
    keys_to_json,
    mac_commitment,
    rotation_statement,
    sign_introduction,
    sign_rotation,
    verify_introduction,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from hashlib import _Hash

    from desktop_app.ledger.log import Log, Place
    from desktop_app.ledger.records import StoredCheckpoint
    from desktop_app.model.canonical import JSON
    from desktop_app.model.ids import IdSource
    from desktop_app.signing.keys import EpochKeys, PublicPair, SignerPair

HANDOVER = "handover"
ROOT_SEQ = "root_seq"


@dataclass(frozen=True, slots=True)
class NewEpoch:
    """Secrets of an epoch to come: `secret` is what the keystore holds under `name`."""

    number: int
    secret: bytes
    keys: EpochKeys

    @property
    def name(self) -> str:
        """Name of the keystore item."""
        return item_name(self.number)


def item_name(number: int) -> str:
    """Return the keystore's name for an epoch's secrets."""
    return f"epoch.{number}"


def new_epoch(number: int, ids: IdSource) -> NewEpoch:
    """Draw the secrets of an epoch."""
    return stored_epoch(number, ids.random_bytes(3 * SEED_BYTES))


def stored_epoch(number: int, secret: bytes) -> NewEpoch:
    """Return the epoch whose secrets the keystore holds.

    Raises:
        BadEncodingError: they are not secrets of an epoch.
    """
    return NewEpoch(number, secret, parse_epoch_keys(secret))


def no_macs() -> _Hash:
    """Return the digest over the MACs of an epoch that has no entries yet."""
    return sha256()


def seal(log: Log, keys: EpochKeys, *, reason: str, late: bool) -> StoredCheckpoint:
    """Seal the running epoch in the open transaction: the entry and its cosigned checkpoint."""
    place = log.place
    subject: dict[str, JSON] = {
        "epoch": place.epoch,
        "first_seq": place.first_seq,
        "last_seq": log.size - 1,
        "count": log.size - place.first_seq,
        "macs": place.macs.hexdigest(),
        "late": late,
        "reason": reason,
        "lasting": {"count": place.lasting.size, "root": place.lasting.root().hex()},
    }
    log.append([Draft(EntryKind.EPOCH_SEAL, RECORDER, subject)], keys)
    return log.checkpoint(keys, "seal", cosign=True)


def introduce(
    log: Log, new: NewEpoch, *, root: SignerPair, previous: SignerPair | None, reason: str
) -> None:
    """Begin an epoch in the open transaction, signed by the root and its predecessor.

    previous None: only the first epoch of a log has none.
    """
    signatures = sign_introduction(_statement(log.place, new), root=root, previous=previous)
    _begin(log, new, signatures, reason)


def introduce_recovered(log: Log, new: NewEpoch, *, root: SignerPair, reason: str) -> None:
    """Begin an epoch by the root alone, because its predecessor's keys are gone."""
    signatures = sign_introduction(_statement(log.place, new), root=root, previous=None)
    subject = {**_subject(new, signatures, reason), "lost_epoch": new.number - 1}
    log.begin_epoch(new.number)
    log.append([Draft(EntryKind.EPOCH_RECOVERED, RECORDER, subject)], new.keys)


def hand_over(log: Log, new: NewEpoch, previous: SignerPair) -> None:
    """Leave the sealed epoch's signatures for the next start, in the open transaction."""
    made = sign_introduction(_statement(log.place, new), root=previous, previous=None)
    signatures = {name.replace("root_", "previous_"): text for name, text in made.items()}
    text = canonical.encode({"epoch": new.number, "signatures": signatures}).decode()
    log.put_meta(HANDOVER, text)


def take_over(
    log: Log, new: NewEpoch, handover: str, *, root: SignerPair, previous: PublicPair
) -> bool:
    """Begin the epoch that a stopped recorder prepared; False when its hand-over is not right."""
    statement = _statement(log.place, new)
    signatures = sign_introduction(statement, root=root, previous=None)
    try:
        left = canonical.decode(handover.encode())["signatures"]
        if not isinstance(left, dict):
            return False
        signatures |= {str(name): str(text) for name, text in left.items()}
        verify_introduction(statement, signatures, root=root.public, previous=previous)
    except (BadEncodingError, BadSignatureError, KeyError):
        return False
    _begin(log, new, signatures, "start")
    log.drop_meta(HANDOVER)
    return True


def rotate(log: Log, keys: EpochKeys, *, old: SignerPair, new: SignerPair) -> None:
    """Replace the root in the open transaction; the caller changes the epoch at once after it."""
    statement = rotation_statement(
        log=log.place.origin, seq=log.size, prev=log.place.prev, old=old.public, new=new.public
    )
    subject: dict[str, JSON] = {
        "old": keys_to_json(old.public),
        "new": keys_to_json(new.public),
        "signatures": sign_rotation(statement, old=old, new=new),
    }
    log.put_meta(ROOT_SEQ, str(log.size))
    log.append([Draft(EntryKind.KEYS_ROTATED, RECORDER, subject)], keys)


def _begin(log: Log, new: NewEpoch, signatures: Mapping[str, str], reason: str) -> None:
    # Epoch 1 begins with entry 0, which `genesis` has written by now.
    if new.number > 1:
        log.begin_epoch(new.number)
    draft = Draft(EntryKind.EPOCH_START, RECORDER, _subject(new, signatures, reason))
    log.append([draft], new.keys)


def _subject(new: NewEpoch, signatures: Mapping[str, str], reason: str) -> dict[str, JSON]:
    keys = new.keys
    public: dict[str, JSON] = {**keys_to_json(keys.signers.public)}
    public["mac"] = mac_commitment(keys.mac).hex()
    return {
        "epoch": new.number,
        "reason": reason,
        "keys": public,
        "signatures": dict(signatures),
    }


def _statement(place: Place, new: NewEpoch) -> bytes:
    keys = new.keys
    return epoch_statement(
        log=place.origin,
        epoch=new.number,
        seq=place.tree.size,
        prev=place.prev,
        keys=keys.signers.public,
        mac=mac_commitment(keys.mac),
    )
