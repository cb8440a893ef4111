"""The entries that bring a log's keys: what each must say, and who must have signed it.

Pure functions over entries, for the audit of a ledger and the verifier of a bundle alike. Each
returns what its entry brings, or raises `KeyLogError` with the code of the finding and a part of a
sentence; after that nothing that the keys sign can be judged.

Specification: `resources/docs/ledger.md`, sections "The first two entries" and "Epochs".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError, BadSignatureError, KeyLogError
from desktop_app.model.kinds import EntryKind
from desktop_app.signing.statements import (
    epoch_statement,
    keys_from_json,
    rotation_statement,
    verify_introduction,
    verify_rotation,
)

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON
    from desktop_app.model.entry import Entry
    from desktop_app.signing.keys import PublicPair

LOG_STARTS = frozenset((EntryKind.LOG_START, EntryKind.LOG_ADOPTED))
INTRODUCTIONS = frozenset((EntryKind.EPOCH_START, EntryKind.EPOCH_RECOVERED))
KEY_KINDS = LOG_STARTS | INTRODUCTIONS | {EntryKind.KEYS_ROTATED, EntryKind.EPOCH_SEAL}

_LOG_START = frozenset(("install", "version", "custody", "root"))
_START_FIELDS = {
    EntryKind.LOG_START: _LOG_START,
    EntryKind.LOG_ADOPTED: _LOG_START | {"reason", "old"},
}
_EPOCH = frozenset(("epoch", "reason", "keys", "signatures"))
_ROTATION = frozenset(("old", "new", "signatures"))
_SEAL = frozenset(("epoch", "first_seq", "last_seq", "count", "macs", "late", "reason"))
_LASTING = "lasting"
_MAC_HEX = _ROOT_HEX = 64


@dataclass(frozen=True, slots=True)
class LogStart:
    """What entry 0 brings: the root keys, who guards them, and whether it goes on from a log."""

    root: PublicPair
    custody: str
    adopted: bool


@dataclass(frozen=True, slots=True)
class Introduced:
    """The keys of an epoch: two public keys, and the commitment to its MAC key."""

    keys: PublicPair
    mac_commitment: bytes
    reason: str
    recovered: bool


def log_start(entry: Entry) -> LogStart:
    """Read entry 0.

    Raises:
        KeyLogError: not the start of a log, or its root keys are none.
    """
    subject = entry.subject
    if subject.keys() != _START_FIELDS.get(entry.kind, frozenset()):
        raise KeyLogError("is not the start of a log", finding="log_start")
    try:
        root = keys_from_json(subject["root"])
    except BadEncodingError as error:
        raise KeyLogError(error.message, finding="log_start") from error
    return LogStart(root, str(subject["custody"]), entry.kind is EntryKind.LOG_ADOPTED)


def origin_fits(entry: Entry) -> bool:
    """Tell whether the origin of entry 0 is that of its install id."""
    return entry.log == f"countersign/{entry.subject.get('install')}"


def introduce(entry: Entry, *, root: PublicPair, previous: PublicPair | None) -> Introduced:
    """Check an introduction: its fields, and that root and predecessor signed it (ATTACKS A10).

    `previous` None: the first epoch. `epoch.recovered` is signed by the root alone.

    Raises:
        KeyLogError: it does not hold.
    """
    subject = entry.subject
    recovered = entry.kind is EntryKind.EPOCH_RECOVERED
    if subject.keys() != (_EPOCH | {"lost_epoch"} if recovered else _EPOCH):
        raise KeyLogError("has fields that no introduction has", finding="epoch_fields")
    if subject["epoch"] != entry.epoch or (recovered and subject["lost_epoch"] != entry.epoch - 1):
        raise KeyLogError("introduces another epoch than its own", finding="epoch_number")
    try:
        keys, mac = keys_from_json(subject["keys"]), _mac(subject["keys"])
        statement = epoch_statement(
            log=entry.log, epoch=entry.epoch, seq=entry.seq, prev=entry.prev, keys=keys, mac=mac
        )
        check_introduction(statement, subject["signatures"], root, None if recovered else previous)
    except (BadEncodingError, BadSignatureError) as error:
        raise KeyLogError(error.message, finding="introduction") from error
    return Introduced(keys, mac, str(subject["reason"]), recovered)


def rotate(entry: Entry, *, root: PublicPair) -> PublicPair:
    """Check a rotation and return the new root; both roots signed it (ATTACKS B05).

    Raises:
        KeyLogError: it does not hold.
    """
    subject = entry.subject
    if subject.keys() != _ROTATION:
        raise KeyLogError("has fields that no rotation has", finding="rotation")
    try:
        old, new = keys_from_json(subject["old"]), keys_from_json(subject["new"])
        statement = rotation_statement(
            log=entry.log, seq=entry.seq, prev=entry.prev, old=old, new=new
        )
        check_rotation(statement, subject["signatures"], old, new)
    except (BadEncodingError, BadSignatureError) as error:
        raise KeyLogError(error.message, finding="rotation") from error
    check_rotated_root(old, root)
    return new


def seal(entry: Entry) -> bool:
    """Read a seal's fields; return whether it was late, after a crash.

    Raises:
        KeyLogError: it has others.
    """
    late = entry.subject.get("late")
    if entry.subject.keys() - {_LASTING} != _SEAL or not isinstance(late, bool):
        raise KeyLogError("has fields that no seal has", finding="seal_fields")
    if _LASTING in entry.subject and lasting(entry) is None:
        raise KeyLogError("does not say what of its epoch lasts", finding="seal_fields")
    return late


def lasting(entry: Entry) -> tuple[int, bytes] | None:
    """Return number and root of what a seal says to last of its epoch; None: it does not say."""
    match entry.subject.get(_LASTING):
        case {"count": count, "root": str() as root, **more} if not more and type(count) is int:
            try:
                digest = bytes.fromhex(root)
            except ValueError:
                return None
            return (count, digest) if len(root) == _ROOT_HEX else None
    return None


def seal_covers(entry: Entry, *, epoch: int, first_seq: int) -> bool:
    """Tell whether a seal speaks of its epoch and of all of it, be it empty."""
    subject = entry.subject
    told = tuple(subject.get(name) for name in ("epoch", "first_seq", "last_seq", "count"))
    return told == (epoch, first_seq, entry.seq - 1, entry.seq - first_seq)


def check_introduction(
    statement: bytes, signatures: JSON, root: PublicPair, previous: PublicPair | None
) -> None:
    """Check the signatures of an introduction; raises."""
    verify_introduction(statement, _object(signatures), root=root, previous=previous)


def check_rotation(statement: bytes, signatures: JSON, old: PublicPair, new: PublicPair) -> None:
    """Check the four signatures of a rotation; raises."""
    verify_rotation(statement, _object(signatures), old=old, new=new)


def check_rotated_root(old: PublicPair, root: PublicPair) -> None:
    """Check that a rotation replaces the root in force, and not one of its own making; raises."""
    if old != root:
        raise KeyLogError("replaces keys that are not the log's root", finding="rotation")


def _mac(keys: JSON) -> bytes:
    text = _object(keys).get("mac")
    if not isinstance(text, str) or len(text) != _MAC_HEX:
        return b""  # no key commits to it; the signatures cover it
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


def _object(value: JSON) -> Mapping[str, JSON]:
    return value if isinstance(value, Mapping) else {}
