"""Every attack on a ledger gets its verdict: the promise of `verify`, on real ledgers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fakes.ledger_attacks import ATTACKS, Bases, run

if TYPE_CHECKING:
    from desktop_app.ledger.report import Report


@pytest.fixture(scope="module")
def bases(tmp_path_factory: pytest.TempPathFactory) -> Bases:
    """Ledgers that are made once and copied for each attack."""
    return Bases(tmp_path_factory.mktemp("ledgers"))


def _cases() -> list[object]:
    return [
        pytest.param(name, id=name, marks=[pytest.mark.attack(row) for row in one.rows])
        for name, one in ATTACKS.items()
    ]


@pytest.mark.parametrize("name", _cases())
def test_an_attack_gets_its_verdict(name: str, bases: Bases) -> None:
    """The verdict is the table's, and the finding that leads to it is the one meant."""
    one = ATTACKS[name]
    report = run(one, bases)
    assert report.verdict is one.expected, _told(report)
    if one.finding is not None:
        assert one.finding in {finding.code for finding in report.findings}, _told(report)


def _told(report: Report) -> list[str]:
    return [report.sentence, *(f"{one.code}: {one.text}" for one in report.findings)]
