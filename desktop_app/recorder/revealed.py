"""Which reveals of kept content this process wrote down, so that what is long comes in pieces."""

from __future__ import annotations

from collections import OrderedDict

from desktop_app.errors import UsageError

REMEMBERED = 64


class Revealed:
    """Reveals by the number of their entry."""

    def __init__(self) -> None:
        self._refs: OrderedDict[int, set[str]] = OrderedDict()

    def note(self, entry: int, ref: str) -> None:
        """Remember one; the oldest is forgotten."""
        self._refs.setdefault(entry, set()).add(ref)
        while len(self._refs) > REMEMBERED:
            self._refs.popitem(last=False)

    def check(self, entry: int, ref: str) -> None:
        """Check that a reveal of this content was written down.

        Raises:
            UsageError: not by this process, or another.
        """
        if ref not in self._refs.get(entry, ()):
            raise UsageError("That entry is no reveal of this content; ask anew.")
