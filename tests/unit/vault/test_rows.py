"""Rows have the types that were asked for; every failure is one of ours and names the vault."""

from __future__ import annotations

from typing import TYPE_CHECKING

import apsw
import pytest

from desktop_app.errors import StorageError, UnreadableError, VaultDamagedError
from desktop_app.vault import rows

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def db() -> Iterator[apsw.Connection]:
    """Two rows, one of them with text that is no UTF-8."""
    made = apsw.Connection(":memory:")
    rows.execute(made, "CREATE TABLE t (a, b)")
    rows.execute(made, "INSERT INTO t VALUES (?, ?), (?, ?)", 1, b"x", 2, "y")
    yield made
    made.close()


def test_rows_of_the_right_types_are_given(db: apsw.Connection) -> None:
    """All at once, or one by one."""
    sql = "SELECT a, b FROM t WHERE a = ?"
    assert rows.select(db, (int, bytes), sql, 1) == [(1, b"x")]
    assert list(rows.stream(db, (int, bytes | str), "SELECT a, b FROM t")) == [(1, b"x"), (2, "y")]


def test_a_row_of_another_type_is_damage(db: apsw.Connection) -> None:
    """A flipped bit in a row's header makes text of bytes."""
    with pytest.raises(VaultDamagedError):
        rows.select(db, (int, bytes), "SELECT a, b FROM t")
    found = rows.stream(db, (int, bytes), "SELECT a, b FROM t")
    assert next(found) == (1, b"x")
    with pytest.raises(VaultDamagedError):
        next(found)


def test_errors_are_ours_and_name_the_vault(db: apsw.Connection) -> None:
    """Text that is no UTF-8, a damaged file, a statement that fails."""
    with pytest.raises(UnreadableError, match="vault"):
        rows.select(db, (str,), "SELECT CAST(x'ff' AS TEXT)")
    with pytest.raises(UnreadableError, match="The vault file"), rows.errors():
        raise apsw.CorruptError
    with pytest.raises(StorageError, match="The vault's"):
        rows.execute(db, "SELECT * FROM nothing")
