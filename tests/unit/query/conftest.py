"""A small index for the tests of what readers ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fakes.indexed import query, small_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.query.query import Query


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Query]:
    """Return a query over `small_ledger`."""
    with query(tmp_path, small_ledger()) as found:
        yield found
