"""Bundles and proofs outlive a purge: old ones still verify, new ones say what is gone and why."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from desktop_app.bundle.build.archive import directory_writer
from desktop_app.bundle.build.builder import build
from desktop_app.bundle.layout import ABSENCE, Level
from desktop_app.bundle.scope import RunScope, TimeScope
from desktop_app.bundle.verify.trust import Trust
from desktop_app.bundle.verify.verifier import verify_path
from desktop_app.bundle.views.views import make_views
from desktop_app.ledger.audit import audit
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.verdict import Verdict
from desktop_app.retention.due import Wish
from desktop_app.retention.policy import Class
from desktop_app.retention.purges import By
from desktop_app.tlog.checkpoint import parse_checkpoint
from desktop_app.tlog.merkle import inclusion_proof, leaf_hash, verify_inclusion
from desktop_app.tlog.note import parse_note
from desktop_app.tlog.tiles import node_reader
from tests.fakes.exporting import begin, signer
from tests.fakes.ledger_attacks import NOW_US
from tests.fakes.retained_ledger import bodies, purge_due, retained

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.bundle.scope import Scope
    from desktop_app.ledger.writer import LedgerWriter
    from tests.fakes.ledger_builder import Built


YOUNG = RunScope("codex", "young")


def exported(
    built: Built, writer: LedgerWriter, folder: Path, scope: Scope, level: Level = Level.REDACTED
) -> tuple[Path, str, bytes]:
    """Export; return the bundle's folder, the fingerprint and the checkpoint's note."""
    request = begin(writer, built.path, scope, level=level)
    target = folder / f"bundle-{request.predicate.export}"
    with LedgerReader(built.path) as ledger:
        done = build(
            ledger,
            request,
            directory_writer(target),
            views=make_views,
            manifest=signer(writer, request),
            work_dir=folder,
        )
    return target, done.fingerprint, request.note


def purge_everything(built: Built, writer: LedgerWriter) -> int:
    """Purge whatever no hold keeps, for a person; return the newest purge entry."""
    return purge_due(built, writer, Wish(By.PERSON, dict.fromkeys(Class, built.clock.now + 10**12)))


@pytest.mark.attack("F04")
def test_an_old_proof_verifies_after_a_purge(tmp_path: Path) -> None:
    """Bundle and inclusion proof from before, the ledger against the old checkpoint, and back."""
    built = retained(tmp_path)
    writer = built.open()
    seq = built.marks["young"] + 1
    old, fingerprint, note = exported(built, writer, tmp_path, YOUNG)
    with LedgerReader(built.path) as ledger:
        size = parse_checkpoint(parse_note(note).text).size
        proof = inclusion_proof(seq, size, node_reader(ledger.tiles(size)))
    purge_everything(built, writer)
    newer = writer.checkpoint("test", cosign=True).result()
    assert seq not in bodies(built)
    assert verify_path(old, Trust(fingerprint=fingerprint)).verdict is Verdict.CONSISTENT
    with LedgerReader(built.path) as ledger:
        leaf, newest = ledger.leaf(seq), parse_checkpoint(parse_note(newer.note).text)
        node = node_reader(ledger.tiles(newest.size))
        again = inclusion_proof(seq, newest.size, node)
    old_root = parse_checkpoint(parse_note(note).text).root
    for told, of, root in ((proof, size, old_root), (again, newest.size, newest.root)):
        verify_inclusion(index=seq, size=of, leaf_hash=leaf_hash(leaf), proof=told, root=root)
    writer.close()
    report = audit(built.path, trust=built.trust(), now_us=NOW_US, anchors=[note])
    assert (report.verdict, report.anchored_size) == (Verdict.ANCHORED, size)


@pytest.mark.parametrize("level", list(Level))
def test_a_bundle_of_a_purged_run_says_so(tmp_path: Path, level: Level) -> None:
    """By the purge entry's number; it verifies at every level, and so does a stretch of time."""
    built = retained(tmp_path)
    writer = built.open()
    purge = purge_everything(built, writer)
    first = built.marks["young"]
    for scope in (YOUNG, RunScope("codex", "old"), TimeScope(first, first + 3)):
        path, fingerprint, _ = exported(built, writer, tmp_path, scope, level)
        report = verify_path(path, Trust(fingerprint=fingerprint))
        failed = [one for one in report.findings if one.severity == "error"]
        assert (report.verdict, failed) == (Verdict.CONSISTENT, [])
        rows = [row for row in json.loads((path / ABSENCE).read_bytes()) if row["what"] == "purged"]
        assert {row["class"] for row in rows} == {"payloads", "bodies"}
        if scope == YOUNG:
            assert rows[-1]["seq"] == purge
            assert rows[-1]["entries"] == [[first + 1, first + 2]]
            assert (path / f"entries/{purge}.json").exists()
    held, fingerprint, _ = exported(built, writer, tmp_path, RunScope("codex", "held"), level)
    assert verify_path(held, Trust(fingerprint=fingerprint)).verdict is Verdict.CONSISTENT
    assert b"purged" not in (held / ABSENCE).read_bytes()
    writer.close()
