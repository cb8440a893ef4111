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

    from desktop_app.ledger.checks.leaves import Leaf

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


def call(seq: int, run_id: str, run_seq: int) -> Leaf:
    """Return an entry with a number in a run."""
    draft = Draft(EntryKind.ACTION_INTENT, {"sender": "codex"}, {}, run_id=run_id)
    return leaf(seq, draft, run_seq=run_seq)


def test_numbers_of_pruned_entries_may_be_missing() -> None:
    """So many over all runs, and no more; the end of a run counts them."""
    found = Findings()
    runs = Runs(found)
    for _ in range(5):
        runs.pass_by()
    runs.see(call(5, "one", 3))
    runs.see(call(6, "two", 2))
    assert not found.kept
    runs.see(call(7, "one", 5))
    assert [one.code for one in found.kept] == ["run_seq"]
    runs.pass_by()
    assert (runs.pop("codex", "gone", 2), runs.pop("codex", "gone", 1)) == (0, 1)
    assert runs.pop("codex", "gone", 1) == 0
