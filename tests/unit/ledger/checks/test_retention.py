"""Step 16: what is gone was purged, and by the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.ledger.audit import audit
from desktop_app.ledger.checks import retention
from desktop_app.model.verdict import Verdict
from desktop_app.retention.due import Wish
from desktop_app.retention.policy import Class
from desktop_app.retention.purges import By
from tests.fakes.forger import sql
from tests.fakes.ledger_attacks import ATTACKS, NOW_US, Bases, run
from tests.fakes.retained_ledger import bodies, purge_due

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.ledger.report import Report
    from tests.fakes.ledger_builder import Built

ATTACKED = sorted(
    name
    for name, one in ATTACKS.items()
    if one.base == "retained" and not (one.finding or "").startswith("hold")
)


@pytest.mark.parametrize("name", ATTACKED)
def test_retention_is_found(name: str, tmp_path: Path) -> None:
    """The attack gets its verdict, and the finding says what it is."""
    one = ATTACKS[name]
    report = run(one, Bases(tmp_path))
    assert report.verdict is one.expected
    assert one.finding is None or one.finding in {finding.code for finding in report.findings}


def audited(built: Built) -> Report:
    """Audit with what the keystore knows."""
    return audit(built.path, trust=built.trust(), now_us=NOW_US)


def test_what_is_gone_is_told(tmp_path: Path) -> None:
    """By class and rule, with the newest purge entry."""
    built = Bases(tmp_path).copy("retained")
    purge = built.marks["purge"]
    kept, sent = audited(built).gone
    assert kept.startswith("What 2 entries kept was purged by the 90-day rule, and the key of 1 ")
    assert kept.endswith(f"run, newest purge entry #{purge - 1}.")
    assert sent == f"4 bodies were purged by the 365-day rule, newest purge entry #{purge}."
    writer = built.open()
    newest = purge_due(built, writer, Wish(By.PERSON, {Class.BODIES: built.clock.now + 10**10}))
    writer.close()
    report = audited(built)
    assert report.verdict is Verdict.CONSISTENT
    assert report.gone[2] == f"2 bodies were purged by a person, newest purge entry #{newest}."
    assert report.to_json()["gone"] == list(report.gone)
    assert len(bodies(built)) == 2


def test_what_was_not_finished_is_a_finding(tmp_path: Path) -> None:
    """One body, or several, that are there though purged."""
    one = ATTACKS["purge_not_finished"]
    (found,) = [f for f in run(one, Bases(tmp_path)).findings if f.code == "purge_unfinished"]
    assert found.text.startswith("1 body is still there though purged")
    built = Bases(tmp_path / "two").copy("retained")
    seqs = [built.marks["held"] + 1, built.marks["held"] + 2]
    old = built.marks["old"]
    for seq, like in zip((old + 1, old + 2), seqs, strict=True):
        columns = f"SELECT {seq}, body, secret"
        sql(built.path, f"DELETE FROM bodies WHERE seq = {seq}")  # noqa: S608 - our own
        sql(built.path, f"INSERT INTO bodies {columns} FROM bodies WHERE seq = {like}")
    report = audited(built)
    assert "2 bodies are still there though purged" in str(report.findings)
    assert report.verdict is Verdict.INVALID  # they are checked like any other


def test_a_ledger_of_many_rules_costs_no_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only so many rules are told apart."""
    monkeypatch.setattr(retention, "_MOST_GONE", 1)
    report = audited(Bases(tmp_path).copy("retained"))
    assert (report.verdict, len(report.gone)) == (Verdict.CONSISTENT, 1)
