"""A report is plain JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app.ledger.audit import audit
from desktop_app.ledger.report import VaultPart
from tests.fakes.ledger_attacks import NOW_US, Bases

if TYPE_CHECKING:
    from pathlib import Path


def test_a_report_is_json(tmp_path: Path) -> None:
    """With the same names, digests in hex, with and without a root."""
    built = Bases(tmp_path).copy("killed")
    for path in (built.path, tmp_path / "none.db"):
        report = audit(path, trust=built.trust(epochs={}), now_us=NOW_US)
        value = json.loads(json.dumps(report.to_json()))  # noqa: TID251 - what a caller will do
        assert value["verdict"] == report.verdict
        assert value.keys() == set(type(report).__slots__)


def test_what_was_checked_of_a_vault_is_json_too(tmp_path: Path) -> None:
    """Inside the report, under its own name."""
    built = Bases(tmp_path).copy("killed")
    report = audit(built.path, trust=built.trust(), now_us=NOW_US)
    part = VaultPart(2, 1, 3, 3, 40, 1)
    value = replace(report, vault=part).to_json()["vault"]
    assert value == part.to_json()
    assert isinstance(value, dict)
    assert value.keys() == set(VaultPart.__slots__)
    assert report.to_json()["vault"] is None
