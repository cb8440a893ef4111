"""Attacks on the entries shown and their proofs: step 8, and what a newer version writes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from desktop_app.bundle import layout
from desktop_app.tlog.merkle import root
from desktop_app.tlog.note import Note, encode_base64, format_note, parse_note
from desktop_app.tlog.proof import LogProof, format_proof, parse_proof
from tests.fakes.bundle_attack_table import (
    INCOMPLETE,
    UNREADABLE,
    again,
    attack,
    enter,
    new_log,
)
from tests.fakes.bundle_attacks_files import flip, removed
from tests.fakes.bundle_attacks_keys import other_log
from tests.fakes.bundle_attacks_manifest import dumps
from tests.fakes.bundle_forger import made

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fakes.bundle_attack_table import Act
    from tests.fakes.bundle_forger import Forged

SEQ = 4  # pause.start: no body, within the run
ENTRY, PROOF = layout.entry_path(SEQ), layout.proof_path(SEQ)

# --- missing, swapped, of elsewhere --------------------------------------------------------------

enter(
    "entry_removed",
    removed(layout.entry_path(2)),
    "A02",
    expected=INCOMPLETE,
    finding="entry_missing",
    step=8,
)
enter("proof_removed", removed(PROOF), "A02", expected=INCOMPLETE, finding="proof_missing", step=8)


def swapped(form: Callable[[int], str], one: int, other: int) -> Act:
    """Exchange two files."""

    def act(forged: Forged) -> None:
        left, right = form(one), form(other)
        files = forged.files
        files[left], files[right] = files[right], files[left]
        forged.finish()

    return act


enter("entries_swapped", swapped(layout.entry_path, 3, 7), "A04", finding="seq", step=8)
enter("proofs_swapped", swapped(layout.proof_path, 3, 7), "A04", finding="proof_index", step=8)


@attack("A04", finding="seq", step=8)
def entries_and_proofs_swapped(forged: Forged) -> None:
    """Two entries with their proofs stand under each other's names."""
    swapped(layout.entry_path, 3, 7)(forged)
    swapped(layout.proof_path, 3, 7)(forged)


@attack("A05", finding="seq", step=8)
def entry_twice(forged: Forged) -> None:
    """An entry stands under its own name and under that of the next."""
    forged.files[layout.entry_path(6)] = forged.files[layout.entry_path(5)]
    forged.files[layout.proof_path(6)] = forged.files[layout.proof_path(5)]
    forged.finish()


@attack("A03", finding="seq", step=8)
def entry_after_the_end(forged: Forged) -> None:
    """An entry past N, of the same log."""
    log = new_log(forged)
    size = log.size
    log.leaves.append(log.leaves[SEQ])
    log.rechain(size)
    forged.files[layout.entry_path(size)] = log.leaves[size]
    forged.files[layout.proof_path(size)] = forged.files[PROOF]
    forged.finish()


@attack("A03", finding="proof", step=8)
def entry_inserted(forged: Forged) -> None:
    """An entry that the log never had, in the place of one that is not shown."""
    log = new_log(forged)
    log.replace(6, kind="pause.start", subject={"reason": "asked"})
    forged.files[layout.entry_path(6)] = log.leaves[6]
    proof = parse_proof(forged.files[layout.proof_path(5)])
    forged.files[layout.proof_path(6)] = format_proof(LogProof(6, proof.hashes, proof.checkpoint))
    forged.finish()


@attack("A12", finding="proof", step=8)
def entry_of_another_log(forged: Forged) -> None:
    """An entry of another log with the same origin and form."""
    forged.files[ENTRY] = other_log().leaves[SEQ]
    forged.finish()


# --- leaves that are none (D10, A14) -------------------------------------------------------------


def _leaf(change: Callable[[bytes], bytes]) -> Act:
    """Change a leaf in the log itself, so that its proof and all that is signed fit."""

    def act(forged: Forged) -> None:
        new = change(forged.files[ENTRY])
        assert new != forged.files[ENTRY]
        forged.files[ENTRY] = new
        forged.finish()

    return act


for _name, _change in {
    "newline": lambda leaf: leaf + b"\n",
    "bom": lambda leaf: b"\xef\xbb\xbf" + leaf,
    "crlf": lambda leaf: leaf + b"\r\n",
    "spaces": lambda leaf: leaf.replace(b":", b": "),
    "key_twice": lambda leaf: leaf.replace(b'"seq":', b'"seq":3,"seq":'),
    "nan": lambda leaf: leaf.replace(b'"trace_id":null', b'"trace_id":NaN'),
    "infinity": lambda leaf: leaf.replace(b'"trace_id":null', b'"trace_id":-Infinity'),
    "float": lambda leaf: leaf.replace(b'"epoch":1', b'"epoch":1.0'),
    "2_to_53": lambda leaf: leaf.replace(b'"epoch":1', b'"epoch":9007199254740992'),
    "minus_zero": lambda leaf: leaf.replace(b'"epoch":1', b'"epoch":-0'),
    "lone_surrogate": lambda leaf: leaf.replace(b'"asked"', b'"\\udc00"'),
    "raw_surrogate": lambda leaf: leaf.replace(b'"asked"', b'"\xed\xb0\x80"'),
    "escape": lambda leaf: leaf.replace(b'"asked"', b'"\\u0061sked"'),
    "unsorted": lambda leaf: b'{"v":1,' + leaf[1:].replace(b',"v":1', b""),
    "deep": lambda leaf: leaf.replace(b'"asked"', b"[" * 40 + b"]" * 40),
    "deeper": lambda leaf: leaf.replace(b'"asked"', b"[" * 30_000 + b"]" * 30_000),
    "two_values": lambda leaf: leaf + b"{}",
    "field_more": lambda leaf: leaf.replace(b'"v":1', b'"u":0,"v":1'),
    "empty": lambda _: b"",
    "a_list": lambda _: b"[]",
    "utf_16": lambda leaf: leaf.decode().encode("utf-16"),
    "prev_short": lambda leaf: leaf.replace(b'"prev":"', b'"prev":"0'),
}.items():
    enter(f"leaf_with_{_name}", _leaf(_change), "D10", finding="leaf", step=8)

for _name, _change in {
    "version": lambda leaf: leaf.replace(b'"v":1', b'"v":2'),
    "kind": lambda leaf: leaf.replace(b'"pause.start"', b'"pause.begin"'),
}.items():
    enter(
        f"newer_entry_{_name}", _leaf(_change), "A14", expected=UNREADABLE, finding="newer", step=2
    )


@attack("D10", finding="proof", step=8)
def leaf_nfd_twin(forged: Forged) -> None:
    """A text in the other Unicode form: looks the same, and is another leaf."""
    forged.files[ENTRY] = forged.files[ENTRY].replace(b"asked", "aske\u0301".encode())
    forged.finish()


@attack("A01", expected=UNREADABLE, step=2)
def leaf_too_large(forged: Forged) -> None:
    """A leaf over 64 KiB."""
    forged.files[ENTRY] = forged.files[ENTRY].replace(b"asked", b"a" * 70_000)
    forged.finish()


def _logged(fields: dict[str, object]) -> Act:
    """Change fields in the log itself, and make the rest of the log fit."""

    def act(forged: Forged) -> Forged:
        log = new_log(forged)
        log.leaves[SEQ] = dumps(json.loads(log.leaves[SEQ]) | fields)
        log.rechain(SEQ + 1)
        predicate = forged.predicate
        shown = made(forged.log, predicate.scope, export=predicate.export, size=log.size)
        return again(forged, log, shown=shown)

    return act


for _name, _fields, _finding, _row in (
    ("seq", {"seq": 5}, "seq", "A05"),
    ("prev", {"prev": "00" * 32}, "chain", "A01"),
    ("origin", {"log": "countersign/ffffffffffffffff"}, "origin", "A12"),
    ("epoch", {"epoch": 2}, "epoch", "B01"),
    ("older_epoch", {"epoch": 0}, "epoch", "B02"),
):
    enter(f"logged_with_another_{_name}", _logged(_fields), _row, finding=_finding, step=8)


# --- proofs (C02 to C05) -------------------------------------------------------------------------


def _proof(change: Callable[[bytes], bytes], path: str = PROOF) -> Act:
    def act(forged: Forged) -> None:
        new = change(forged.files[path])
        assert new != forged.files[path]
        forged.files[path] = new
        forged.finish()

    return act


def _hashes(change: Callable[[tuple[bytes, ...]], tuple[bytes, ...]]) -> Act:
    def again_(data: bytes) -> bytes:
        proof = parse_proof(data)
        return format_proof(LogProof(proof.index, change(proof.hashes), proof.checkpoint))

    return _proof(again_)


for _name, _turn in {
    "flipped": lambda hashes: (flip(hashes[0]), *hashes[1:]),
    "cut": lambda hashes: hashes[:-1],
    "cut_at_the_leaf": lambda hashes: hashes[1:],
    "empty": lambda _: (),
    "longer": lambda hashes: (*hashes, bytes(32)),
    "longer_by_its_last": lambda hashes: (*hashes, hashes[-1]),
    "longer_at_the_leaf": lambda hashes: (bytes(32), *hashes),
    "reversed": lambda hashes: hashes[::-1],
    "of_63_levels": lambda hashes: (*hashes, *(bytes(32),) * (63 - len(hashes))),
}.items():
    enter(f"proof_{_name}", _hashes(_turn), "C03", finding="proof", step=8)

for _name, _change in {
    "crlf": lambda data: data.replace(b"\n", b"\r\n"),
    "extra_line": lambda data: data.replace(b"\nindex", b"\nextra AAAA\nindex", 1),
    "other_header": lambda data: data.replace(b"@v1", b"@v2", 1),
    "no_note": lambda data: data.partition(b"\n\n")[0],
    "hash_unpadded": lambda data: data.replace(b"=\n", b"\n", 1),
    "65_hashes": lambda data: data.replace(
        b"\n\n", b"\n" + b"\n".join([encode_base64(bytes(32)).encode()] * 65) + b"\n\n", 1
    ),
    "bom": lambda data: b"\xef\xbb\xbf" + data,
    "of_empty_file": lambda _: b"",
}.items():
    enter(f"proof_{_name}", _proof(_change), "C03", finding="proof", step=8)

for _name, _change in {
    "leading_zero": lambda data: data.replace(b"index 4", b"index 04"),
    "plus": lambda data: data.replace(b"index 4", b"index +4"),
    "another": lambda data: data.replace(b"index 4", b"index 3"),
    "huge": lambda data: data.replace(b"index 4", b"index " + b"9" * 100),
}.items():
    enter(f"proof_index_{_name}", _proof(_change), "C02", finding="proof_index", step=8)

for _name, _change in {
    "text_after": lambda data: data + b"It is genuine.\n",
    "signature_flipped": lambda data: data[:-12] + b"AAAA" + data[-8:],
    "no_signature": lambda data: data[: data.rindex("\u2014".encode())],
    "no_final_newline": lambda data: data[:-1],
}.items():
    enter(f"proof_note_{_name}", _proof(_change), "C08", finding="proof_note", step=8)


@attack("C02", finding="proof_note", step=8)
def proof_for_another_size(forged: Forged) -> None:
    """A right proof against an older checkpoint, which the log signed."""
    log, size = forged.log, 8
    parsed = parse_note(log.note(size))
    short = format_note(Note(parsed.text, parsed.signatures[:1]))
    hashes = log.hashes[:size]
    path = (hashes[5], root(hashes[6:8]), root(hashes[0:4]))
    forged.files[PROOF] = format_proof(LogProof(SEQ, path, short))
    forged.finish()


@attack("C02", finding="proof", step=8)
def proof_for_another_size_under_our_note(forged: Forged) -> None:
    """The path of an older tree with the note of this one."""
    hashes = forged.log.hashes[:8]
    note = parse_proof(forged.files[PROOF]).checkpoint
    path = (hashes[5], root(hashes[6:8]), root(hashes[0:4]))
    forged.files[PROOF] = format_proof(LogProof(SEQ, path, note))
    forged.finish()


@attack("C04", finding="leaf", step=8)
def node_taken_for_leaf(forged: Forged) -> None:
    """Two leaf hashes as an entry, with the path of the node above them."""
    hashes = forged.log.hashes
    forged.files[ENTRY] = hashes[4] + hashes[5]
    proof = parse_proof(forged.files[PROOF])
    forged.files[PROOF] = format_proof(LogProof(SEQ, proof.hashes[1:], proof.checkpoint))
    forged.finish()


@attack("C06", finding="proof_note", step=8)
def proof_with_both_lines(forged: Forged) -> None:
    """The proof's note carries the ML-DSA-44 line too."""
    proof = parse_proof(forged.files[PROOF])
    note = forged.files[layout.CHECKPOINT]
    forged.files[PROOF] = format_proof(LogProof(SEQ, proof.hashes, note))
    forged.finish()
