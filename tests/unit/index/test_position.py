"""How far the index has come."""

from __future__ import annotations

# ruff: noqa: TID251 - looks at the file as a stranger would
import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import IndexUnreadableError
from desktop_app.index.position import Position, read_position, write_position
from desktop_app.index.schema import migrate


@given(st.integers(0, 2**53), st.text(), st.binary(), st.integers(0, 99))
def test_a_position_is_read_as_it_was_written(
    size: int, log: str, leaf_hash: bytes, content: int
) -> None:
    """Round trip."""
    position = Position(size, log, leaf_hash, content)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT)")
        write_position(connection, Position.start())
        write_position(connection, position)
        assert read_position(connection) == position


def test_no_position_is_no_index() -> None:
    """A file without one is to be rebuilt."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection)
        with pytest.raises(IndexUnreadableError):
            read_position(connection)
