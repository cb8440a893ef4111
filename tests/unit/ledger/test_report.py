"""Findings and reports: what comes first, what is kept, and that all of it is JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from desktop_app.ledger.audit import audit
from desktop_app.ledger.report import MAX_FINDINGS, Findings
from desktop_app.model.verdict import Verdict
from tests.fakes.ledger_attacks import NOW_US, Bases

if TYPE_CHECKING:
    from pathlib import Path


def test_the_winning_verdict_and_the_lowest_seq_come_first() -> None:
    """Whatever order they were found in."""
    found = Findings()
    found.warn("w", "Look.")
    found.note("n", "Good to know.")
    assert found.first_bad is None
    found.fail(Verdict.DIVERGED, "d", "Diverged.", seq=1)
    found.invalid("i", "No place.")
    found.invalid("j", "Nine.", seq=9)
    found.invalid("k", "Three.", seq=3)
    found.invalid("l", "Five.", seq=5)
    found.invalid("m", "No place.")
    found.fail(Verdict.INCOMPLETE, "n", "Missing.", seq=0)
    assert found.first_bad is not None
    assert found.first_bad.code == "k"
    assert found.verdicts == {Verdict.DIVERGED, Verdict.INVALID, Verdict.INCOMPLETE}


def test_a_hostile_file_fills_no_memory() -> None:
    """200 are kept, the rest counted, and the first bad place is found among all."""
    found = Findings()
    for number in range(1_000, 0, -1):
        found.invalid("x", "Bad.", seq=number)
    assert (len(found.kept), found.dropped) == (MAX_FINDINGS, 800)
    assert found.first_bad is not None
    assert found.first_bad.seq == 1


def test_a_report_is_json(tmp_path: Path) -> None:
    """With the same names, digests in hex, with and without a root."""
    built = Bases(tmp_path).copy("killed")
    for path in (built.path, tmp_path / "none.db"):
        report = audit(path, trust=built.trust(epochs={}), now_us=NOW_US)
        value = json.loads(json.dumps(report.to_json()))  # noqa: TID251 - what a caller will do
        assert value["verdict"] == report.verdict
        assert value.keys() == set(type(report).__slots__)
