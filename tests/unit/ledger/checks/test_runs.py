"""Step 10: runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.ledger.checks.runs import Runs
from desktop_app.model.entry import Draft
from desktop_app.model.findings import Findings
from desktop_app.model.kinds import EntryKind
from tests.fakes.leaf_maker import leaf
from tests.fakes.ledger_attacks import ATTACKS, Bases, run

if TYPE_CHECKING:
    from pathlib import Path

ATTACKED = (
    "run_gap",
    "run_count",
    "run_half",
    "table_run_seqs",
    "table_run_seqs_deleted",
)


@pytest.mark.parametrize("name", ATTACKED)
def test_runs_is_found(name: str, tmp_path: Path) -> None:
    """The attack gets its verdict, and the finding says what it is."""
    one = ATTACKS[name]
    report = run(one, Bases(tmp_path))
    assert report.verdict is one.expected
    assert one.finding is None or one.finding in {finding.code for finding in report.findings}


def test_a_run_is_of_its_sender() -> None:
    """The same run id of two senders is two runs."""
    found = Findings()
    runs = Runs(found)
    for seq, sender in enumerate(("codex", "claude")):
        draft = Draft(EntryKind.RUN_START, {"sender": sender}, {}, run_id="one")
        runs.see(leaf(seq, draft, run_seq=0))
    assert not found.kept
    assert (runs.pop("codex", "one"), runs.pop("codex", "one"), runs.left()) == (1, 0, 1)
