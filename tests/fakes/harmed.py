"""Copies of a store that somebody harmed, for whoever shows what an audit says of them."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def copied(environment: Mapping[str, str], to: Path) -> Path:
    """Copy a data directory with what its write-ahead logs still hold; return the copy."""
    source = Path(environment["COUNTERSIGN_DATA_DIR"])
    to.mkdir(parents=True)
    for name in ("ledger.db", "ledger.db-wal", "index.db", "index.db-wal"):
        if (source / name).exists():
            shutil.copy(source / name, to / name)
    return to


def edited(environment: Mapping[str, str], to: Path, seq: int = 3) -> Path:
    """Copy a data directory and change one word in one entry."""
    made = copied(environment, to)
    db = sqlite3.connect(made / "ledger.db")  # noqa: TID251 - an attacker uses what is at hand
    guards = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in guards:
        db.execute(f'DROP TRIGGER "{name}"')
    changed = "CAST(replace(CAST(leaf AS TEXT), 'claude', 'clauda') AS BLOB)"
    db.execute(f"UPDATE entries SET leaf = {changed} WHERE seq = ?", (seq,))  # noqa: S608 - ours
    for _, guard in guards:
        db.execute(guard)
    db.commit()
    db.close()
    return made
