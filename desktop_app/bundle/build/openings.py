"""What opens the commitments of leaves: whole bodies with their secret, or chosen records.

Promise: nothing that the request does not open leaves here. `disclosed` is the one way by which the
OTLP documents and the views get bodies, so they say no more than the openings do.

Source: `resources/docs/bundle.md`, section "Openings"; `resources/docs/ledger.md`, "Bodies".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.bundle.jsonfile import encode_file
from desktop_app.bundle.layout import Level
from desktop_app.errors import NotFoundError
from desktop_app.normalize.signals import (
    Signal,
    new_request,
    parse_request,
    resources,
    scope_records,
    scopes,
)
from desktop_app.tlog.bodies import body_leaves
from desktop_app.tlog.commitment import leaf_hashes, salts
from desktop_app.tlog.merkle import inclusion_proof, root
from desktop_app.tlog.note import encode_base64

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from desktop_app.bundle.build.request import RunKey
    from desktop_app.bundle.scope import Scope
    from desktop_app.model.canonical import JSON
    from desktop_app.model.entry import Entry
    from desktop_app.model.kinds import EntryKind
    from desktop_app.tlog.merkle import NodeReader

SIGNALS = {signal.kind: signal for signal in Signal}
_LINE = b"\n"


def chosen(scope: Scope, level: Level, seq: int) -> tuple[int, ...] | None:
    """Return the indices of the records of an entry that are opened; None: the whole body."""
    if level is Level.METADATA:
        return ()
    if not scope.records:
        return None
    return tuple(index for of, index in scope.records if of == seq)


def records_file(kind: EntryKind, body: bytes, secret: bytes, indices: Sequence[int]) -> bytes:
    """Return `openings/<seq>.records.json` for these leaves of a body's commitment.

    Raises:
        NotFoundError: the body has no record at one of these places.
    """
    leaves = body_leaves(kind, body).leaves
    if not all(0 <= index < len(leaves) for index in indices):
        raise NotFoundError(f"A body of {len(leaves) - 1} records has none of that number.")
    hashes, salt = leaf_hashes(secret, leaves), salts(secret, len(leaves))
    node = _nodes(hashes)
    records: list[JSON] = [
        {
            "index": index,
            "salt": salt[index].hex(),
            "record": encode_base64(leaves[index]),
            "proof": [encode_base64(item) for item in inclusion_proof(index, len(leaves), node)],
        }
        for index in indices
    ]
    return encode_file({"count": len(leaves), "records": records})


def disclosed(entry: Entry, body: bytes, indices: Sequence[int] | None) -> bytes | None:
    """Return a body with nothing in it but the leaves that are opened; None when none is.

    Without the skeleton (index 0) the records stand in one group that says nothing.
    """
    if indices is None:
        return body
    if not indices:
        return None
    leaves = body_leaves(entry.kind, body).leaves
    signal = SIGNALS.get(entry.kind)
    if signal is None:
        return _LINE.join(leaves[index] for index in indices if index)
    if 0 in indices:
        return _emptied(signal, body, frozenset(indices))
    request = new_request(signal)
    group = scopes(signal, resources(signal, request).add()).add()
    for index in indices:
        scope_records(signal, group).add().ParseFromString(leaves[index])
    return request.SerializeToString()


def _emptied(signal: Signal, body: bytes, indices: frozenset[int]) -> bytes:
    """Return a request without the records that are not among these."""
    request = parse_request(signal, body)
    index = 0
    for group in resources(signal, request):
        for scope in scopes(signal, group):
            records = scope_records(signal, scope)
            kept = [record for at, record in enumerate(records, index + 1) if at in indices]
            index += len(records)
            # Copies: what is deleted from a list of protobuf messages is gone for its holders too.
            copies = [type(record).FromString(record.SerializeToString()) for record in kept]
            del records[:]
            records.extend(copies)
    return request.SerializeToString()


def run_keys_file(keys: Iterable[RunKey]) -> bytes:
    """Return `openings/run-keys.json`."""
    ordered = sorted(keys, key=lambda item: (item.sender, item.run_id))
    runs = [{"sender": k.sender, "run_id": k.run_id, "key": k.key.hex()} for k in ordered]
    return encode_file({"runs": runs})


def _nodes(hashes: Sequence[bytes]) -> NodeReader:
    """Return a reader of complete subtrees over leaf hashes."""
    return lambda level, index: root(hashes[index << level : (index + 1) << level])
