"""The secrets of one ledger, out of its keystore: checked against what the ledger says of them.

Promise: a ledger whose keys are gone is KEY_LOST, one that contradicts what the keystore remembers
is DIVERGED; neither is ever quietly begun anew (ATTACKS B07, A07-A09).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError, KeyLostError, LedgerDivergedError
from desktop_app.ledger import tree
from desktop_app.ledger.epochs import item_name
from desktop_app.ledger.pin import (
    ENROLMENT,
    PIN,
    Enrolment,
    Pin,
    format_enrolment,
    parse_enrolment,
    parse_pin,
    root_digest,
)
from desktop_app.ledger.tail import first_entries
from desktop_app.signing.keys import SEED_BYTES, SignerPair
from desktop_app.signing.statements import keys_from_json

if TYPE_CHECKING:
    import apsw

    from desktop_app.ledger.tail import Tail
    from desktop_app.model.keystore import KeyStore

ROOT_ED25519 = "root.ed25519"
ROOT_MLDSA44 = "root.mldsa44"
ROOT_NEXT = "root.next"  # both seeds of a root while it is being rotated in
_EPOCH_PREFIX = item_name(0)[:-1]


@dataclass(slots=True)
class Secrets:
    """What a keystore holds for a ledger.

    Attributes:
        root: the current root.
        enrolment: the keys the log began with.
        pin: the newest checkpoint that the keystore knows.
    """

    root: SignerPair
    enrolment: Enrolment
    pin: Pin


def load_secrets(keystore: KeyStore, db: apsw.Connection, tail: Tail) -> Secrets:
    """Return a ledger's secrets, after these checks.

    1. Root, enrolment and pin are there.
    2. The ledger begins with the keys that were enrolled.
    3. The ledger holds the pinned checkpoint.
    4. The root is the one that the ledger says; a rotation that a crash cut off is finished.

    Raises:
        KeyLostError: 1 or 4 fails.
        LedgerDivergedError: 2 or 3 fails.
    """
    enrolment, pin = _remembered(keystore)
    _check_enrolment(db, tail, enrolment)
    check_pin(db, tail, pin)
    root, enrolment = _root(keystore, tail, enrolment)
    return Secrets(root, enrolment, pin)


def check_pin(db: apsw.Connection, tail: Tail, pin: Pin) -> None:
    """Check that the ledger holds the pinned checkpoint.

    Raises:
        LedgerDivergedError: it is another log, is shorter, or has another root at that size.
    """
    size = tail.place.tree.size
    if pin.log != tail.place.origin:
        raise LedgerDivergedError(f"The pin is of {pin.log}, the ledger is {tail.place.origin}.")
    if pin.size > size:
        raise LedgerDivergedError(
            f"The ledger has {size} entries and had {pin.size}: its end was cut or rolled back."
        )
    found = tree.root_at(db, pin.size)
    if found != pin.root:
        raise LedgerDivergedError(
            f"At {pin.size} entries the ledger's root is {found.hex()} and was {pin.root.hex()}: "
            "it is another history."
        )


def finish_rotation(keystore: KeyStore, seeds: bytes, enrolment: Enrolment) -> Enrolment:
    """Make the next root the root, in an order that may be cut off anywhere and done again."""
    public = root_digest(signers(seeds).public)
    keystore.put(ROOT_ED25519, seeds[:SEED_BYTES])
    keystore.put(ROOT_MLDSA44, seeds[SEED_BYTES:])
    if enrolment.roots[-1] != public:
        enrolment = replace(enrolment, roots=(*enrolment.roots, public))
        keystore.put(ENROLMENT, format_enrolment(enrolment))
    keystore.delete(ROOT_NEXT)
    return enrolment


def signers(seeds: bytes) -> SignerPair:
    """Return the signers of two joined seeds."""
    return SignerPair(seeds[:SEED_BYTES], seeds[SEED_BYTES:])


def destroy_epochs(keystore: KeyStore, *, keep: int) -> None:
    """Destroy the secrets of every epoch but one: sealed ones, and what a crash left over."""
    for name in keystore.names():
        if name.startswith(_EPOCH_PREFIX) and name != item_name(keep):
            keystore.delete(name)


def _remembered(keystore: KeyStore) -> tuple[Enrolment, Pin]:
    enrolment, pin = keystore.get(ENROLMENT), keystore.get(PIN)
    if enrolment is None or pin is None:
        missing = [n for n, item in ((ENROLMENT, enrolment), (PIN, pin)) if item is None]
        raise KeyLostError(f"The ledger is here and the keystore lost its {' and '.join(missing)}.")
    try:
        return parse_enrolment(enrolment), parse_pin(pin)
    except BadEncodingError as error:
        raise KeyLostError(f"The keystore's memory of the ledger is damaged: {error}") from error


def _check_enrolment(db: apsw.Connection, tail: Tail, enrolment: Enrolment) -> None:
    first, second = first_entries(db)
    root = keys_from_json(first.subject.get("root"))
    epoch1 = keys_from_json(second.subject.get("keys"))
    if (enrolment.log, enrolment.root, enrolment.epoch1) != (tail.place.origin, root, epoch1):
        raise LedgerDivergedError("The ledger does not begin with the keys that were enrolled.")


def _root(keystore: KeyStore, tail: Tail, enrolment: Enrolment) -> tuple[SignerPair, Enrolment]:
    following = keystore.get(ROOT_NEXT)
    if following is not None:
        if signers(following).public == tail.root:
            enrolment = finish_rotation(keystore, following, enrolment)
        else:
            keystore.delete(ROOT_NEXT)
    ed25519, mldsa44 = keystore.get(ROOT_ED25519), keystore.get(ROOT_MLDSA44)
    if ed25519 is None or mldsa44 is None:
        raise KeyLostError("The ledger is here and its root keys are gone.")
    root = SignerPair(ed25519, mldsa44)
    if root.public != tail.root or enrolment.roots[-1] != root_digest(tail.root):
        raise KeyLostError("The root keys in the keystore are not those of this ledger.")
    return root, enrolment
