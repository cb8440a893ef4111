"""When an agent last ran, by the notes that it keeps of its own conversations.

Only times of files are read, never a file; and no more than 20,000 of them.
"""

from __future__ import annotations

import os
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_FILES = 20_000


def last_run_us(directory: Path) -> int | None:
    """Return when a file below a directory was last written; None when there is none."""
    return max(islice(_times(directory), MAX_FILES), default=None)


def _times(directory: Path) -> Iterator[int]:
    for folder, _, names in os.walk(directory):
        for name in names:
            try:
                status = os.stat(os.path.join(folder, name), follow_symlinks=False)  # noqa: PTH116, PTH118 - thousands of them
            except OSError:
                continue  # gone meanwhile
            yield status.st_mtime_ns // 1000
