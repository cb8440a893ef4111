"""C2SP tlog-tiles: where the hash of a subtree lies, tile paths, and entry bundles.

A tile is up to 256 adjacent hashes of one level: level 0 holds leaf hashes, each hash of level
L + 1 is the root over one full tile of level L. Only full tiles are hashed into the level above.

Source: c2sp.org/tlog-tiles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

from desktop_app.errors import BadEncodingError
from desktop_app.tlog.merkle import HASH_BYTES, NodeReader, root

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
TILE_BYTES = TILE_WIDTH * HASH_BYTES
MAX_LEVEL = 63
MAX_ENTRY_BYTES = 65_535
_LENGTH_BYTES = 2
_GROUP = 1000  # tile indices are written in groups of three digits

TileReader: TypeAlias = Callable[[int, int], bytes]
"""(tile level, tile index) -> the tile's concatenated hashes, as many as there are."""


def tile_path(level: int | None, index: int, width: int = TILE_WIDTH) -> str:
    """Return `tile/<L>/<N>[.p/<W>]`; level None means the entry bundle, `tile/entries/...`.

    Raises:
        ValueError: a level, index or width that no tile has.
    """
    if (level is not None and not 0 <= level <= MAX_LEVEL) or index < 0:
        raise ValueError(f"No tile has level {level} and index {index}.")
    if not 1 <= width <= TILE_WIDTH:
        raise ValueError(f"No tile is {width} hashes wide.")
    index, last = divmod(index, _GROUP)
    path = f"{last:03}"
    while index:
        index, group = divmod(index, _GROUP)
        path = f"x{group:03}/{path}"
    partial = "" if width == TILE_WIDTH else f".p/{width}"
    return f"tile/{'entries' if level is None else level}/{path}{partial}"


def tile_counts(level: int, size: int) -> tuple[int, int]:
    """Return how many full tiles a level has in a tree of `size`, and the width of the partial."""
    return divmod(size >> (TILE_HEIGHT * level), TILE_WIDTH)


def tiles_of(size: int) -> Iterator[tuple[int, int, int]]:
    """Yield (level, index, width) of every tile of a tree of `size`, level by level."""
    level = 0
    while size >> (TILE_HEIGHT * level):
        full, partial = tile_counts(level, size)
        for index in range(full):
            yield level, index, TILE_WIDTH
        if partial:
            yield level, full, partial
        level += 1


def split_tile(tile: bytes) -> list[bytes]:
    """Return a tile's hashes.

    Raises:
        BadEncodingError: empty, wider than 256 hashes, or not whole hashes.
    """
    if not 0 < len(tile) <= TILE_BYTES or len(tile) % HASH_BYTES:
        raise BadEncodingError(f"A tile of {len(tile)} bytes.")
    return [tile[at : at + HASH_BYTES] for at in range(0, len(tile), HASH_BYTES)]


def node_reader(tile: TileReader) -> NodeReader:
    """Return a reader of nodes over tiles, for the makers of proofs in `tlog.merkle`.

    A tile must hold at least the hashes that it has in a tree of the size in question.
    """

    def node(level: int, index: int) -> bytes:
        tile_level, height = divmod(level, TILE_HEIGHT)
        first = index << height
        tile_index, offset = divmod(first, TILE_WIDTH)
        hashes = split_tile(tile(tile_level, tile_index))[offset : offset + (1 << height)]
        if len(hashes) != 1 << height:
            raise BadEncodingError(f"Tile {tile_index} of level {tile_level} is too short.")
        return root(hashes)

    return node


def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """Return an entry bundle: 1 to 256 entries, each behind its big-endian 16-bit length.

    Raises:
        BadEncodingError: no entries, too many, or one over 65,535 bytes.
    """
    if not 1 <= len(entries) <= TILE_WIDTH:
        raise BadEncodingError(f"An entry bundle of {len(entries)} entries.")
    return b"".join(_bundle_parts(entries))


def _bundle_parts(entries: Iterable[bytes]) -> Iterator[bytes]:
    for entry in entries:
        if len(entry) > MAX_ENTRY_BYTES:
            raise BadEncodingError(f"An entry of {len(entry)} bytes fits no bundle.")
        yield len(entry).to_bytes(_LENGTH_BYTES, "big")
        yield entry


def parse_bundle(data: bytes) -> list[bytes]:
    """Return the entries of a bundle.

    Raises:
        BadEncodingError: cut off, empty, or more than 256 entries.
    """
    entries: list[bytes] = []
    at = 0
    while at < len(data) and len(entries) <= TILE_WIDTH:
        start = at + _LENGTH_BYTES
        at = start + int.from_bytes(data[at:start], "big")
        entries.append(data[start:at])
    if at > len(data) or not 1 <= len(entries) <= TILE_WIDTH:
        raise BadEncodingError("The entry bundle is cut off, empty or too long.")
    return entries
