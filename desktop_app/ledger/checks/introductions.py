"""The signed entries of step 6: what they must say, and who must have signed it.

Each function returns what the entry introduces, or adds what is wrong to the findings and raises
`WalkEndedError`: without its keys nothing after it can be judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.errors import CountersignError
from desktop_app.ledger.checks.source import WalkEndedError
from desktop_app.model.kinds import EntryKind
from desktop_app.signing.statements import (
    epoch_statement,
    keys_from_json,
    rotation_statement,
    verify_introduction,
    verify_rotation,
)

if TYPE_CHECKING:
    from typing import NoReturn

    from desktop_app.ledger.checks.leaves import Leaf
    from desktop_app.model.canonical import JSON
    from desktop_app.model.findings import Findings
    from desktop_app.signing.keys import PublicPair

_LOG_START = frozenset(("install", "version", "custody", "root"))
_ADOPTED = _LOG_START | {"reason", "old"}
_EPOCH = frozenset(("epoch", "reason", "keys", "signatures"))
_ROTATION = frozenset(("old", "new", "signatures"))
_MAC_HEX = 64


@dataclass(frozen=True, slots=True)
class Introduced:
    """The keys of an epoch: two public keys, and the commitment to its MAC key."""

    keys: PublicPair
    mac_commitment: bytes
    reason: str
    recovered: bool


def log_start(leaf: Leaf, found: Findings) -> tuple[PublicPair, str]:
    """Read entry 0: the root keys, and who guards them."""
    subject = leaf.entry.subject
    kinds = {EntryKind.LOG_START: _LOG_START, EntryKind.LOG_ADOPTED: _ADOPTED}
    if subject.keys() != kinds.get(leaf.entry.kind, frozenset()):
        refuse(leaf, found, "log_start", "is not the start of a log")
    if leaf.entry.kind is EntryKind.LOG_ADOPTED:
        found.warn(
            "adopted",
            "This log goes on from another one, which it names; what was before is told there.",
            seq=leaf.seq,
        )
    if leaf.entry.log != f"countersign/{subject['install']}":
        found.invalid("install", "The log's origin is not that of its install id.", seq=leaf.seq)
    try:
        return keys_from_json(subject["root"]), str(subject["custody"])
    except CountersignError as error:
        refuse(leaf, found, "log_start", error.message, error)


def introduce(
    leaf: Leaf, *, root: PublicPair, previous: PublicPair | None, found: Findings
) -> Introduced:
    """Check an introduction: its fields, and that root and predecessor signed it (ATTACKS A10).

    `previous` None: the first epoch. `epoch.recovered` is signed by the root alone.
    """
    entry, subject = leaf.entry, leaf.entry.subject
    recovered = entry.kind is EntryKind.EPOCH_RECOVERED
    if subject.keys() != (_EPOCH | {"lost_epoch"} if recovered else _EPOCH):
        refuse(leaf, found, "epoch_fields", "has fields that no introduction has")
    if subject["epoch"] != entry.epoch or (recovered and subject["lost_epoch"] != entry.epoch - 1):
        refuse(leaf, found, "epoch_number", "introduces another epoch than its own")
    try:
        keys, mac = keys_from_json(subject["keys"]), _mac(subject["keys"])
        statement = epoch_statement(
            log=entry.log, epoch=entry.epoch, seq=leaf.seq, prev=entry.prev, keys=keys, mac=mac
        )
        check_introduction(statement, subject["signatures"], root, None if recovered else previous)
    except CountersignError as error:
        refuse(leaf, found, "introduction", error.message, error)
    return Introduced(keys, mac, str(subject["reason"]), recovered)


def rotate(leaf: Leaf, *, root: PublicPair, found: Findings) -> PublicPair:
    """Check a rotation and return the new root; both roots signed it (ATTACKS B05)."""
    entry, subject = leaf.entry, leaf.entry.subject
    if subject.keys() != _ROTATION:
        refuse(leaf, found, "rotation", "has fields that no rotation has")
    try:
        old, new = keys_from_json(subject["old"]), keys_from_json(subject["new"])
        statement = rotation_statement(
            log=entry.log, seq=leaf.seq, prev=entry.prev, old=old, new=new
        )
        check_rotation(statement, subject["signatures"], old, new)
    except CountersignError as error:
        refuse(leaf, found, "rotation", error.message, error)
    check_rotated_root(leaf, old, root, found)
    return new


def check_introduction(
    statement: bytes, signatures: JSON, root: PublicPair, previous: PublicPair | None
) -> None:
    """Check the signatures of an introduction; raises."""
    verify_introduction(statement, _object(signatures), root=root, previous=previous)


def check_rotation(statement: bytes, signatures: JSON, old: PublicPair, new: PublicPair) -> None:
    """Check the four signatures of a rotation; raises."""
    verify_rotation(statement, _object(signatures), old=old, new=new)


def check_rotated_root(leaf: Leaf, old: PublicPair, root: PublicPair, found: Findings) -> None:
    """Check that a rotation replaces the root in force, and not one of its own making."""
    if old != root:
        refuse(leaf, found, "rotation", "replaces keys that are not the log's root")


def refuse(
    leaf: Leaf, found: Findings, code: str, what: str, error: Exception | None = None
) -> NoReturn:
    """Add a finding about a signed entry, and end the walk."""
    found.invalid(code, f"Entry {leaf.seq} ({leaf.entry.kind}): {what.rstrip('.')}.", seq=leaf.seq)
    raise WalkEndedError from error


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
