"""Step 7: MACs by key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.ledger.checks.epochs import Epoch
from desktop_app.ledger.checks.macs import Macs, check_key
from desktop_app.model.findings import Findings
from tests.fakes.leaf_maker import leaf
from tests.fakes.ledger_attacks import ATTACKS, Bases, run

if TYPE_CHECKING:
    from pathlib import Path

ATTACKED = (
    "running_mac",
    "older_key_on_newer",
    "move_mac_bytes",
    "another_mac_key",
    "running_key_lost",
)


@pytest.mark.parametrize("name", ATTACKED)
def test_macs_is_found(name: str, tmp_path: Path) -> None:
    """The attack gets its verdict, and the finding says what it is."""
    one = ATTACKS[name]
    report = run(one, Bases(tmp_path))
    assert report.verdict is one.expected
    assert one.finding is None or one.finding in {finding.code for finding in report.findings}


def test_a_key_is_believed_until_its_epoch_is_introduced() -> None:
    """Entry 0 comes before the commitment to its key; the MAC itself is checked all the same."""
    found = Findings()
    assert check_key(bytes(32), Epoch(1, 0), found)
    Macs({1: bytes(32)}, found).see(leaf(0), Epoch(1, 0))
    assert [one.code for one in found.kept] == ["mac"]
