"""Step 4: leaves, in their places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.ledger.audit import audit
from desktop_app.model.verdict import Verdict
from tests.fakes.forger import sql
from tests.fakes.ledger_attacks import ATTACKS, NOW_US, Bases, run

if TYPE_CHECKING:
    from pathlib import Path

ATTACKED = (
    "edit_leaf_hash",
    "edit_tail_unseen",
    "delete_middle",
    "swap",
    "wrong_seq",
    "foreign_leaf",
    "newer_kind",
)


@pytest.mark.parametrize("name", ATTACKED)
def test_leaves_is_found(name: str, tmp_path: Path) -> None:
    """The attack gets its verdict, and the finding says what it is."""
    one = ATTACKS[name]
    report = run(one, Bases(tmp_path))
    assert report.verdict is one.expected
    assert one.finding is None or one.finding in {finding.code for finding in report.findings}


def test_bytes_that_are_no_leaf_end_the_walk(tmp_path: Path) -> None:
    """The entry is named, and nothing after it is believed."""
    built = Bases(tmp_path).copy("stopped")
    sql(built.path, "UPDATE entries SET leaf = CAST('{}' AS BLOB) WHERE seq = 3")
    report = audit(built.path, trust=built.trust(), now_us=NOW_US)
    assert report.verdict is Verdict.INVALID
    assert report.first_bad_seq == 3
    assert {"leaf", "leaf_hash", "not_examined"} <= {one.code for one in report.findings}
    assert report.size == 3
