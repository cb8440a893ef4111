"""`audit` as a whole: an empty file, a damaged middle, progress, a recorder that writes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import NewerFormatError
from desktop_app.ledger import audit as module
from desktop_app.ledger.adopt import adopt
from desktop_app.ledger.audit import audit
from desktop_app.ledger.trust import Trust
from desktop_app.model.verdict import Verdict
from tests.fakes.forger import sql
from tests.fakes.ledger_attacks import ATTACKS, NOW_US, Bases, run
from tests.fakes.ledger_builder import MemoryKeyStore, SeededIds, command

if TYPE_CHECKING:
    from pathlib import Path


def test_a_ledger_without_entries_is_invalid(tmp_path: Path) -> None:
    """The schema alone is no log."""
    built = Bases(tmp_path).copy("stopped")
    sql(built.path, "DELETE FROM checkpoints", "DELETE FROM entries")
    report = audit(built.path, trust=built.trust(), now_us=NOW_US)
    assert (report.verdict, report.size, report.root) == (Verdict.INVALID, 0, None)
    assert report.findings[0].code == "empty"


@pytest.mark.parametrize(
    "name", ["nothing", "no_trust", "anchored", "anchor_stale", "fork_against_pin"]
)
def test_an_audit_comes_to_its_verdict(name: str, tmp_path: Path) -> None:
    """With and without pin, anchors and keys."""
    one = ATTACKS[name]
    assert run(one, Bases(tmp_path)).verdict is one.expected


def test_a_file_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    """A report, not an error."""
    report = audit(tmp_path / "ledger.db", trust=Trust(), now_us=NOW_US)
    assert (report.verdict, report.exit_code) == (Verdict.UNREADABLE, 60)


def test_a_cleanly_stopped_ledger_has_no_tail(tmp_path: Path) -> None:
    """Its last entry is a seal, signed; the hand-over is verified with the next epoch's keys."""
    built = Bases(tmp_path).copy("stopped")
    report = audit(built.path, trust=built.trust(), now_us=NOW_US)
    assert (report.verdict, report.unsealed_tail, report.findings) == (Verdict.CONSISTENT, 0, ())


@pytest.mark.attack("B07")
def test_an_epoch_whose_keys_were_lost_is_named(tmp_path: Path) -> None:
    """The recorder goes on by the root alone, the verdict passes and says so."""
    built = Bases(tmp_path).copy("killed")
    built.keystore.delete("epoch.5")
    built.open().close()
    report = audit(built.path, trust=built.trust(), now_us=NOW_US)
    assert (report.verdict, report.recovered_epochs) == (Verdict.CONSISTENT, (6,))
    assert "root key alone: epoch 6" in report.sentence
    assert [line.recovered for line in report.epochs] == [False] * 5 + [True]


def test_an_adopted_log_is_a_log(tmp_path: Path) -> None:
    """With its own keys, and the old log's checkpoints in its first entry."""
    built = Bases(tmp_path).copy("stopped")
    built.keystore = MemoryKeyStore()
    adopt(
        built.path,
        "the keys are lost",
        keystore_for=lambda _: built.keystore,
        clock=built.clock,
        ids=SeededIds("adopted"),
        version="0.1.0-test",
    )
    report = audit(built.path, trust=built.trust(), now_us=NOW_US)
    assert (report.verdict, report.size) == (Verdict.CONSISTENT, 2)
    assert [(found.code, found.severity) for found in report.findings] == [("adopted", "warning")]


def test_progress_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Now and then, and at the end."""
    monkeypatch.setattr(module, "_TOLD_EVERY", 100)
    built = Bases(tmp_path).copy("killed")
    told: list[tuple[int, int]] = []
    audit(
        built.path,
        trust=built.trust(),
        now_us=NOW_US,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(100, 288), (200, 288), (288, 288)]


def test_a_recorder_may_write_on(tmp_path: Path) -> None:
    """What it appends meanwhile is not looked at, and is no failure."""
    built = Bases(tmp_path).copy("killed")
    writer = built.open()
    size = writer.state().size
    trust = built.trust()

    def write(_done: int, _total: int) -> None:
        writer.append([command()]).result()
        writer.checkpoint("test").result()

    report = audit(built.path, trust=trust, now_us=NOW_US, progress=write)
    writer.close()
    assert (report.verdict, report.size) == (Verdict.CONSISTENT, size)


def test_bodies_before_a_break_are_still_judged(tmp_path: Path) -> None:
    """The walk ends at the break; what was taken before it is checked."""
    built = Bases(tmp_path).copy("killed")
    sql(
        built.path,
        "DELETE FROM entries WHERE seq = 100",
        "UPDATE bodies SET secret = zeroblob(32) WHERE seq = 4",
    )
    report = audit(built.path, trust=built.trust(), now_us=NOW_US)
    assert report.first_bad_seq == 4
    assert {"seq_gap", "body_digest", "not_examined"} <= {one.code for one in report.findings}


def test_a_newer_file_is_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the words of the error."""
    built = Bases(tmp_path).copy("stopped")

    def newer(_: object) -> None:
        raise NewerFormatError("Ledger version 2; this one knows 1.")

    monkeypatch.setattr(module.source.schema, "check", newer)
    report = audit(built.path, trust=built.trust(), now_us=NOW_US)
    assert (report.verdict, report.exit_code) == (Verdict.UNREADABLE, 60)
    assert "version 2" in report.sentence
