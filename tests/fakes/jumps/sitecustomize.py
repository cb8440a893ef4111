"""Python imports this at its start when this folder is on PYTHONPATH: a wall clock that can jump.

COUNTERSIGN_TEST_CLOCK names a file with the seconds by which it is off, read at each look. Clocks
that never jump, as the monotonic one, are left alone.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

_FILE = Path(os.environ["COUNTERSIGN_TEST_CLOCK"])
_true_ns = time.time_ns  # noqa: TID251 - this is the clock itself


def _time_ns() -> int:
    return _true_ns() + int(_FILE.read_text()) * 1_000_000_000


time.time_ns = _time_ns  # noqa: TID251 - likewise
time.time = lambda: _time_ns() / 1e9  # noqa: TID251 - likewise
