"""`Query` as a whole: what it does with an index that is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import IndexUnreadableError
from desktop_app.query.query import Query

if TYPE_CHECKING:
    from pathlib import Path


def test_an_index_that_is_not_there_or_not_one_says_so(tmp_path: Path) -> None:
    """A clear error with the way on."""
    with pytest.raises(IndexUnreadableError, match="no index") as missing:
        Query(tmp_path / "index.db")
    assert "index rebuild" in missing.value.hint
    (tmp_path / "index.db").write_bytes(b"not a database, not at all")
    with pytest.raises(IndexUnreadableError):
        Query(tmp_path / "index.db")
