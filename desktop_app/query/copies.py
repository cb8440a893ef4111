"""Whether a run's changes to files can be put back: what entries say, and what is still kept.

Never a name or a content of a file. A rollback looks again at what it needs; this tells whether
there is something to ask for.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.model.kinds import EntryKind
from desktop_app.query import kept

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from desktop_app.index.connection import Connection

_DOCUMENTS = """
    SELECT seq, kind, subject FROM entries
    WHERE run = ?1 AND kind IN (?2, ?3) AND subject ->> '$.part' IS NULL ORDER BY seq"""
_ENDS = 2  # of the changes whose copies are looked for: the first and the last


@dataclass(frozen=True, slots=True)
class Copies:
    """What local copies there are of a run.

    Attributes:
        kept: whether any change of it can be put back.
        files: by the intent of a call, how many files changed while it ran.
    """

    kept: bool = False
    files: Mapping[int, int] = field(default_factory=dict)


NONE = Copies()


def of_run(db: Connection, vault: Path, run: int) -> Copies:
    """Return what there is of the run with this key.

    Raises:
        UnreadableError, VaultDamagedError, ...: the vault cannot be read.
    """
    given = (run, str(EntryKind.FILE_SNAPSHOT), str(EntryKind.FILE_OP))
    begun, changed = list[int](), list[int]()
    files: dict[int, int] = {}
    for row in db.execute(_DOCUMENTS, given):
        subject = json.loads(row["subject"])
        if "kept" not in subject:
            continue
        (begun if row["kind"] == EntryKind.FILE_SNAPSHOT else changed).append(row["seq"])
        for call in subject.get("calls") or ():
            if str(call).isdecimal():
                files[int(call)] = files.get(int(call), 0) + int(subject.get("ops") or 0)
    if not begun or not changed:
        return NONE
    asked = {begun[-1], *changed[:1], *changed[1 - _ENDS :]}
    there = {row["entry"] for row in kept.of_entries(db, vault, asked) if _is_there(row)}
    return Copies(kept=True, files=files) if begun[-1] in there and there - {begun[-1]} else NONE


def _is_there(row: Mapping[str, object]) -> bool:
    return row.get("state") == kept.KEPT
