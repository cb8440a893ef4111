"""The entries that a bundle shows, parsed; nothing about them is believed for that.

Few entries are kept as parsed, the others are read anew each time: so a small bundle is parsed
once, and a large one costs time and no memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.bundle.layout import MAX_LEAF_BYTES, Part, entry_path
from desktop_app.errors import BadEncodingError, UnreadableError
from desktop_app.model.leaf import parse_leaf
from desktop_app.signing.keylog import KEY_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop_app.bundle.verify.listing import Listed
    from desktop_app.model.entry import Entry

KEPT_BYTES = 96 * 1024 * 1024  # of entries as parsed: some 20,000
KEPT_LEAF_BYTES = 2_048


class Shown:
    """Iterates over the entries in order of seq, leaving out what is none.

    Attributes:
        seqs: of the entry files, ascending.
        bad: seq -> why the file is no entry.
        keys: seqs of the entries of kinds in `KEY_KINDS`.
    """

    def __init__(self, files: Listed, *, progress: Callable[[int, int], None]) -> None:
        """Parse all entries once.

        Raises:
            NewerFormatError: an entry of a version or kind unknown here.
            UnreadableError: the files cannot be read.
        """
        self._files = files
        self.seqs = files.numbers(Part.ENTRY)
        self._files_of = frozenset(self.seqs)
        self.bad: dict[int, str] = {}
        self.keys: list[int] = []
        self._kept: dict[int, Entry] = {}
        self._room = KEPT_BYTES
        for done, seq in enumerate(self.seqs):
            progress(done, len(self.seqs))
            self._look(seq)

    def __iter__(self) -> Iterator[Entry]:
        """Yield the entries."""
        for seq in self.seqs:
            entry = self.get(seq)
            if entry is not None:
                yield entry

    def get(self, seq: int) -> Entry | None:
        """Return the entry in the file of that number; None when there is no file or no entry."""
        kept = self._kept.get(seq)
        if kept is not None or seq in self.bad or seq not in self._files_of:
            return kept
        return self._parse(seq)

    def _look(self, seq: int) -> None:
        try:
            entry = self._parse(seq)
        except BadEncodingError as error:
            self.bad[seq] = error.message
            return
        if entry.kind in KEY_KINDS:
            self.keys.append(seq)
        cost = memory_of(entry.leaf)
        if len(entry.leaf) <= KEPT_LEAF_BYTES and cost <= self._room:
            self._kept[seq] = entry
            self._room -= cost

    def _parse(self, seq: int) -> Entry:
        return parse_leaf(self._files.read(entry_path(seq), MAX_LEAF_BYTES))


def memory_of(leaf: bytes) -> int:
    """Return about how many bytes an entry takes as parsed: each value is an object of its own."""
    return 2_500 + 3 * len(leaf) + 96 * (leaf.count(b",") + leaf.count(b"[") + leaf.count(b"{"))


class KeyEntries:
    """The entries of the key log before N, read each time they are gone through: they are large."""

    def __init__(self, shown: Shown, size: int) -> None:
        self._shown = shown
        self._seqs = [seq for seq in shown.keys if seq < size]

    def __iter__(self) -> Iterator[Entry]:
        """Yield them in order."""
        for seq in self._seqs:
            entry = self._shown.get(seq)
            if entry is None:
                raise UnreadableError(f"Entry {seq} changed while it was read.")
            yield entry
