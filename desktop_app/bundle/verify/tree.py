"""Step 7, the tree: tiles that lead to the signed root, and the roots of smaller checkpoints.

Promise: no hash is taken from a tile before the tile led to the root of `log/checkpoint`. The tiles
on the right edge fold to that root, all of their hashes used; each full tile's root is its hash in
the tile above. So the roots of smaller sizes that follow are those of the same leaves: this is the
consistency proof. Holds two levels of tiles at a time.

Source: c2sp.org/tlog-tiles. See `resources/docs/bundle.md`, section "Checkpoints and tiles".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.bundle.layout import MAX_TILE_BYTES, Part, tile_file
from desktop_app.bundle.verify.steps import StepEndedError
from desktop_app.errors import BadEncodingError
from desktop_app.model.verdict import Verdict
from desktop_app.tlog.merkle import Frontier, root
from desktop_app.tlog.tiles import (
    TILE_HEIGHT,
    TILE_WIDTH,
    split_tile,
    tile_counts,
    tiles_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop_app.bundle.verify.listing import Listed
    from desktop_app.model.findings import Findings

Tile = tuple[int, int, int]  # level, index, width
Node = tuple[int, int]  # level of the tree, index


def range_nodes(size: int) -> list[Node]:
    """Return the complete subtrees of the first `size` leaves, largest first."""
    bits = range(size.bit_length() - 1, -1, -1)
    return [(bit, (size >> bit) - 1) for bit in bits if size >> bit & 1]


def tile_of(node: Node, size: int) -> tuple[Tile, int]:
    """Return the tile that holds a node's leaves' hashes in the tree of `size`, and where."""
    level, height = divmod(node[0], TILE_HEIGHT)
    index, offset = divmod(node[1] << height, TILE_WIDTH)
    full, partial = tile_counts(level, size)
    return (level, index, TILE_WIDTH if index < full else partial), offset


def tiles_for(sizes: Iterable[int], size: int) -> set[Tile]:
    """Return the tiles that lead from trees of `sizes`, each at most `size`, to that of `size`."""
    needed: set[Tile] = set()
    for one in {*sizes, size}:
        for node in range_nodes(one):
            tile, _ = tile_of(node, size)
            while tile not in needed:
                needed.add(tile)
                level, index, width = tile
                if width < TILE_WIDTH:
                    break
                tile, _ = tile_of(((level + 1) * TILE_HEIGHT, index), size)
    return needed


@dataclass(slots=True)
class Tiles:
    """The tiles of a bundle while they are led to the root, level by level from the top."""

    files: Listed
    size: int
    root: bytes
    found: Findings
    nodes: dict[Node, bytes] = field(default_factory=dict)
    _above: dict[int, list[bytes]] = field(default_factory=dict)

    def lead(self, needed: set[Tile], present: set[Tile], sizes: Iterable[int]) -> None:
        """Authenticate the tiles, and take from each what `sizes` need."""
        edge = self._edge(needed, present)
        if edge is None:
            return
        wanted: dict[Tile, list[Node]] = {}
        for node in {node for size in sizes for node in range_nodes(size)}:
            wanted.setdefault(tile_of(node, self.size)[0], []).append(node)
        for level in sorted({tile[0] for tile in needed}, reverse=True):
            here: dict[int, list[bytes]] = {}
            for tile in sorted(tile for tile in needed if tile[0] == level):
                hashes = edge.get(tile) or self._full(tile, present)
                if hashes is not None:
                    here[tile[1]] = hashes
                    self._take(hashes, wanted.get(tile, ()))
            self._above = here

    def _edge(self, needed: set[Tile], present: set[Tile]) -> dict[Tile, list[bytes]] | None:
        """Read the tiles on the right edge, and fold them to the root."""
        edge: dict[Tile, list[bytes]] = {}
        for tile in (tile for tile in needed if tile[2] < TILE_WIDTH):
            hashes = self._read(tile, present)
            if hashes is None:
                return None
            edge[tile] = hashes
            self._take(hashes, [n for n in range_nodes(self.size) if _tile(n, self.size) == tile])
        computed = folded(self.nodes, self.size)
        check_edge(computed, self.root, self.found)
        if computed == self.root:
            return edge
        self.nodes.clear()
        return None

    def _full(self, tile: Tile, present: set[Tile]) -> list[bytes] | None:
        """Read a full tile and compare its root with its hash in the tile above."""
        level, index, _ = tile
        above, offset = divmod(index, TILE_WIDTH)
        if above not in self._above:
            return None  # that one is missing or wrong, and told
        hashes = self._read(tile, present)
        if hashes is None or not check_tile(level, index, hashes, self._above[above][offset]):
            if hashes is not None:
                path = tile_file(level, index)
                self.found.invalid("tile", f"{path} is not of the signed tree.")
            return None
        return hashes

    def _read(self, tile: Tile, present: set[Tile]) -> list[bytes] | None:
        path = tile_file(*tile)
        if tile not in present:
            self.found.fail(Verdict.INCOMPLETE, "tile_missing", f"{path} is missing.")
            return None
        try:
            hashes = split_tile(self.files.read(path, MAX_TILE_BYTES))
        except BadEncodingError as error:
            self.found.invalid("tile", f"{path}: {error.message}")
            return None
        if len(hashes) != tile[2]:
            self.found.invalid("tile", f"{path} has {len(hashes)} hashes.")
            return None
        return hashes

    def _take(self, hashes: list[bytes], nodes: Iterable[Node]) -> None:
        for node in nodes:
            _, offset = tile_of(node, self.size)
            width = 1 << node[0] % TILE_HEIGHT
            self.nodes[node] = root(hashes[offset : offset + width])


def check_tree(
    files: Listed,
    *,
    size: int,
    signed_root: bytes,
    roots: dict[int, bytes],
    whole: bool,
    found: Findings,
    also: Iterable[int] = (),
) -> dict[int, bytes]:
    """Lead all tiles to the root; compare the roots that follow with those of checkpoints.

    Args:
        files: the bundle.
        size: N.
        signed_root: of `log/checkpoint`.
        roots: size -> root that a signed checkpoint names.
        whole: whether all tiles of the tree must be there (level `full-log`).
        found: where findings go.
        also: further sizes, 1 to N, whose roots are wanted where these tiles give them.

    Returns:
        The roots that follow from the tiles, of all those sizes.

    Raises:
        StepEndedError: a whole log that cannot be here; the findings say so.
    """
    if whole:
        check_enough(size, len(files.paths()), found)
    needed = set(tiles_of(size)) if whole else tiles_for(roots, size)
    present = {(tile[0], tile[1], tile[2]) for tile in files.of(Part.TILE)}
    check_extra(present - needed, found)
    tiles = Tiles(files, size, signed_root, found)
    wanted = roots.keys() | set(also)
    tiles.lead(needed, present, wanted)
    proven = {}
    for one in sorted(wanted):
        if all(node in tiles.nodes for node in range_nodes(one)):
            proven[one] = folded(tiles.nodes, one)
            check_root(one, proven[one], roots.get(one, proven[one]), found)
    return proven


def folded(nodes: dict[Node, bytes], size: int) -> bytes:
    """Return the root of `size` from its complete subtrees."""
    return Frontier(size, [nodes[node] for node in range_nodes(size)]).root()


def check_enough(size: int, files: int, found: Findings) -> None:
    """Check that a whole log can be here, before its tiles are listed: a size is any number."""
    if size > TILE_WIDTH * files:
        text = f"A log of {size} entries is not whole in {files} files."
        found.fail(Verdict.INCOMPLETE, "tile_missing", text)
        raise StepEndedError


def check_edge(computed: bytes, signed_root: bytes, found: Findings) -> None:
    """Check that the tiles on the right edge fold to the signed root (ATTACKS C07)."""
    if computed != signed_root:
        found.invalid("tile", "The tiles on the right edge do not lead to the signed root.")


def check_tile(level: int, index: int, hashes: list[bytes], above: bytes) -> bool:  # noqa: ARG001 - who replaces it sees which
    """Tell whether a full tile has the root that the tile above holds (ATTACKS C07)."""
    return root(hashes) == above


def check_extra(extra: set[Tile], found: Findings) -> None:
    """Check that no tile is there that leads nowhere: nothing would say that it is right."""
    for tile in sorted(extra)[:1]:
        found.invalid("tile_extra", f"{tile_file(*tile)} belongs to no checkpoint.")


def check_root(size: int, computed: bytes, told: bytes, found: Findings) -> None:
    """Check that a checkpoint's root is that of the same tree at its size."""
    if computed != told:
        found.invalid(
            "checkpoint_root",
            f"The first {size} entries are not those of the checkpoint of size {size}.",
            seq=size - 1,
        )


def _tile(node: Node, size: int) -> Tile:
    return tile_of(node, size)[0]
