"""Step 8, entries: each is canonical, of this log, in its place, and in the signed tree.

Every proof carries the same note, the text of `log/checkpoint` and its Ed25519 line. Step 6
verified those bytes, so here they are compared, and no signature is checked twice.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from desktop_app.bundle.layout import MAX_SMALL_BYTES, Part, entry_path, proof_path
from desktop_app.errors import BadEncodingError, BadProofError
from desktop_app.model.entry import NO_PREV
from desktop_app.model.verdict import Verdict
from desktop_app.tlog.merkle import HASH_BYTES, MAX_INCLUSION_HASHES, leaf_hash, verify_inclusion
from desktop_app.tlog.note import decode_base64
from desktop_app.tlog.proof import HEADER

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.bundle.verify.checkpoints import Signed
    from desktop_app.bundle.verify.keylog import KeyLog
    from desktop_app.bundle.verify.listing import Listed
    from desktop_app.bundle.verify.shown import Shown
    from desktop_app.model.entry import Entry
    from desktop_app.model.findings import Findings

_PREFIX = f"{HEADER}\nindex ".encode()


def check_entries(
    files: Listed,
    shown: Shown,
    keylog: KeyLog,
    signed: Signed,
    found: Findings,
    *,
    progress: Callable[[int, int], None],
) -> None:
    """Check all entries that are shown, in order.

    Raises:
        UnreadableError: a file cannot be read.
    """
    proofs = frozenset(files.numbers(Part.PROOF))
    check_pairs(frozenset(shown.seqs), proofs, found)
    before: tuple[int, bytes] = (-1, NO_PREV)
    for done, seq in enumerate(shown.seqs):
        progress(done, len(shown.seqs))
        entry = shown.get(seq)
        if entry is None:
            check_leaf(seq, shown.bad[seq], found)
            continue
        hashed = leaf_hash(entry.leaf)
        check_seq(entry, seq, signed.size, found)
        check_origin(entry, keylog.log, found)
        check_epoch(entry, seq, keylog, found)
        if before[0] == seq - 1:
            check_prev(entry, before[1], found)
        if seq in proofs and seq < signed.size:
            _check_proof(files, seq, hashed, signed, found)
        before = seq, hashed


def check_pairs(entries: frozenset[int], proofs: frozenset[int], found: Findings) -> None:
    """Check that each entry has its proof, and each proof its entry."""
    for seq in sorted(entries - proofs):
        text = f"{proof_path(seq)} is missing."
        found.fail(Verdict.INCOMPLETE, "proof_missing", text, seq=seq)
    for seq in sorted(proofs - entries):
        text = f"{entry_path(seq)} is missing, and its proof is there."
        found.fail(Verdict.INCOMPLETE, "entry_missing", text, seq=seq)


def check_leaf(seq: int, why: str, found: Findings) -> None:
    """Tell of a file that is no entry (ATTACKS D10)."""
    found.invalid("leaf", f"{entry_path(seq)} is no entry: {why}", seq=seq)


def check_seq(entry: Entry, seq: int, size: int, found: Findings) -> None:
    """Check that a leaf speaks of the place that its file's name says, before N."""
    if entry.seq != seq:
        found.invalid("seq", f"{entry_path(seq)} says that it is entry {entry.seq}.", seq=seq)
    if seq >= size:
        found.invalid("seq", f"{entry_path(seq)} lies after the signed tree's end.", seq=seq)


def check_origin(entry: Entry, log: str, found: Findings) -> None:
    """Check that a leaf is of this log (ATTACKS A12)."""
    if entry.log != log:
        found.invalid("origin", f"Entry {entry.seq} is of the log {entry.log!r}.", seq=entry.seq)


def check_epoch(entry: Entry, seq: int, keylog: KeyLog, found: Findings) -> None:
    """Check that a leaf says the epoch of its place, before its seal (ATTACKS B01, B04)."""
    number = keylog.era_of(seq).number
    if entry.epoch != number:
        text = f"Entry {seq} says epoch {entry.epoch}, and lies in epoch {number}."
        found.invalid("epoch", text, seq=seq)
    if seq > keylog.seals.get(number, seq):
        found.invalid("after_seal", f"Entry {seq} follows the seal of epoch {number}.", seq=seq)


def check_prev(entry: Entry, prev: bytes, found: Findings) -> None:
    """Check the hash chain where the entry before is shown too."""
    if entry.prev != prev:
        text = f"Entry {entry.seq} was not written after the entry before it."
        found.invalid("chain", text, seq=entry.seq)


def _check_proof(files: Listed, seq: int, hashed: bytes, signed: Signed, found: Findings) -> None:
    try:
        note, index, hashes = read_proof(files.read(proof_path(seq), MAX_SMALL_BYTES))
    except BadEncodingError as error:
        found.invalid("proof", f"{proof_path(seq)} is no proof: {error.message}", seq=seq)
        return
    check_proof_note(seq, note, signed.proof_note, found)
    check_proof_index(seq, index, found)
    try:
        check_inclusion(seq, signed.size, hashed, hashes, signed.root)
    except BadProofError as error:
        found.invalid("proof", f"Entry {seq} is not in the signed tree: {error.message}", seq=seq)


def read_proof(data: bytes) -> tuple[bytes, bytes, list[bytes]]:
    """Cut a proof into its note, its index in digits and its hashes; the note is not parsed.

    Raises:
        BadEncodingError: not laid out as c2sp.org/tlog-proof says, or with an `extra` line.
    """
    head, separator, note = data.partition(b"\n\n")
    if not separator or not head.startswith(_PREFIX):
        raise BadEncodingError("It has another layout than a tlog-proof without extra data.")
    index, *lines = head[len(_PREFIX) :].split(b"\n")
    if len(lines) > MAX_INCLUSION_HASHES:
        raise BadEncodingError("It has more hashes than a tree has levels.")
    return note, index, [_hash(line) for line in lines]


@lru_cache(maxsize=4096)  # neighbours share the upper part of their paths
def _hash(line: bytes) -> bytes:
    try:
        data = decode_base64(line.decode("ascii"))
    except UnicodeDecodeError as error:
        raise BadEncodingError("A line is not ASCII.") from error
    if len(data) != HASH_BYTES:
        raise BadEncodingError(f"A hash that is not {HASH_BYTES} bytes.")
    return data


def check_proof_note(seq: int, note: bytes, expected: bytes, found: Findings) -> None:
    """Check that a proof is against `log/checkpoint`, byte for byte, with its Ed25519 line."""
    if note != expected:
        text = f"{proof_path(seq)} is against another checkpoint than log/checkpoint."
        found.invalid("proof_note", text, seq=seq)


def check_proof_index(seq: int, index: bytes, found: Findings) -> None:
    """Check that a proof is of the place that its file's name says."""
    if index != b"%d" % seq:
        found.invalid("proof_index", f"{proof_path(seq)} is of another place.", seq=seq)


def check_inclusion(
    seq: int, size: int, hashed: bytes, hashes: list[bytes], signed_root: bytes
) -> None:
    """Check the path from a leaf to the signed root; raises."""
    verify_inclusion(index=seq, size=size, leaf_hash=hashed, proof=hashes, root=signed_root)
