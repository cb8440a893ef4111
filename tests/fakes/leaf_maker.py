"""Leaves by hand, for checks that need no ledger."""

from __future__ import annotations

from hashlib import sha256

from desktop_app.ledger.checks.leaves import Leaf
from desktop_app.model.entry import Draft
from desktop_app.model.kinds import EntryKind
from desktop_app.model.leaf import encode_leaf, parse_leaf

LOG = "countersign/00112233445566aa"


def leaf(seq: int = 5, draft: Draft | None = None, **changes: object) -> Leaf:
    """Return the leaf of a draft at `seq`; changes are `encode_leaf`'s other arguments."""
    made = draft or Draft(EntryKind.COMMAND, {"sender": "", "auth": "person"}, {"verb": "pause"})
    place = {
        "log": LOG,
        "epoch": 1,
        "ts_us": 10**15,
        "boot_id": "0" * 32,
        "boot_us": 10**6,
        "nonce": bytes(16),
        "run_seq": None,
        "prev": bytes(32),
    }
    data = encode_leaf(made, seq=seq, **(place | changes))  # type: ignore[arg-type]  # as named above
    return Leaf(seq, parse_leaf(data), sha256(b"\0" + data).digest(), bytes(32))
