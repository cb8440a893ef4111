"""Every attack on a bundle gets its verdict: the promise of `bundle verify`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fakes.bundle_attacks import ATTACKS, differs, run

if TYPE_CHECKING:
    from pathlib import Path


def _cases() -> list[object]:
    return [
        pytest.param(name, id=name, marks=[pytest.mark.attack(row) for row in one.rows])
        for name, one in ATTACKS.items()
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the bundles of all attacks go."""
    return tmp_path_factory.mktemp("bundles")


@pytest.mark.parametrize("name", _cases())
def test_an_attack_gets_its_verdict(name: str, folder: Path) -> None:
    """Verdict, finding and step are the table's."""
    one = ATTACKS[name]
    report = run(one, folder)
    wrong = differs(one, report)
    told = [report.sentence, *(f"{found.code}: {found.text}" for found in report.findings)]
    assert wrong is None, (wrong, told)


@pytest.mark.attack("A01", "A02", "A03", "A04", "A05", "A06", "A07", "A09", "A10", "A11", "A12")
@pytest.mark.attack("A13", "A14", "B01", "B02", "B03", "B04", "B05", "B06", "B07", "C02", "C03")
@pytest.mark.attack("C04", "C05", "C06", "C07", "C08", "D01", "D02", "D03", "D07", "D08", "D09")
@pytest.mark.attack("D10", "D11", "D12", "D13")
def test_every_row_that_concerns_bundles_is_tried(request: pytest.FixtureRequest) -> None:
    """The rows named here are those that the table of attacks names."""
    named = {row for mark in request.node.iter_markers("attack") for row in mark.args}
    assert named == {row for one in ATTACKS.values() for row in one.rows}
