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


@pytest.mark.attack("A01", "A02", "A03", "A04", "A05", "A06", "A07", "A08", "A09", "A10", "A11")
@pytest.mark.attack("A12", "A13", "A14", "B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08")
@pytest.mark.attack("D04", "D05", "D06")
@pytest.mark.attack("F01", "F02", "F03", "F04", "F06", "F07")
@pytest.mark.attack("B09", "C07", "E01", "E02", "E03", "E04", "E05", "E08", "E09", "E10b")
def test_every_row_that_concerns_ledgers_is_tried(request: pytest.FixtureRequest) -> None:
    """The rows named here are those that the table of attacks names."""
    named = {row for mark in request.node.iter_markers("attack") for row in mark.args}
    assert named == {row for one in ATTACKS.values() for row in one.rows}


def _told(report: Report) -> list[str]:
    return [report.sentence, *(f"{one.code}: {one.text}" for one in report.findings)]
