"""How hard the randomised tests try: short by default, long with COUNTERSIGN_LONG=1."""

from __future__ import annotations

import os

LONG = os.environ.get("COUNTERSIGN_LONG") == "1"


def examples(short: int = 100) -> int:
    """Return the number of examples for hypothesis: `short`, or a hundred times as many."""
    return short * 100 if LONG else short
