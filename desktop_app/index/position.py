"""How far index.db has come, and in which ledger: the rows of its table `meta`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Self

from desktop_app.errors import IndexUnreadableError
from desktop_app.index.tables import CONTENT_VERSION

if TYPE_CHECKING:
    import sqlite3


class Position(NamedTuple):
    """Where the follower stands.

    Attributes:
        size: number of entries applied, from 0; the next is entry `size`.
        log: origin of the ledger; empty before the first entry.
        leaf_hash: 32 bytes, of entry `size` - 1; empty before the first entry.
        content: version of what the rows say (`tables.CONTENT_VERSION`).
    """

    size: int
    log: str
    leaf_hash: bytes
    content: int

    @classmethod
    def start(cls) -> Self:
        """Return the position of an empty index."""
        return cls(0, "", b"", CONTENT_VERSION)

    @property
    def current(self) -> bool:
        """Whether this program would have written the same rows."""
        return self.content == CONTENT_VERSION


def read_position(connection: sqlite3.Connection) -> Position:
    """Read the position.

    Raises:
        IndexUnreadableError: there is none, or it is not one.
    """
    meta = dict(tuple(row) for row in connection.execute("SELECT key, value FROM meta"))
    try:
        return Position(
            int(meta["position"]),
            meta["log"],
            bytes.fromhex(meta["leaf_hash"]),
            int(meta["content"]),
        )
    except (KeyError, ValueError) as error:
        raise IndexUnreadableError(f"The index has no position: {error!r}.") from error


def write_position(connection: sqlite3.Connection, position: Position) -> None:
    """Write the position; in the transaction of the rows that it counts."""
    connection.executemany(
        "INSERT INTO meta (key, value) VALUES (?, ?) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (
            ("position", str(position.size)),
            ("log", position.log),
            ("leaf_hash", position.leaf_hash.hex()),
            ("content", str(position.content)),
        ),
    )
