"""Text that was purged may stand in the index until that was made again, into a new file.

Promise: from before the first deletion until the index is another file, a small file says so, which
outlives a crash; whoever finds it there has the index made again.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError, UnreadableError
from desktop_app.host import files
from desktop_app.model import canonical

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_MAX_BYTES = 4096


class StaleIndex:
    """Watches one index.

    Args:
        mark: the small file.
        index: the index.
        rebuild: has it made again; returns at once.
    """

    def __init__(self, mark: Path, index: Path, rebuild: Callable[[], None]) -> None:
        self._mark, self._index, self._rebuild = mark, index, rebuild
        self._asked = False

    def mark(self) -> None:
        """Say that the index, as it is now, holds what is about to be purged.

        Raises:
            StorageError: that cannot be written.
        """
        files.write_durable(self._mark, canonical.encode({"index": self._file()}))

    def make_again(self) -> None:
        """Have the index made again, where it is marked; `check` tells when it was."""
        if self._mark.exists():
            self._asked = True
            self._rebuild()

    def check(self) -> bool:
        """Tell whether no purged text is in the index; has it made again when nobody did."""
        if not self._mark.exists():
            return True
        if self._marked() not in {self._file(), -1}:
            with suppress(OSError):  # left lying there, the index is made again once more
                self._mark.unlink(missing_ok=True)
            return True
        if not self._asked:
            self.make_again()
        return False

    def _file(self) -> int:
        """Return the number of the index's file; 0 where there is none."""
        try:
            return self._index.stat().st_ino % 2**52
        except OSError:
            return 0

    def _marked(self) -> int:
        """Return the number that the mark names; -1 when it is not ours."""
        try:
            told = canonical.decode(files.read_bounded(self._mark, _MAX_BYTES) or b"").get("index")
        except (BadEncodingError, UnreadableError):
            return -1
        return told if type(told) is int else -1
