"""Step 8: checkpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.ledger.audit import audit
from desktop_app.ledger.checks.checkpoints import check_seal_checkpoint
from desktop_app.ledger.checks.epochs import Epoch
from desktop_app.model.findings import Findings
from desktop_app.model.verdict import Verdict
from tests.fakes.forger import sql
from tests.fakes.ledger_attacks import ATTACKS, NOW_US, Bases, run

if TYPE_CHECKING:
    from pathlib import Path

ATTACKED = (
    "checkpoint_by_newer_key",
    "checkpoint_of_other_root",
    "checkpoint_size_column",
    "checkpoints_out_of_order",
    "checkpoint_deleted",
    "seal_checkpoint_deleted",
    "seal_cosignature_stripped",
    "cosignature_of_stranger",
    "cosigned_time_column",
    "cut_entries_only",
    "stolen_root_recovers",
)


@pytest.mark.parametrize("name", ATTACKED)
def test_checkpoints_is_found(name: str, tmp_path: Path) -> None:
    """The attack gets its verdict, and the finding says what it is."""
    one = ATTACKS[name]
    report = run(one, Bases(tmp_path))
    assert report.verdict is one.expected
    assert one.finding is None or one.finding in {finding.code for finding in report.findings}


def test_a_checkpoint_before_the_first_keys_has_none(tmp_path: Path) -> None:
    """Size 1 is before any key was introduced."""
    built = Bases(tmp_path).copy("stopped")
    sql(built.path, "UPDATE checkpoints SET size = 1 WHERE id = 1")
    report = audit(built.path, trust=built.trust(), now_us=NOW_US)
    assert report.verdict is Verdict.INVALID
    assert report.findings[0].code == "checkpoint_early"


def test_the_last_seal_needs_its_checkpoint(tmp_path: Path) -> None:
    """A made-up seal at the end is not a clean stop."""
    built = Bases(tmp_path).copy("stopped")
    sql(built.path, "DELETE FROM checkpoints WHERE id = (SELECT max(id) FROM checkpoints)")
    report = audit(built.path, trust=built.trust(pin=None, keystore=False), now_us=NOW_US)
    assert report.verdict is Verdict.INCOMPLETE
    assert {one.code for one in report.findings} == {"seal_unsigned"}
    assert report.unsealed_tail > 0


def test_only_a_sealed_epoch_needs_one() -> None:
    """The running epoch has no seal to sign."""
    found = Findings()
    check_seal_checkpoint(Epoch(1, 0), found)
    assert not found.kept
