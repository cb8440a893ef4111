"""What verifications of ledger and bundles came to, as whoever made them had it written down."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop_app.index.connection import Connection

_VERDICTS = """
    SELECT seq, ts_us, auth, subject FROM entries WHERE kind = 'verdict'
    ORDER BY seq DESC LIMIT ?"""


def verdicts(db: Connection, limit: int) -> list[dict[str, Any]]:
    """Return verdicts, newest first.

    Each has `seq` and `ts_us` of its entry, `auth` of who told it, and the entry's fields: `target`
    ("ledger", "bundle"), `verdict`, `exit_code`, `size`, `sentence`, `by`, `duration_us`, `file`
    (SHA-256 of a bundle, or None).
    """
    return [
        {
            "file": None,
            **json.loads(row["subject"]),
            "seq": row["seq"],
            "ts_us": row["ts_us"],
            "auth": row["auth"],
        }
        for row in db.execute(_VERDICTS, (limit,))
    ]
