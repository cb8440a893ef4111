"""The ledger's Merkle tree as the writer keeps it: a frontier in memory, full tiles on disk.

Tiles are a cache that makes opening fast. Nobody takes them as evidence: what the writer loads from
them must lead to the root of a signed checkpoint (`recovery`), and `audit` recomputes all of it.
Source: c2sp.org/tlog-tiles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import LedgerInvalidError
from desktop_app.ledger.connection import query
from desktop_app.tlog.merkle import Frontier, root
from desktop_app.tlog.tiles import TILE_BYTES, TILE_HEIGHT, TILE_WIDTH, node_reader, tile_counts

if TYPE_CHECKING:
    import apsw

    from desktop_app.tlog.merkle import NodeReader
    from desktop_app.tlog.tiles import TileReader

_HASH_BYTES = 32


class Tree:
    """The tree over [0, size): grows leaf by leaf, hands out tiles as they fill.

    Attributes:
        frontier: the compact range; its `size` is the number of leaves.
    """

    def __init__(self, frontier: Frontier, partial: list[list[bytes]]) -> None:
        self.frontier = frontier
        self._partial = partial  # per tile level, the hashes of its last tile that is not full

    @property
    def size(self) -> int:
        """Number of leaves."""
        return self.frontier.size

    def append(self, leaf_hash: bytes) -> list[tuple[int, int, bytes]]:
        """Add one leaf hash; return the tiles it filled as (level, index, 256 hashes joined)."""
        self.frontier.append(leaf_hash)
        filled: list[tuple[int, int, bytes]] = []
        item = leaf_hash
        level = 0
        while True:
            if level == len(self._partial):
                self._partial.append([])
            hashes = self._partial[level]
            hashes.append(item)
            if len(hashes) < TILE_WIDTH:
                return filled
            index = (self.frontier.size >> (TILE_HEIGHT * (level + 1))) - 1
            filled.append((level, index, b"".join(hashes)))
            item = root(hashes)
            self._partial[level] = []
            level += 1


def tile_reader(db: apsw.Connection, size: int) -> TileReader:
    """Return a reader of the tiles of a tree of `size`, partial ones made from what lies below.

    Raises (the reader):
        LedgerInvalidError: a tile or a leaf hash that must be there is not.
    """

    def tile(level: int, index: int) -> bytes:
        full, partial = tile_counts(level, size)
        if index < full:
            sql = "SELECT hashes FROM main.tiles WHERE level = ? AND idx = ?"
            rows = query(db, sql, level, index)
            if not rows or len(rows[0][0]) != TILE_BYTES:
                raise LedgerInvalidError(f"Tile {index} of level {level} is missing or damaged.")
            return bytes(rows[0][0])
        first = TILE_WIDTH * index
        if level == 0:
            return _leaf_hashes(db, first, first + partial)
        below = (tile(level - 1, first + at) for at in range(partial))
        return b"".join(root(_split(hashes)) for hashes in below)

    return tile


def nodes(db: apsw.Connection, size: int) -> NodeReader:
    """Return a reader of nodes of the tree of `size`, for making proofs."""
    return node_reader(tile_reader(db, size))


def load(db: apsw.Connection, size: int) -> Tree:
    """Return the tree over the first `size` entries, from tiles and the leaf hashes after them."""
    tile = tile_reader(db, size)
    partial = []
    level = 0
    while size >> (TILE_HEIGHT * level):
        full, width = tile_counts(level, size)
        partial.append(_split(tile(level, full)) if width else [])
        level += 1
    return Tree(_frontier(size, node_reader(tile)), partial)


def root_at(db: apsw.Connection, size: int) -> bytes:
    """Return the root over the first `size` entries, as tiles and leaf hashes have it."""
    return _frontier(size, nodes(db, size)).root()


def _frontier(size: int, node: NodeReader) -> Frontier:
    bits = [bit for bit in reversed(range(size.bit_length())) if size >> bit & 1]
    return Frontier(size, [node(bit, (size >> bit) - 1) for bit in bits])


def _leaf_hashes(db: apsw.Connection, start: int, stop: int) -> bytes:
    sql = "SELECT leaf_hash FROM main.entries WHERE seq >= ? AND seq < ? ORDER BY seq"
    rows = query(db, sql, start, stop)
    joined = b"".join(row[0] for row in rows)
    if len(rows) != stop - start or len(joined) != _HASH_BYTES * len(rows):
        raise LedgerInvalidError(f"Leaf hashes between entry {start} and {stop} are missing.")
    return joined


def _split(hashes: bytes) -> list[bytes]:
    return [hashes[at : at + _HASH_BYTES] for at in range(0, len(hashes), _HASH_BYTES)]
