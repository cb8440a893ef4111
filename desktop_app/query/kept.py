"""What is kept of entries: each piece, and whether it is still there; never the content itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from desktop_app.vault.reader import VaultReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from desktop_app.index.connection import Connection
    from desktop_app.vault.lines import Line

Rows = list[dict[str, Any]]

KEPT, PURGED = "kept", "purged"
_ENTRIES = """
    SELECT seq, ts_us, subject -> '$.kept' AS kept, subject ->> '$.not_kept' AS not_kept
    FROM entries WHERE seq IN (SELECT value FROM json_each(?1))
      AND (subject -> '$.kept' IS NOT NULL OR subject -> '$.not_kept' IS NOT NULL)
    ORDER BY seq"""


def of_entries(db: Connection, vault: Path, entries: Iterable[int]) -> Rows:
    """Return what is kept for entries, in their order.

    Each has `entry`, `ts_us`, `label`, `purpose`, `bytes`, `media`, `mark`, `ref` and `state`
    ("kept", "purged": its payload is gone). An entry whose content could not be kept gives one row
    of `entry`, `ts_us` and `not_kept` (why, in a word).
    """
    wanted = json.dumps(sorted(set(entries)))  # noqa: TID251 - for SQLite, never hashed
    return [row for found in list(db.execute(_ENTRIES, (wanted,))) for row in _rows(found, vault)]


def _rows(entry: Any, vault: Path) -> Iterator[dict[str, Any]]:
    known = {"entry": int(entry["seq"]), "ts_us": int(entry["ts_us"])}
    if entry["not_kept"] is not None:
        yield {**known, "not_kept": str(entry["not_kept"])}
    match json.loads(entry["kept"] or "null"):
        case {"root": str(root)} if vault.exists():
            with VaultReader(vault) as reader:
                for line in reader.lines_of(known["entry"], bytes.fromhex(root)):
                    yield {**known, **_told(line, there=reader.holds(line.ref))}
        case _:
            return


def _told(line: Line, *, there: bool) -> dict[str, Any]:
    told = line.to_json()
    return {**told, "state": KEPT if there else PURGED}
