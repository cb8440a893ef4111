"""Step 16, leaves: what is empty was named, wanted, old, under no hold, and signed for."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from desktop_app.ledger.audit import audit
from desktop_app.ledger.checks.pruned import PrunedRows
from desktop_app.model.findings import Findings
from desktop_app.model.verdict import Verdict
from tests.fakes import pruned_ledger
from tests.fakes.forger import leaves
from tests.fakes.ledger_attacks import ATTACKS, NOW_US, Bases, newest_note, run
from tests.fakes.retained_ledger import purge_due

if TYPE_CHECKING:
    from pathlib import Path

PRUNING = ("aged", "pruned", "lost", "older")
ATTACKED = sorted(name for name, one in ATTACKS.items() if one.base in PRUNING)


@pytest.mark.parametrize("name", ATTACKED)
def test_pruned_is_found(name: str, tmp_path: Path) -> None:
    """The attack gets its verdict, and the finding says what it is."""
    one = ATTACKS[name]
    report = run(one, Bases(tmp_path))
    assert report.verdict is one.expected
    assert one.finding is None or one.finding in {finding.code for finding in report.findings}


@pytest.mark.attack("F04")
def test_the_verdict_before_and_after_is_the_same_and_says_what_went(tmp_path: Path) -> None:
    """The same root at the same size; a checkpoint that somebody kept still anchors."""
    built = Bases(tmp_path).copy("aged")
    before = audit(built.path, trust=built.trust(), now_us=NOW_US)
    anchor = newest_note(built)
    writer = built.open()
    purge = purge_due(built, writer)
    writer.close()
    report = audit(built.path, trust=built.trust(), now_us=NOW_US, anchors=[anchor])
    gone = pruned_ledger.empty_rows(built)
    assert (before.verdict, before.pruned) == (Verdict.CONSISTENT, 0)
    assert report.verdict is Verdict.ANCHORED
    assert report.anchored_size == before.size
    assert report.findings == ()
    assert report.pruned == len(gone) > 480
    assert report.to_json()["pruned"] == report.pruned
    whole = report.size - report.pruned
    assert report.sentence.startswith(
        f"Of {report.size} entries {report.pruned} were pruned; the other {whole} and all hashes"
    )
    assert report.gone[-1] == (
        f"{report.pruned} entries were pruned by the 400-day rule, newest purge entry #{purge}."
    )
    assert any("What the pruned entries said" in text for text in report.not_proven)
    assert not any("pruned" in text for text in before.not_proven)
    there = {leaf["kind"] for leaf in leaves(pruned_copy(built, tmp_path))}
    assert {"log.start", "consent.record", "hold.placed", "run.start", "epoch.seal"} <= there


def pruned_copy(built: pruned_ledger.Built, folder: Path) -> Path:
    """Return a copy of a ledger without the rows that lost their leaf."""
    path = folder / "without.db"
    shutil.copyfile(built.path, path)
    pruned_ledger.drop_empty(path)
    return path


def test_how_many_went_below_a_place() -> None:
    """For holds, which counted entries that are gone."""
    rows = PrunedRows(Findings())
    for first, last in ((3, 5), (9, 9)):
        rows.rows.add(first, last)
    assert [rows.below(seq) for seq in (0, 3, 4, 6, 9, 10, 99)] == [0, 0, 1, 3, 3, 4, 4]
