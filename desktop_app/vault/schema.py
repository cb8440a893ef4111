"""The tables of `vault.db`, as text: a file whose schema differs by one byte is not a vault.

A change here needs a new `USER_VERSION`. Specification: `resources/docs/vault.md`, "Tables".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import NewerFormatError, UnreadableError
from desktop_app.ledger.connection import PAGE_BYTES, run
from desktop_app.vault.rows import errors, select

if TYPE_CHECKING:
    import apsw

APPLICATION_ID = 0x43535654  # "CSVT"
USER_VERSION = 1
CHECK, INSTALL = "check", "install"  # keys of `meta`

TABLES = {
    "meta": "key TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL",
    "class_keys": "id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, wrapped BLOB NOT NULL",
    "payloads": (
        "id INTEGER PRIMARY KEY, ref TEXT UNIQUE, class INTEGER NOT NULL, tag BLOB NOT NULL, "
        "wrapped BLOB, bytes INTEGER NOT NULL, stored INTEGER NOT NULL, encoding TEXT NOT NULL, "
        "chunks INTEGER NOT NULL"
    ),
    "chunks": (
        "payload INTEGER NOT NULL, idx INTEGER NOT NULL, data BLOB NOT NULL, "
        "PRIMARY KEY (payload, idx)"
    ),
    "lists": (
        "id INTEGER PRIMARY KEY, root BLOB NOT NULL, after INTEGER NOT NULL, seq INTEGER UNIQUE, "
        "lines BLOB NOT NULL"
    ),
    "uses": ("list INTEGER NOT NULL, payload INTEGER NOT NULL, PRIMARY KEY (payload, list)"),
    "subjects": ("payload INTEGER NOT NULL, subject TEXT NOT NULL, PRIMARY KEY (subject, payload)"),
    "escrow": (
        "payload INTEGER NOT NULL PRIMARY KEY, recipients BLOB NOT NULL, sealed BLOB NOT NULL"
    ),
    "reveals": (
        "id INTEGER PRIMARY KEY, ref TEXT NOT NULL, seq INTEGER NOT NULL, at_us INTEGER NOT NULL"
    ),
}
_INDEXES = {"uses_list": "uses (list)", "subjects_payload": "subjects (payload)"}

OBJECTS = tuple(
    ("table", name, name, f"CREATE TABLE {name} ({columns}) STRICT")
    for name, columns in TABLES.items()
) + tuple(
    ("index", name, on.partition(" ")[0], f"CREATE INDEX {name} ON {on}")
    for name, on in _INDEXES.items()
)
"""(type, name, table, SQL text) of every object; SQLite's own indexes of keys have no text."""

_AUTO = frozenset(
    f"sqlite_autoindex_{name}_1"
    for name in ("meta", "class_keys", "payloads", "chunks", "lists", "uses", "subjects")
)


def create(db: apsw.Connection) -> None:
    """Make the tables in an empty file; the caller holds no transaction."""
    statements = (
        "PRAGMA auto_vacuum=INCREMENTAL",  # what was shredded gives its room back
        "VACUUM",
        "BEGIN IMMEDIATE",
        f"PRAGMA application_id={APPLICATION_ID}",
        f"PRAGMA user_version={USER_VERSION}",
        *(sql for _, _, _, sql in OBJECTS),
        "COMMIT",
    )
    with errors():
        run(db, statements)


def check(db: apsw.Connection) -> None:
    """Check that a file is a vault of this version, and nothing but that.

    Raises:
        NewerFormatError: a later version wrote it.
        UnreadableError: another page size, id, or schema.
    """
    with errors():
        if db.pragma("application_id") != APPLICATION_ID:
            raise UnreadableError("The file is not a Countersign vault.")
        version = int(str(db.pragma("user_version")))
        if version > USER_VERSION:
            raise NewerFormatError(f"Vault version {version}; this one knows {USER_VERSION}.")
        if version != USER_VERSION or db.pragma("page_size") != PAGE_BYTES:
            raise UnreadableError("The file's version or page size is not a vault's.")
        found = db.execute("SELECT type, name, tbl_name, sql FROM main.sqlite_schema").fetchall()
    texts = {row for row in found if row[3] is not None}
    automatic = {row[1] for row in found if row[3] is None}
    if texts != set(OBJECTS) or automatic != _AUTO:
        raise UnreadableError("The vault's schema is not ours.")


def read_meta(db: apsw.Connection) -> dict[str, bytes]:
    """Return what a vault says of itself: `INSTALL` and `CHECK`.

    Raises:
        UnreadableError: one of them is missing.
        VaultDamagedError: one of them is no bytes.
    """
    meta: dict[str, bytes] = dict(select(db, (str, bytes), "SELECT key, value FROM main.meta"))
    if not {CHECK, INSTALL} <= meta.keys():
        raise UnreadableError("The vault does not say whose it is.")
    return meta
