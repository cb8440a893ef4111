"""Step 6: epochs, one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.ledger.audit import audit
from desktop_app.ledger.checks.epochs import Epochs
from desktop_app.ledger.checks.source import WalkEndedError
from desktop_app.model.entry import Draft
from desktop_app.model.findings import Findings
from desktop_app.model.kinds import EntryKind
from desktop_app.model.verdict import Verdict
from desktop_app.signing.keys import PublicPair
from tests.fakes.leaf_maker import leaf
from tests.fakes.ledger_attacks import ATTACKS, NOW_US, Bases, run

if TYPE_CHECKING:
    from pathlib import Path

ATTACKED = (
    "old_mac",
    "seal_mac",
    "seal_removed",
    "two_seals",
    "wrong_epoch_number",
    "seal_range",
    "rotation_without_seal",
    "empty_epoch_removed",
    "stolen_root_recovers",
    "foreign_log",
)


@pytest.mark.parametrize("name", ATTACKED)
def test_epochs_is_found(name: str, tmp_path: Path) -> None:
    """The attack gets its verdict, and the finding says what it is."""
    one = ATTACKS[name]
    report = run(one, Bases(tmp_path))
    assert report.verdict is one.expected
    assert one.finding is None or one.finding in {finding.code for finding in report.findings}


def begun(found: Findings) -> Epochs:
    """Return a state as it is in the first epoch, without going through signatures."""
    epochs = Epochs(found)
    epochs.roots.append(PublicPair(bytes(32), bytes(1312)))
    return epochs


@pytest.mark.parametrize(
    ("seq", "kind", "epoch", "code"),
    [
        (1, EntryKind.COMMAND, 1, "log_start"),
        (7, EntryKind.LOG_START, 1, "log_start"),
        (1, EntryKind.EPOCH_START, 2, "epoch_order"),
        (7, EntryKind.EPOCH_START, 1, "epoch_order"),
        (7, EntryKind.EPOCH_SEAL, 1, "seal_fields"),
    ],
)
def test_what_is_out_of_turn_ends_the_walk(
    seq: int, kind: EntryKind, epoch: int, code: str
) -> None:
    """A log starts once, epochs follow one another, and a seal has its fields."""
    found = Findings()
    with pytest.raises(WalkEndedError):
        begun(found).see(leaf(seq, Draft(kind, {}, {}), epoch=epoch))
    assert [one.code for one in found.kept] == [code]


def test_a_late_seal_is_told(tmp_path: Path) -> None:
    """What a crash left open and the next start sealed is in the report."""
    built = Bases(tmp_path).copy("killed")
    built.open().close()
    report = audit(built.path, trust=built.trust(), now_us=NOW_US)
    assert report.verdict is Verdict.CONSISTENT
    assert report.late_seals == (5,)
    assert [line.sealed_late for line in report.epochs][-2:] == [True, False]
