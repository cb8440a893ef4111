"""Position, totals and lag."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.query.query import Query


def test_status_and_lag(small: Query) -> None:
    """Position and totals; no lag when there is no ledger to compare with."""
    status = small.status()
    assert (status["indexed"], status["lag"], status["runs"]) == (7, 0, 3)
    assert status["entries_by_kind"]["otlp.logs"] == 2
    assert small.lag() == 0
