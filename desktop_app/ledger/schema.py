"""The tables of `ledger.db`, as text: a ledger whose schema differs by one byte is not ours.

Promise: `create` makes exactly `OBJECTS`; `check` accepts nothing else, and reads nothing of a file
before it knows that (ATTACKS E05: no trigger, generated column, CHECK or virtual table of another's
making ever runs). A change here needs a new `USER_VERSION`.
Specification: `resources/docs/ledger.md`, section "Tables".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import NewerFormatError, UnreadableError
from desktop_app.ledger.connection import PAGE_BYTES, run, storage_errors

if TYPE_CHECKING:
    import apsw

APPLICATION_ID = 0x43534C47  # "CSLG"
USER_VERSION = 1
PRUNED_VERSION = 2
"""From the first pruned leaf on: the same tables, and who knows only 1 must not judge it."""
_KNOWN = frozenset((USER_VERSION, PRUNED_VERSION))

TABLES = {
    "meta": "key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL",
    "entries": (
        "seq INTEGER PRIMARY KEY, leaf BLOB NOT NULL, leaf_hash BLOB NOT NULL, mac BLOB NOT NULL"
    ),
    "bodies": "seq INTEGER PRIMARY KEY, body BLOB, secret BLOB",
    "tiles": (
        "level INTEGER NOT NULL, idx INTEGER NOT NULL, hashes BLOB NOT NULL, "
        "PRIMARY KEY (level, idx)"
    ),
    "checkpoints": (
        "id INTEGER PRIMARY KEY, size INTEGER NOT NULL, ts INTEGER NOT NULL, reason TEXT NOT NULL, "
        "note BLOB NOT NULL"
    ),
    "epochs": "epoch INTEGER PRIMARY KEY, first_seq INTEGER NOT NULL",
    "run_seqs": (
        "sender TEXT NOT NULL, run_id TEXT NOT NULL, next INTEGER NOT NULL, "
        "PRIMARY KEY (sender, run_id)"
    ),
    "run_keys": (
        "sender TEXT NOT NULL, run_id TEXT NOT NULL, secret BLOB NOT NULL, "
        "PRIMARY KEY (sender, run_id)"
    ),
}
APPEND_ONLY = {
    "entries": "seq = NEW.seq",
    "tiles": "level = NEW.level AND idx = NEW.idx",
    "checkpoints": "id = NEW.id",
    "epochs": "epoch = NEW.epoch",
}
"""Tables whose rows are never changed or removed, and when a new row would replace one."""


def _trigger(table: str, verb: str, when: str = "") -> tuple[str, str, str, str]:
    name = f"{table}_no_{verb.lower()}"
    what = "is append-only" if not when else "has that row already"
    text = (
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table}{when} "
        f"BEGIN SELECT RAISE(ABORT, 'countersign: {table} {what}'); END"
    )
    return ("trigger", name, table, text)


def _objects() -> tuple[tuple[str, str, str, str], ...]:
    rows = [
        ("table", name, name, f"CREATE TABLE {name} ({columns}) STRICT")
        for name, columns in TABLES.items()
    ]
    for table, same in APPEND_ONLY.items():
        rows.append(_trigger(table, "UPDATE"))
        rows.append(_trigger(table, "DELETE"))
        exists = f" WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 - constants above
        rows.append(_trigger(table, "INSERT", exists))
    rows.append(_trigger("bodies", "UPDATE"))
    return tuple(rows)


OBJECTS = _objects()
"""(type, name, table, SQL text) of every object; SQLite's own indexes of keys have no text."""

_AUTO = frozenset(
    f"sqlite_autoindex_{name}_1" for name in ("meta", "tiles", "run_seqs", "run_keys")
)


def create(db: apsw.Connection) -> None:
    """Make the tables in an empty file; the caller holds the transaction."""
    run(
        db,
        [
            f"PRAGMA application_id={APPLICATION_ID}",
            f"PRAGMA user_version={USER_VERSION}",
            *(sql for _, _, _, sql in OBJECTS),
        ],
    )


def check(db: apsw.Connection) -> None:
    """Check that a file is a ledger of this version, and nothing but that (ATTACKS E04, E05, E08).

    Raises:
        NewerFormatError: a later version wrote it.
        UnreadableError: another page size, id, or schema.
    """
    with storage_errors():
        if db.pragma("application_id") != APPLICATION_ID:
            raise UnreadableError("The file is not a Countersign ledger.")
        version = int(str(db.pragma("user_version")))
        if version > PRUNED_VERSION:
            raise NewerFormatError(f"Ledger version {version}; this one knows {PRUNED_VERSION}.")
        if version not in _KNOWN or db.pragma("page_size") != PAGE_BYTES:
            raise UnreadableError("The file's version or page size is not a ledger's.")
        found = db.execute("SELECT type, name, tbl_name, sql FROM main.sqlite_schema").fetchall()
    texts = {row for row in found if row[3] is not None}
    automatic = {row[1] for row in found if row[3] is None}
    if texts != set(OBJECTS) or automatic != _AUTO or len(found) != len(OBJECTS) + len(_AUTO):
        names = sorted(
            str(name) for name in {row[1] for row in texts ^ set(OBJECTS)} | (automatic ^ _AUTO)
        )
        raise UnreadableError(f"The ledger's schema is not ours: {', '.join(names)[:200]}.")
