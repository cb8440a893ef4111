"""Findings: what comes first, and what is kept."""

from __future__ import annotations

from desktop_app.model.findings import MAX_FINDINGS, Findings
from desktop_app.model.verdict import Verdict


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


def test_a_finding_is_json() -> None:
    """With the same names; a note leads to no verdict."""
    found = Findings()
    found.note("n", "Good to know.", seq=4)
    found.fail(Verdict.DIVERGED, "d", "Forked.", evidence={"note": "x"})
    note, fork = (finding.to_json() for finding in found.kept)
    assert note["verdict"] is None
    assert (note["severity"], note["seq"], note["evidence"]) == ("note", 4, {})
    assert fork["verdict"] == "DIVERGED"
    assert fork["evidence"] == {"note": "x"}
