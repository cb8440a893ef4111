"""The files of `keys/`: the log's keys as its entries name them, for stock tools.

Promise: a pure function of the key log. Nothing is trusted because it stands in these files: a
verifier makes them again from the entries and compares bytes; trust comes from outside.

Specification: `resources/docs/bundle.md`, section "Keys".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.bundle.layout import CHECKPOINT_VKEY, KEY_LOG, MANIFEST_PEM, ROOT_VKEY
from desktop_app.errors import BadEncodingError
from desktop_app.model import canonical
from desktop_app.model.kinds import EntryKind
from desktop_app.signing.dsse import spki_pem
from desktop_app.signing.statements import keys_from_json, keys_to_json
from desktop_app.tlog.note import Algorithm, format_vkey, verifier_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop_app.model.canonical import JSON
    from desktop_app.model.entry import Entry
    from desktop_app.signing.keys import PublicPair

_INTRODUCTIONS = frozenset((EntryKind.EPOCH_START, EntryKind.EPOCH_RECOVERED))
_ROOTS = {
    EntryKind.LOG_START: "root",
    EntryKind.LOG_ADOPTED: "root",
    EntryKind.KEYS_ROTATED: "new",
}


def key_files(entries: Iterable[Entry]) -> dict[str, bytes]:
    """Return the files of `keys/` by path.

    Args:
        entries: the key log in order, those before N: entry 0, introductions, rotations, seals.
            Gone through more than once.

    Raises:
        BadEncodingError: an entry without the keys that its kind brings, or no introduction.
    """
    roots = [keys_from_json(one.subject.get(_ROOTS[one.kind])) for one in entries if _is_root(one)]
    epochs = [keys_from_json(one.subject.get("keys")) for one in entries if _introduces(one)]
    if not roots or not epochs:
        raise BadEncodingError("A key log without a root or without an epoch.")
    log, root, epoch = next(iter(entries)).log, roots[-1], epochs[-1]
    return {
        ROOT_VKEY: _vkey(log, Algorithm.ED25519, root.ed25519),
        CHECKPOINT_VKEY: _vkey(log, Algorithm.ED25519, epoch.ed25519)
        + _vkey(log, Algorithm.MLDSA44_COSIGNATURE, epoch.mldsa44),
        MANIFEST_PEM: spki_pem(epoch.ed25519),
        KEY_LOG: canonical.encode_body([_line(one) for one in entries]) + b"\n",
    }


def _is_root(entry: Entry) -> bool:
    return entry.kind in _ROOTS


def _introduces(entry: Entry) -> bool:
    return entry.kind in _INTRODUCTIONS


def _line(entry: Entry) -> dict[str, JSON]:
    line: dict[str, JSON] = {"seq": entry.seq, "ts": entry.ts_us, "kind": str(entry.kind)}
    subject = entry.subject
    if _introduces(entry):
        keys: PublicPair = keys_from_json(subject.get("keys"))
        return line | keys_to_json(keys) | {"epoch": entry.epoch, "reason": subject.get("reason")}
    if _is_root(entry):
        return line | keys_to_json(keys_from_json(subject.get(_ROOTS[entry.kind])))
    return line | {"epoch": entry.epoch, "late": subject.get("late")}


def _vkey(log: str, algorithm: Algorithm, public: bytes) -> bytes:
    return format_vkey(verifier_key(log, algorithm, public)).encode() + b"\n"
