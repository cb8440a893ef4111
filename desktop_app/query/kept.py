"""What is kept of entries: each piece, and whether it is still there; never the content itself."""

from __future__ import annotations

import json
import re
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from desktop_app.model import screenform
from desktop_app.vault.reader import VaultReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from desktop_app.index.connection import Connection, Record
    from desktop_app.vault.lines import Line

Rows = list[dict[str, Any]]

KEPT, PURGED = "kept", "purged"
MISSING = "missing"  # the entry names content, and the vault does not know it
_HEX = re.compile("[0-9a-f]{64}")
_COLUMNS = """
    SELECT e.seq, e.ts_us, e.kind, e.subject -> '$.kept' AS kept,
      e.subject ->> '$.not_kept' AS not_kept, i.call_id, i.tool
    FROM entries e LEFT JOIN intents i ON i.seq = e.seq
    WHERE (e.subject -> '$.kept' IS NOT NULL OR e.subject -> '$.not_kept' IS NOT NULL)"""
_ENTRIES = f"{_COLUMNS} AND e.seq IN (SELECT value FROM json_each(?1)) ORDER BY e.seq"  # noqa: S608 - text of ours
_RUN = f"{_COLUMNS} AND e.run = ?1 ORDER BY e.seq"


def of_entries(db: Connection, vault: Path, entries: Iterable[int]) -> Rows:
    """Return what is kept for entries, in their order.

    Each row has `entry`, `ts_us`, `kind` (of the entry), `call_id` and `tool` (of an
    `action.intent`, else None), `label`, `purpose`, `bytes`, `media`, `mark`, `commitment`, `ref`,
    `state` ("kept"; "purged": its payload is gone) and `stored` (bytes that it takes in the vault,
    else None). An entry whose content could not be kept
    gives one row with `not_kept` (why: "full", "storage") in place of all from `label` on; so does
    one whose content the vault does not know ("missing": the file is gone, or another one).

    Raises:
        UnreadableError, VaultDamagedError, ...: the vault cannot be read.
    """
    wanted = json.dumps(sorted(set(entries)))  # noqa: TID251 - for SQLite, never hashed
    return _all(db.execute(_ENTRIES, (wanted,)).fetchall(), vault)


def of_run(db: Connection, vault: Path, run: int) -> Rows:
    """Return what is kept for the entries of a run; rows and errors as of `of_entries`."""
    return _all(db.execute(_RUN, (run,)).fetchall(), vault)


def shown_bytes(row: Mapping[str, Any]) -> int | None:
    """Return how large a person is told that a piece is; None for a picture that is gone.

    Of a picture it is what it takes in the vault: its rows of pixels are large, whatever they show.
    """
    found: int | None = row["stored"] if row["media"] == screenform.MEDIA else row["bytes"]
    return found


def _all(entries: list[Record], vault: Path) -> Rows:
    named = any(entry["kept"] is not None for entry in entries)
    with VaultReader(vault) if named and vault.exists() else nullcontext() as reader:
        return [row for entry in entries for row in _rows(entry, reader)]


def _rows(entry: Record, reader: VaultReader | None) -> Iterator[dict[str, Any]]:
    known = {
        "entry": entry["seq"],
        "ts_us": entry["ts_us"],
        "kind": entry["kind"],
        "call_id": entry["call_id"],
        "tool": entry["tool"],
    }
    if entry["not_kept"] is not None:
        yield {**known, "not_kept": str(entry["not_kept"])}
    if entry["kept"] is None:
        return
    lines = [] if reader is None else _lines(entry, reader)
    for line in lines:
        stored = None if reader is None else reader.stored(line.ref)
        state = PURGED if stored is None else KEPT
        yield {**known, **line.to_json(), "state": state, "stored": stored}
    if not lines:
        yield {**known, "not_kept": MISSING}


def _lines(entry: Record, reader: VaultReader) -> list[Line]:
    match json.loads(entry["kept"]):
        case {"root": str(root)} if _HEX.fullmatch(root):
            return reader.lines_of(entry["seq"], bytes.fromhex(root))
        case _:
            return []  # no entry of ours
