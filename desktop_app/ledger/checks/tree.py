"""Step 5: the RFC 6962 tree over all leaves, and the stored tiles, which are only a cache of it."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from desktop_app.ledger.checks.source import rows
from desktop_app.tlog.merkle import Frontier, root
from desktop_app.tlog.tiles import TILE_WIDTH

if TYPE_CHECKING:
    import apsw

    from desktop_app.model.findings import Findings

_SQL = "SELECT level, idx, hashes FROM main.tiles NOT INDEXED ORDER BY rowid"


class Tree:
    """Grows with the walk; holds one digest for each full tile, and the right edge.

    Attributes:
        frontier: the tree so far.
    """

    def __init__(self) -> None:
        self.frontier = Frontier()
        self._open: list[list[bytes]] = []  # by tile level: hashes of the tile being filled
        self._tiles: dict[tuple[int, int], bytes] = {}

    def append(self, leaf_hash: bytes) -> None:
        """Add a leaf hash."""
        self.frontier.append(leaf_hash)
        self._push(0, leaf_hash)

    def _push(self, level: int, item: bytes) -> None:
        if level == len(self._open):
            self._open.append([])
        hashes = self._open[level]
        hashes.append(item)
        if len(hashes) == TILE_WIDTH:
            index = (self.frontier.size - 1) >> (8 * (level + 1))
            self._tiles[level, index] = sha256(b"".join(hashes)).digest()
            self._push(level + 1, root(hashes))
            hashes.clear()

    def check_tiles(self, db: apsw.Connection, found: Findings) -> None:
        """Compare the stored tiles with the recomputed ones, both ways (ATTACKS C07).

        Raises:
            WalkEndedError: a row cannot be read.
        """
        missing = dict(self._tiles)
        for level, index, hashes in rows(db, _SQL, (int, int, bytes), found):
            check_tile(level, index, hashes, missing.pop((level, index), None), found)
        check_missing(missing, found)


def check_tile(
    level: int, index: int, hashes: bytes, digest: bytes | None, found: Findings
) -> None:
    """Check one stored tile; digest None = the tree has no such full tile."""
    if digest is None:
        found.invalid("tile_extra", f"Tile {index} of level {level} has no entries.")
    elif sha256(hashes).digest() != digest:
        found.invalid("tile", f"Tile {index} of level {level} is not that of the entries.")


def check_missing(missing: dict[tuple[int, int], bytes], found: Findings) -> None:
    """Check that each full tile of the tree is stored."""
    for level, index in sorted(missing):
        found.invalid("tile_missing", f"Tile {index} of level {level} is missing.")
