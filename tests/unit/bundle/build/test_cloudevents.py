"""Entries as CloudEvents: one a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from desktop_app.bundle.build.cloudevents import lines
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.cloudevents import event
from tests.fakes.ledger_builder import standard

if TYPE_CHECKING:
    from pathlib import Path


def test_a_line_an_entry(tmp_path: Path) -> None:
    """In order, ids differ."""
    with LedgerReader(standard(tmp_path).path) as ledger:
        every = list(ledger.entries())
    found = list(lines(every))
    assert found == [event(one) + b"\n" for one in every]
    assert [json.loads(line)["id"] for line in found] == [str(one.seq) for one in every]
