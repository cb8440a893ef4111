"""Step 8: each entry is canonical, of this log, in its place, and in the signed tree."""

from __future__ import annotations

import json
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from desktop_app.bundle.layout import ABSENCE, entry_path, proof_path
from desktop_app.bundle.verify.entries import check_epoch, read_proof
from desktop_app.errors import BadEncodingError
from desktop_app.model import canonical
from desktop_app.model.findings import Findings
from desktop_app.model.verdict import Verdict
from desktop_app.tlog.proof import LogProof, format_proof, parse_proof
from tests.fakes.bundle_forger import Forged, codes, forge, judged, standard_log

if TYPE_CHECKING:
    from desktop_app.bundle.verify.keylog import KeyLog
    from desktop_app.model.entry import Entry

SEQ = 15  # spans in run-1


@cache
def whole() -> Forged:
    """Return a valid bundle."""
    return forge(log=standard_log())


def changed(path: str, data: bytes | None) -> tuple[Verdict, list[str]]:
    """Return verdict and codes when a file is another one, and all sums and signatures fit."""
    forged = whole().copy()
    if data is None:
        del forged.files[path]
    else:
        forged.files[path] = data
    report = judged(forged.finish(), fingerprint=forged.log.fingerprint)
    return report.verdict, codes(report)


def leaf(**fields: object) -> bytes:
    """Return the entry with other fields."""
    return canonical.encode(json.loads(whole().files[entry_path(SEQ)]) | fields)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"{}", "leaf"),
        (b"", "leaf"),
        (b'{"v":1,"v":1}', "leaf"),
        (b'{"v":NaN}', "leaf"),
        (b'{"a":9007199254740992}', "leaf"),
        (b'{"a":"\\ud800"}', "leaf"),
        (leaf() + b"\n", "leaf"),
        (leaf(seq=SEQ + 1), "seq"),
        (leaf(log="countersign/0000000000000000"), "origin"),
        (leaf(epoch=3), "epoch"),
        (leaf(ts=1), "proof"),
    ],
)
@pytest.mark.attack("D10")
@pytest.mark.attack("A12")
def test_an_entry_that_was_changed_is_invalid(data: bytes, code: str) -> None:
    """Not canonical, of another place, log or epoch, or not the one in the tree."""
    verdict, found = changed(entry_path(SEQ), data)
    assert verdict is Verdict.INVALID
    assert code in found


@pytest.mark.attack("A14")
@pytest.mark.parametrize("fields", [{"v": 2}, {"kind": "agent.dream"}])
def test_an_entry_of_a_newer_format_is_not_judged(fields: dict[str, object]) -> None:
    """Unknown version or kind."""
    assert changed(entry_path(SEQ), leaf(**fields)) == (Verdict.UNREADABLE, ["newer"])


def test_entry_and_proof_come_together() -> None:
    """One without the other is INCOMPLETE."""
    assert changed(proof_path(SEQ), None) == (Verdict.INCOMPLETE, ["proof_missing"])
    verdict, found = changed(entry_path(SEQ), None)
    assert (verdict, found[0]) == (Verdict.INVALID, "entry_missing")  # absence differs, too
    assert "run_gap" in found


def test_an_entry_after_n_is_not_in_the_tree() -> None:
    """Whatever its proof says."""
    forged = whole().copy()
    late = forged.log.size + 7
    forged.files[entry_path(late)] = leaf(seq=late)
    forged.files[proof_path(late)] = forged.files[proof_path(SEQ)]
    report = judged(forged.finish())
    assert "seq" in codes(report)


def test_neighbours_are_chained() -> None:
    """An entry whose `prev` is not the entry before it; the tree has it so."""
    log = standard_log()
    log.replace(SEQ + 1, prev="0" * 64)
    report = judged(forge(log=log))
    assert "chain" in codes(report)


@pytest.mark.attack("C02")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda one: LogProof(one.index + 1, one.hashes, one.checkpoint), "proof_index"),
        (lambda one: LogProof(one.index, one.hashes[:-1], one.checkpoint), "proof"),
        (lambda one: LogProof(one.index, (*one.hashes, bytes(32)), one.checkpoint), "proof"),
        (lambda one: LogProof(one.index, one.hashes[::-1], one.checkpoint), "proof"),
        (lambda one: LogProof(one.index, one.hashes, one.checkpoint, b"x"), "proof"),
        (lambda one: LogProof(one.index, one.hashes, whole().log.note(50)), "proof_note"),
    ],
)
def test_a_proof_that_was_changed_is_invalid(change, code: str) -> None:
    """Of another place, truncated, extended, reordered, against another checkpoint."""
    proof = change(parse_proof(whole().files[proof_path(SEQ)]))
    verdict, found = changed(proof_path(SEQ), format_proof(proof))
    assert (verdict, found) == (Verdict.INVALID, [code])


@pytest.mark.attack("C06")
def test_a_proof_carries_the_bytes_that_were_verified() -> None:
    """Another signature over the same text is not looked at: it is another note."""
    data = bytearray(whole().files[proof_path(SEQ)])
    data[-3] ^= 1
    assert changed(proof_path(SEQ), bytes(data)) == (Verdict.INVALID, ["proof_note"])


GOOD = b"c2sp.org/tlog-proof@v1\nindex 7\n"
HASH = b"A" * 43 + b"="


def test_a_proof_is_cut_without_being_believed() -> None:
    """Note, digits and hashes."""
    assert read_proof(GOOD + HASH + b"\n\nnote") == (b"note", b"7", [bytes(32)])
    assert read_proof(GOOD[:-1] + b"\n\nnote") == (b"note", b"7", [])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        GOOD + HASH,
        b"c2sp.org/tlog-proof@v2" + GOOD[22:] + b"\nnote",
        GOOD + b"AAAA\n\nnote",
        GOOD + b"\xff\n\nnote",
        GOOD + b"A" * 44 + b"\n\nnote",
        GOOD + b"\n".join([HASH] * 64) + b"\n\nnote",
    ],
)
def test_what_is_no_proof_is_refused(data: bytes) -> None:
    """Other headers, no empty line, no hashes, too many."""
    with pytest.raises(BadEncodingError):
        read_proof(data)


def test_absence_is_made_again() -> None:
    """Edited or gone: INVALID."""
    assert changed(ABSENCE, b"[]\n") == (Verdict.INVALID, ["absence"])
    assert changed(ABSENCE, None) == (Verdict.INVALID, ["absence"])


@pytest.mark.attack("B04")
def test_an_entry_after_the_seal_of_its_epoch_is_invalid() -> None:
    """The keys of that epoch are gone then; up to the seal, and without one, all is well."""
    entry = cast("Entry", SimpleNamespace(epoch=2))
    for seal, at, expected in ((7, 7, []), (7, 8, ["after_seal"]), (None, 8, [])):
        seals = {} if seal is None else {2: seal}
        keylog = SimpleNamespace(era_of=lambda _seq: SimpleNamespace(number=2), seals=seals)
        found = Findings()
        check_epoch(entry, at, cast("KeyLog", keylog), found)
        assert [(one.code, one.seq) for one in found.kept] == [(code, at) for code in expected]
