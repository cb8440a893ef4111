"""The writer's bookkeeping."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.ledger.audit import audit
from tests.fakes.forger import edit, sql
from tests.fakes.ledger_attacks import ATTACKS, NOW_US, Bases, paper, run

if TYPE_CHECKING:
    from pathlib import Path

ATTACKED = (
    "table_epochs",
    "table_run_seqs",
    "table_run_seqs_deleted",
    "table_run_keys",
    "table_meta",
    "handover_forged",
)


@pytest.mark.parametrize("name", ATTACKED)
def test_books_is_found(name: str, tmp_path: Path) -> None:
    """The attack gets its verdict, and the finding says what it is."""
    one = ATTACKS[name]
    report = run(one, Bases(tmp_path))
    assert report.verdict is one.expected
    assert one.finding is None or one.finding in {finding.code for finding in report.findings}


@pytest.mark.parametrize(
    "text",
    [
        "",
        '{"epoch":9,"signatures":{}}',
        '{"epoch":3,"signatures":{}}',
        '{"epoch":3,"signatures":7}',
    ],
)
def test_a_hand_over_of_another_shape_is_found(text: str, tmp_path: Path) -> None:
    """Even by a reviewer without keys."""
    built = Bases(tmp_path).copy("stopped")
    with edit(built.path) as db:
        db.execute("UPDATE meta SET value = ? WHERE key = 'handover'", (text,))
    report = audit(built.path, trust=paper(built).trust, now_us=NOW_US)
    assert [one.code for one in report.findings] == ["handover"]


def test_a_hand_over_needs_no_keys_to_be_well_formed(tmp_path: Path) -> None:
    """A reviewer without the next epoch's keys checks its shape alone."""
    built = Bases(tmp_path).copy("stopped")
    assert not audit(built.path, trust=paper(built).trust, now_us=NOW_US).findings


def test_a_hand_over_while_an_epoch_runs_is_found(tmp_path: Path) -> None:
    """It belongs to a clean stop."""
    built = Bases(tmp_path).copy("killed")
    sql(built.path, "INSERT INTO meta VALUES ('handover', '')")
    report = audit(built.path, trust=built.trust(), now_us=NOW_US)
    assert {one.code for one in report.findings} == {"handover"}
