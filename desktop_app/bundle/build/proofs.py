"""What proves the entries of a bundle: tlog-proofs, checkpoints, and the tiles between them.

Everything is read from the ledger's tiles and leaf hashes, which are a cache: before a byte is
written their root is compared with that of the checkpoint, so that a damaged cache makes an error
and not a bundle that fails at the reviewer's.

Source: `resources/docs/bundle.md`, sections "Entries shown" and "Checkpoints and tiles";
c2sp.org/tlog-proof, c2sp.org/tlog-tiles.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from desktop_app.bundle.layout import tile_file
from desktop_app.errors import LedgerInvalidError, NotFoundError
from desktop_app.model.formats import counted
from desktop_app.tlog.merkle import Frontier, inclusion_proof
from desktop_app.tlog.note import Note, encode_base64, format_note, parse_note
from desktop_app.tlog.proof import HEADER
from desktop_app.tlog.tiles import (
    TILE_HEIGHT,
    TILE_WIDTH,
    encode_bundle,
    node_reader,
    tile_counts,
    tiles_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from desktop_app.ledger.reader import LedgerReader

_TILES_KEPT = 256  # 8 KiB each
_NODES_KEPT = 1 << 16
_TWO_LINES = 2

Tile = tuple[int, int, int]
"""(level, index, width)"""


class Proofs:
    """Proofs against one checkpoint of one ledger."""

    def __init__(self, ledger: LedgerReader, *, size: int, root: bytes, note: bytes) -> None:
        self._ledger, self._size = ledger, size
        self._tile = lru_cache(_TILES_KEPT)(ledger.tiles(size))
        self._node = lru_cache(_NODES_KEPT)(node_reader(self._tile))
        parsed = parse_note(note)
        self._note = format_note(Note(parsed.text, parsed.signatures[:1]))  # Ed25519 stands first
        if self._root() != root:
            raise LedgerInvalidError("The ledger's tiles do not lead to its checkpoint.")

    def proof(self, seq: int) -> bytes:
        """Return the tlog-proof of an entry; `tlog.proof.format_proof`, without its checks."""
        hashes = inclusion_proof(seq, self._size, self._node)
        lines = [HEADER, f"index {seq}", *map(encode_base64, hashes)]
        return "\n".join(lines).encode() + b"\n\n" + self._note

    def tile_files(self, sizes: Iterable[int]) -> Iterator[tuple[str, bytes]]:
        """Yield (path, hashes) of the tiles that lead from each of these sizes to N."""
        for level, index, width in sorted(tiles_between(sizes, self._size)):
            yield tile_file(level, index, width), self._tile(level, index)

    def every_tile(self) -> Iterator[tuple[str, bytes]]:
        """Yield (path, bytes) of all tiles and all entry bundles.

        Raises:
            NotFoundError: an entry was pruned: the whole log is not there any more.
        """
        gone = self._ledger.pruned(0, self._size)
        if gone:
            raise NotFoundError(
                f"Of this log {counted(gone, 'entry')} went: it cannot be handed out as a whole.",
                hint="The other levels show what a run or a stretch of time needs.",
            )
        for level, index, width in tiles_of(self._size):
            yield tile_file(level, index, width), self._tile(level, index)
        for start in range(0, self._size, TILE_WIDTH):
            stop = min(start + TILE_WIDTH, self._size)
            leaves = list(self._ledger.leaves(start, stop))
            yield tile_file(None, start // TILE_WIDTH, len(leaves)), encode_bundle(leaves)

    def _root(self) -> bytes:
        hashes = [self._node(level, index) for level, index in compact_range(self._size)]
        return Frontier(self._size, hashes).root()


def compact_range(size: int) -> list[tuple[int, int]]:
    """Return (level, index) of the largest complete subtrees that make up a tree, left to right."""
    bits = [bit for bit in reversed(range(size.bit_length())) if size >> bit & 1]
    return [(bit, (size >> bit) - 1) for bit in bits]


def tiles_between(sizes: Iterable[int], size: int) -> set[Tile]:
    """Return the tiles that hold the compact ranges of `sizes` and of `size`, and those above.

    A tile is as wide as in the tree of `size`; each full one brings the tile that holds its root.
    """
    wanted: set[Tile] = set()
    for one in {*sizes, size}:
        for level, index in compact_range(one):
            tile_level, height = divmod(level, TILE_HEIGHT)
            _add(wanted, tile_level, (index << height) >> TILE_HEIGHT, size)
    return wanted


def checkpoint_notes(
    ledger: LedgerReader, sizes: Iterable[int], *, size: int, note: bytes
) -> dict[int, bytes]:
    """Return the notes of these sizes that the ledger has, and that of N, by size.

    Of several of one size the one with both signatures counts.
    """
    found = {size: note}
    for one in sizes:
        notes = [checkpoint.note for checkpoint in ledger.checkpoints_of(one)]
        both = [note for note in notes if len(parse_note(note).signatures) >= _TWO_LINES]
        if one not in found and notes:
            found[one] = (both or notes)[0]
    return found


def _add(wanted: set[Tile], level: int, index: int, size: int) -> None:
    full, partial = tile_counts(level, size)
    tile = (level, index, TILE_WIDTH if index < full else partial)
    if tile in wanted:
        return
    wanted.add(tile)
    if index < full:
        _add(wanted, level + 1, index >> TILE_HEIGHT, size)
