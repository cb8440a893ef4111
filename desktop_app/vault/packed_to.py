"""Up to which payload the vault was looked at for pictures to pack: a number, over restarts.

Promise: every payload up to `read` was looked at. SQLite gives a number anew once all payloads from
it on are gone, so the place names the payload's tag, too, and steps back when that payload goes.
The caller holds the vault's lock and a transaction. `resources/docs/vault.md`, "Packing again".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.vault.rows import execute, select

if TYPE_CHECKING:
    import apsw

KEY = "packed"  # in `meta`
_NUMBER_BYTES = 8
_AT = "SELECT id, tag FROM main.payloads WHERE id = ?"
_BEFORE = "SELECT id, tag FROM main.payloads WHERE id < ? ORDER BY id DESC LIMIT 1"


def read(db: apsw.Connection) -> int:
    """Return the number of the last payload; 0: none, or it went while nobody minded this place."""
    value = _value(db)
    return _number(value) if value is not None and value == _place(db, _AT, _number(value)) else 0


def write(db: apsw.Connection, number: int) -> None:
    """Say that all up to this payload were looked at; one that is gone says nothing."""
    value = _place(db, _AT, number)
    if value is not None:
        sql = (
            "INSERT INTO main.meta (key, value) VALUES (?, ?) "
            "ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        )
        execute(db, sql, KEY, value)


def step_back(db: apsw.Connection, number: int) -> None:
    """Go to the payload before this one, which goes: all up to there were looked at as well."""
    value = _value(db)
    if value is None or _number(value) != number:
        return
    before = _place(db, _BEFORE, number)
    if before is None:
        execute(db, "DELETE FROM main.meta WHERE key = ?", KEY)
    else:
        execute(db, "UPDATE main.meta SET value = ? WHERE key = ?", before, KEY)


def _value(db: apsw.Connection) -> bytes | None:
    rows = select(db, (bytes,), "SELECT value FROM main.meta WHERE key = ?", KEY)
    return rows[0][0] if rows else None


def _number(value: bytes) -> int:
    return int.from_bytes(value[:_NUMBER_BYTES], signed=True)  # SQLite knows none that is larger


def _place(db: apsw.Connection, sql: str, number: int) -> bytes | None:
    rows = select(db, (int, bytes), sql, number)
    return rows[0][0].to_bytes(_NUMBER_BYTES) + rows[0][1] if rows else None
