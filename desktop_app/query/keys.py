"""The public keys that a ledger names: the root's, and those of the running epoch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import UnreadableError
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.kinds import EntryKind
from desktop_app.tlog.note import Algorithm, VerifierKey, format_vkey, key_id

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.model.canonical import JSON
    from desktop_app.model.entry import Entry


def published_keys(ledger_path: Path) -> dict[str, JSON]:
    """Return `{"origin", "vkey", "root", "epoch"}`; root keys in hex, `vkey` as C2SP text.

    They are what the ledger says of itself: a reviewer pins the fingerprint, not these.

    Raises:
        UnreadableError: not a ledger, or one that does not begin like ours.
    """
    with LedgerReader(ledger_path) as ledger:
        first = ledger.entry(0)
        newest = ledger.latest_of(EntryKind.KEYS_ROTATED)
        epoch = ledger.latest_of(EntryKind.EPOCH_START, EntryKind.EPOCH_RECOVERED)
    root = first.subject.get("root") if newest is None else newest.subject.get("new")
    if not isinstance(root, dict):
        raise UnreadableError("The ledger names no root keys.")
    return {
        "origin": first.log,
        "vkey": _vkey(first.log, Algorithm.ED25519, root["ed25519"]),
        "root": root,
        "epoch": None if epoch is None else _epoch(epoch),
    }


def _epoch(entry: Entry) -> dict[str, JSON]:
    keys = entry.subject.get("keys")
    found: dict[str, JSON] = {"number": entry.epoch, "seq": entry.seq}
    if isinstance(keys, dict):
        found["vkey"] = _vkey(entry.log, Algorithm.ED25519, keys["ed25519"])
        found["mldsa44_vkey"] = _vkey(entry.log, Algorithm.MLDSA44_COSIGNATURE, keys["mldsa44"])
    return found


def _vkey(origin: str, algorithm: Algorithm, public_hex: JSON) -> str:
    public = bytes.fromhex(str(public_hex))
    return format_vkey(VerifierKey(origin, key_id(origin, algorithm, public), algorithm, public))
