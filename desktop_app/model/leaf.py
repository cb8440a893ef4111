"""Leaf bytes to `Entry` and back. `parse_leaf` accepts exactly what `encode_leaf` writes.

Specification: `resources/docs/ledger.md`, section "Leaf bytes".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError, NewerFormatError
from desktop_app.model import canonical
from desktop_app.model.entry import LEAF_VERSION, Draft, Entry, PayloadRef
from desktop_app.model.kinds import EntryKind

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON

_FIELDS = frozenset(
    ("v", "log", "seq", "epoch", "ts", "boot", "nonce", "kind", "run_id", "run_seq")
)
_FIELDS |= {"trace_id", "actor", "subject", "payload", "prev"}
_HEX = re.compile(r"(?:[0-9a-f]{2})*\Z")


def encode_leaf(
    draft: Draft,
    *,
    log: str,
    seq: int,
    epoch: int,
    ts_us: int,
    boot_id: str,
    boot_us: int,
    nonce: bytes,
    run_seq: int | None,
    prev: bytes,
) -> bytes:
    """Return the leaf bytes of a draft at its place.

    Raises:
        BadEncodingError: the draft has no canonical form (too large, floats, ...).
    """
    return canonical.encode(
        {
            "v": LEAF_VERSION,
            "log": log,
            "seq": seq,
            "epoch": epoch,
            "ts": ts_us,
            "boot": {"id": boot_id, "us": boot_us},
            "nonce": nonce.hex(),
            "kind": str(draft.kind),
            "run_id": draft.run_id,
            "run_seq": run_seq,
            "trace_id": None if draft.trace_id is None else draft.trace_id.hex(),
            "actor": draft.actor,
            "subject": draft.subject,
            "payload": None if draft.payload is None else draft.payload.to_json(),
            "prev": prev.hex(),
        }
    )


def is_pruned(leaf: bytes) -> bool:
    """Tell whether an entry lost its leaf: nothing is left of it, or zeros."""
    return not leaf.strip(b"\0")


def parse_leaf(leaf: bytes) -> Entry:
    """Parse leaf bytes strictly.

    Raises:
        BadEncodingError: not canonical, or a field missing, unknown or of the wrong shape.
        NewerFormatError: `v` or `kind` is one that this version does not know.
    """
    value = canonical.decode(leaf)
    version = _int(value.get("v"), "v")
    if version != LEAF_VERSION:
        raise NewerFormatError(f"Leaf version {version}; this Countersign knows {LEAF_VERSION}.")
    if value.keys() != _FIELDS:
        wrong = ", ".join(sorted(value.keys() ^ _FIELDS))
        raise BadEncodingError(f"Fields missing or unknown: {wrong}.")
    boot = _object(value["boot"], "boot")
    if boot.keys() != {"id", "us"}:
        raise BadEncodingError("The field boot is not {id, us}.")
    _hex(value["nonce"], "nonce", 16)
    run_seq = value["run_seq"]
    return Entry(
        leaf=leaf,
        log=_text(value["log"], "log"),
        seq=_int(value["seq"], "seq"),
        epoch=_int(value["epoch"], "epoch"),
        ts_us=_int(value["ts"], "ts"),
        boot_id=_hex(boot["id"], "boot.id", 16).hex(),
        boot_us=_int(boot["us"], "boot.us"),
        kind=_kind(_text(value["kind"], "kind")),
        run_id=None if value["run_id"] is None else _text(value["run_id"], "run_id"),
        run_seq=None if run_seq is None else _int(run_seq, "run_seq"),
        trace_id=None if value["trace_id"] is None else _hex(value["trace_id"], "trace_id", 16),
        actor=_object(value["actor"], "actor"),
        subject=_object(value["subject"], "subject"),
        payload=None if value["payload"] is None else _payload(value["payload"]),
        prev=_hex(value["prev"], "prev", 32),
    )


def _payload(value: JSON) -> PayloadRef:
    fields = _object(value, "payload")
    if fields.keys() != {"commitment", "digest", "bytes", "retention"}:
        raise BadEncodingError("The field payload is not {commitment, digest, bytes, retention}.")
    digest = fields["digest"]
    return PayloadRef(
        commitment=_hex(fields["commitment"], "payload.commitment", 32),
        digest=None if digest is None else _hex(digest, "payload.digest", 32),
        size=_int(fields["bytes"], "payload.bytes"),
        retention=_text(fields["retention"], "payload.retention"),
    )


def _kind(name: str) -> EntryKind:
    try:
        return EntryKind(name)
    except ValueError as error:
        raise NewerFormatError(f"An entry of a kind unknown here: {name!r}.") from error


def _int(value: JSON, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise BadEncodingError(f"The field {name} is not a whole number from 0.")
    return value


def _text(value: JSON, name: str) -> str:
    if not isinstance(value, str):
        raise BadEncodingError(f"The field {name} is not text.")
    return value


def _hex(value: JSON, name: str, count: int) -> bytes:
    text = _text(value, name)
    if len(text) != 2 * count or not _HEX.match(text):
        raise BadEncodingError(f"The field {name} is not {count} bytes in lower-case hex.")
    return bytes.fromhex(text)


def _object(value: JSON, name: str) -> Mapping[str, JSON]:
    if not isinstance(value, Mapping):
        raise BadEncodingError(f"The field {name} is not an object.")
    return value
