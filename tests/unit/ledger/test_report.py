"""A report is plain JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from desktop_app.ledger.audit import audit
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
