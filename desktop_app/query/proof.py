"""What the ledger says of one entry, for the person who wants to see its proof: as stored.

Nothing is verified here; `operations.verify_entry` does that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_app.ledger.reader import LedgerReader

if TYPE_CHECKING:
    from pathlib import Path


def entry(ledger_path: Path, seq: int) -> dict[str, Any]:
    """Return one entry's place in the log.

    Keys: seq, kind, ts_us, run_seq, leaf_hash, prev (hex), checkpoint_size and checkpoint_ts_us of
    the oldest checkpoint that covers it (None: not sealed yet), sealed_size of the newest one.

    Raises:
        NotFoundError: there is no such entry.
    """
    with LedgerReader(ledger_path) as ledger:
        found = ledger.entry(seq)
        checkpoints = ledger.checkpoints()
        leaf_hash = ledger.leaf_hash(seq)
    covering = next((item for item in checkpoints if item.size > seq), None)
    return {
        "seq": seq,
        "kind": found.kind.value,
        "ts_us": found.ts_us,
        "run_seq": found.run_seq,
        "leaf_hash": leaf_hash.hex(),
        "prev": found.prev.hex(),
        "checkpoint_size": None if covering is None else covering.size,
        "checkpoint_ts_us": None if covering is None else covering.ts_us,
        "sealed_size": checkpoints[-1].size if checkpoints else 0,
    }


def sealed_size(ledger_path: Path) -> int:
    """Return how many entries a checkpoint covers."""
    with LedgerReader(ledger_path) as ledger:
        newest = ledger.latest_checkpoint()
    return 0 if newest is None else newest.size
