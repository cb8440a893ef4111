"""Step 10, openings: bodies and single records are those that the entries commit to.

The same checks serve the plain bundle and, once it is decrypted, the content that is encrypted to
recipients (step 12). One body is in memory at a time.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from desktop_app.bundle.fields import exact, hexadecimal, integer, items, mapping, text
from desktop_app.bundle.jsonfile import decode_file
from desktop_app.bundle.layout import (
    MAX_HELD_BYTES,
    RUN_KEYS,
    Level,
    Part,
    body_path,
    records_path,
    secret_path,
)
from desktop_app.bundle.scope import in_scope
from desktop_app.bundle.verify.amount import check_amount
from desktop_app.bundle.verify.steps import held
from desktop_app.errors import BadEncodingError, BadProofError, UnreadableError
from desktop_app.model.kinds import EntryKind
from desktop_app.model.verdict import Verdict
from desktop_app.retention.policy import Class
from desktop_app.retention.purges import Purged
from desktop_app.tlog.bodies import OTLP_KINDS, body_digest, body_leaves
from desktop_app.tlog.commitment import SALT_BYTES, commit
from desktop_app.tlog.merkle import HASH_BYTES, verify_inclusion
from desktop_app.tlog.note import decode_base64

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from desktop_app.bundle.manifest import Predicate
    from desktop_app.bundle.verify.listing import Listed
    from desktop_app.model.canonical import JSON
    from desktop_app.model.entry import Entry, PayloadRef
    from desktop_app.model.findings import Findings

SECRET_BYTES = 32
MAX_JSON_ITEMS = 250_000  # of one file: what its values cost in memory


@dataclass(frozen=True, slots=True)
class Opened:
    """One record of `openings/<seq>.records.json`."""

    index: int
    salt: bytes
    record: bytes
    proof: tuple[bytes, ...]


def check_openings(
    files: Listed,
    shown: Iterable[Entry],
    predicate: Predicate,
    found: Findings,
    *,
    progress: Callable[[int, int], None],
) -> int:
    """Check everything under `openings/` against the entries shown.

    Args:
        files: the bundle in plain, or the decrypted content.
        shown: all entries shown, in order; read twice.
        predicate: for level and scope.
        found: where findings go.
        progress: told (done, total) openings.

    Returns:
        The number of records that were shown to be those committed to.
    """
    bodies, secrets, some = (
        frozenset(files.numbers(part)) for part in (Part.BODY, Part.SECRET, Part.RECORDS)
    )
    check_run_keys(files, predicate.level, found)
    chosen = _chosen(predicate)
    left = {*bodies, *secrets, *some}
    total, records, purged = len(left), 0, _purged(shown)
    for entry in shown:
        seq, payload = entry.seq, entry.payload
        wanted = payload is not None and _is_opened(entry, predicate, chosen)
        progress(total - len(left), total)
        if not wanted or payload is None:
            continue
        left.discard(seq)
        if seq in some and check_one_kind(seq, seq in bodies or seq in secrets, found):
            records += _check_records(files, entry, payload, chosen.get(seq), found)
        elif not chosen and seq in bodies and seq in secrets:
            records += _check_body(files, entry, payload, found)
        elif not purged.has(Class.BODIES, seq):
            check_opened(seq, found)
    check_extra(left, found)
    return records


def _purged(shown: Iterable[Entry]) -> Purged:
    """Return what the purge entries shown name: it need not be here."""
    purged = Purged()
    for entry in shown:
        purged.see(entry)
    return purged


def check_one_kind(seq: int, both: bool, found: Findings) -> bool:  # noqa: FBT001 - the one thing that it is told
    """Check that an entry is not opened in two ways; True when it is not."""
    if both:
        found.invalid("opening_twice", f"Entry {seq} is opened whole and in part.", seq=seq)
    return not both


def check_opened(seq: int, found: Findings) -> None:
    """Tell of a body that this level and scope show, and that is not here."""
    found.fail(
        Verdict.INCOMPLETE, "opening_missing", f"The body of entry {seq} is not here.", seq=seq
    )


def check_extra(extra: Iterable[int], found: Findings) -> None:
    """Check that nothing is opened that no entry, level or scope asks for."""
    for seq in sorted(extra):
        text = f"An opening lies at {seq}, where this bundle opens nothing."
        found.invalid("opening_extra", text, seq=seq)


def check_run_keys(files: Listed, level: Level, found: Findings) -> None:
    """Check that run keys are there at their levels alone, and can be read."""
    if not files.has(RUN_KEYS):
        return
    if level not in {Level.FULL, Level.FULL_LOG}:
        found.invalid("run_keys", f"{RUN_KEYS} does not belong to a bundle of level {level}.")
        return
    try:
        fields = mapping(_json(held(files, RUN_KEYS)), "The file")
        exact(fields, ("runs",), "the file")
        for run in items(fields["runs"], "runs"):
            _check_run_key(run)
    except BadEncodingError as error:
        found.invalid("run_keys", f"{RUN_KEYS}: {error.message}")


def _check_run_key(run: JSON) -> None:
    fields = mapping(run, "A run")
    exact(fields, ("sender", "run_id", "key"), "a run")
    text(fields["sender"], "sender")
    text(fields["run_id"], "run_id")
    hexadecimal(fields["key"], "key", SECRET_BYTES)


def _chosen(predicate: Predicate) -> dict[int, set[int]]:
    """Return the records that the scope opens, by seq; none: whole bodies."""
    chosen: dict[int, set[int]] = {}
    for seq, index in predicate.scope.records:
        chosen.setdefault(seq, set()).add(index)
    return chosen


def _is_opened(entry: Entry, predicate: Predicate, chosen: dict[int, set[int]]) -> bool:
    """Tell whether a bundle of this level and scope opens an entry's body."""
    if predicate.level is Level.METADATA or not in_scope(predicate.scope, entry):
        return False
    return not chosen or entry.seq in chosen


# --- whole bodies --------------------------------------------------------------------------------


def _check_body(files: Listed, entry: Entry, payload: PayloadRef, found: Findings) -> int:
    """Check a whole body; return the number of its records that are those committed to."""
    seq = entry.seq
    secret = _secret(held(files, secret_path(seq)))
    if secret is None:
        found.invalid("opening_secret", f"{secret_path(seq)} is no secret.", seq=seq)
        return 0
    body = held(files, body_path(seq))
    check_amount(entry.kind, body)
    check_size(seq, body, payload, found)
    check_digest(seq, secret, body, payload, found)
    try:
        leaves, groups = body_leaves(entry.kind, body)
    except BadEncodingError as error:
        found.invalid("body_parse", f"The body of entry {seq}: {error.message}", seq=seq)
        return 0
    if groups is not None:
        check_groups(entry, groups, found)
    return len(leaves) - 1 if check_commitment(seq, secret, leaves, payload, found) else 0


def check_size(seq: int, body: bytes, payload: PayloadRef, found: Findings) -> None:
    """Check `payload.bytes`."""
    if len(body) != payload.size:
        text_ = f"The body of entry {seq} has {len(body)} bytes, not {payload.size}."
        found.invalid("body_size", text_, seq=seq)


def check_digest(
    seq: int, secret: bytes, body: bytes, payload: PayloadRef, found: Findings
) -> None:
    """Check `payload.digest` where it was made."""
    if payload.digest is not None and not hmac.compare_digest(
        body_digest(secret, body), payload.digest
    ):
        found.invalid("body_digest", f"The body of entry {seq} is not the recorded one.", seq=seq)


def check_commitment(
    seq: int, secret: bytes, leaves: list[bytes], payload: PayloadRef, found: Findings
) -> bool:
    """Check `payload.commitment`; True when it holds."""
    holds = commit(secret, leaves) == payload.commitment
    if not holds:
        text_ = f"The records of entry {seq} are not those committed to."
        found.invalid("body_commitment", text_, seq=seq)
    return holds


def check_groups(entry: Entry, groups: list[list[int]], found: Findings) -> None:
    """Check `subject.groups`, which says where each record belongs."""
    if groups != entry.subject.get("groups"):
        text_ = f"The records of entry {entry.seq} are grouped in another way."
        found.invalid("body_groups", text_, seq=entry.seq)


def _secret(data: bytes) -> bytes | None:
    """Return the secret in a file: 64 hex digits and a newline."""
    try:
        secret = bytes.fromhex(data[:-1].decode("ascii"))
    except ValueError:
        return None
    fits = len(secret) == SECRET_BYTES and data == secret.hex().encode() + b"\n"
    return secret if fits else None


# --- some records --------------------------------------------------------------------------------


def _check_records(
    files: Listed, entry: Entry, payload: PayloadRef, chosen: set[int] | None, found: Findings
) -> int:
    """Check some records of a body; return how many are those committed to."""
    seq = entry.seq
    try:
        count, opened = read_records(held(files, records_path(seq)))
    except BadEncodingError as error:
        found.invalid("records", f"{records_path(seq)}: {error.message}", seq=seq)
        return 0
    check_count(entry, count, found)
    check_chosen(seq, {one.index for one in opened}, chosen or set(), found)
    holding = 0
    for one in opened:
        try:
            check_path(one, count, payload)
        except BadProofError as error:
            text_ = f"Record {one.index} of entry {seq} is not the recorded one: {error.message}"
            found.invalid("record", text_, seq=seq)
        else:
            holding += one.index > 0
    return holding


def read_records(data: bytes) -> tuple[int, list[Opened]]:
    """Parse `openings/<seq>.records.json`: the count of leaves, and the records opened.

    Raises:
        BadEncodingError: not canonical, another shape, or indices out of order.
        UnreadableError: more values than one file may have.
    """
    fields = mapping(_json(data), "The file")
    exact(fields, ("count", "records"), "the file")
    opened = [_record(value) for value in items(fields["records"], "records")]
    indices = [one.index for one in opened]
    if not opened or indices != sorted(set(indices)):
        raise BadEncodingError("The records are none, not in order, or one stands twice.")
    return integer(fields["count"], "count"), opened


def _record(value: JSON) -> Opened:
    fields = mapping(value, "A record")
    exact(fields, ("index", "salt", "record", "proof"), "a record")
    proof = [decode_base64(text(item, "proof")) for item in items(fields["proof"], "proof")]
    if any(len(item) != HASH_BYTES for item in proof):
        raise BadEncodingError(f"A hash that is not {HASH_BYTES} bytes.")
    return Opened(
        index=integer(fields["index"], "index"),
        salt=hexadecimal(fields["salt"], "salt", SALT_BYTES),
        record=decode_base64(text(fields["record"], "record")),
        proof=tuple(proof),
    )


def check_count(entry: Entry, count: int, found: Findings) -> None:
    """Check the number of leaves against the one that the entry tells."""
    told = leaf_count(entry)
    if count != told:
        text_ = f"{records_path(entry.seq)} says {count} leaves; the entry says {told}."
        found.invalid("record_count", text_, seq=entry.seq)


def leaf_count(entry: Entry) -> int | None:
    """Return the number of leaves of an entry's commitment, as its subject tells."""
    subject = entry.subject
    if entry.kind in OTLP_KINDS and entry.kind is EntryKind.OTLP_METRICS:
        try:
            return 1 + sum(_group_total(group) for group in items(subject.get("groups"), "groups"))
        except BadEncodingError:
            return None
    told = subject.get("records")
    return told + 1 if isinstance(told, int) else None


def _group_total(group: JSON) -> int:
    return sum(integer(count, "groups") for count in items(group, "groups"))


def check_chosen(seq: int, opened: set[int], chosen: set[int], found: Findings) -> None:
    """Check that the records opened are those that the scope names."""
    if opened - chosen:
        text_ = f"Records of entry {seq} are opened that the scope does not name."
        found.invalid("record_extra", text_, seq=seq)
    if chosen - opened:
        text_ = f"Records of entry {seq} that the scope names are not here."
        found.fail(Verdict.INCOMPLETE, "record_missing", text_, seq=seq)


def check_path(one: Opened, count: int, payload: PayloadRef) -> None:
    """Check that a record is the leaf at its index of the commitment (ATTACKS D11); raises."""
    verify_inclusion(
        index=one.index,
        size=count,
        leaf_hash=sha256(b"\0" + one.salt + one.record).digest(),
        proof=one.proof,
        root=payload.commitment,
    )


def _json(data: bytes) -> JSON:
    """Parse a JSON file whose values are not too many to hold."""
    if len(data) > MAX_HELD_BYTES or data.count(b",") + data.count(b"[") > MAX_JSON_ITEMS:
        raise UnreadableError("A JSON file has more values than are read.")
    return decode_file(data)
