"""Tiles: the specification's own examples, proofs from tiles, entry bundles."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import BadEncodingError
from desktop_app.tlog import merkle, tiles
from tests.fakes.effort import examples


@pytest.mark.parametrize(
    ("place", "path"),
    [
        ((0, 0), "tile/0/000"),
        ((0, 273, 112), "tile/0/273.p/112"),
        ((2, 0, 1), "tile/2/000.p/1"),
        ((0, 1234067), "tile/0/x001/x234/067"),
        ((63, 1000, 255), "tile/63/x001/000.p/255"),
        ((None, 5, 256), "tile/entries/005"),
        ((None, 1234067, 3), "tile/entries/x001/x234/067.p/3"),
    ],
)
def test_paths(place: tuple[int | None, int] | tuple[int | None, int, int], path: str) -> None:
    """`1234067` is `x001/x234/067`, as the specification says."""
    assert tiles.tile_path(*place) == path


@pytest.mark.parametrize("place", [(-1, 0), (64, 0), (0, -1), (None, -1), (0, 0, 0), (0, 0, 257)])
def test_paths_of_no_tile(place: tuple[int, ...]) -> None:
    """Levels are 0 to 63, widths 1 to 256."""
    with pytest.raises(ValueError, match="No tile"):
        tiles.tile_path(*place)


def test_tiles_of_the_specifications_examples() -> None:
    """A tree of 70,000: 273 + 112, 1 + 17, and a partial of 1. A tree of 256: full, and 1."""
    assert [tiles.tile_counts(level, 70_000) for level in range(4)] == [
        (273, 112),
        (1, 17),
        (0, 1),
        (0, 0),
    ]
    found = list(tiles.tiles_of(70_000))
    assert len(found) == 273 + 1 + 1 + 1 + 1
    assert [tile for tile in found if tile[2] < 256] == [(0, 273, 112), (1, 1, 17), (2, 0, 1)]
    assert list(tiles.tiles_of(256)) == [(0, 0, 256), (1, 0, 1)]
    assert list(tiles.tiles_of(0)) == []


def build(leaves: list[bytes]) -> dict[tuple[int, int], bytes]:
    """Return all tiles of a tree, as the specification defines them."""
    made: dict[tuple[int, int], bytes] = {}
    row = leaves
    for level in range(3):
        for at in range(0, len(row), 256):
            made[level, at // 256] = b"".join(row[at : at + 256])
        row = [merkle.root(row[at : at + 256]) for at in range(0, len(row) // 256 * 256, 256)]
    return made


def test_proofs_from_tiles() -> None:
    """Proofs made from tiles lead to the roots, across tile borders and partial tiles."""
    size = 66_000
    leaves = [merkle.leaf_hash(number.to_bytes(4, "big")) for number in range(size)]
    made = build(leaves)
    assert {(level, index): 32 * width for level, index, width in tiles.tiles_of(size)} == {
        place: len(tile) for place, tile in made.items()
    }
    node = tiles.node_reader(lambda level, index: made[level, index])
    root = merkle.root(leaves)
    for index in (0, 1, 255, 256, 65_535, 65_536, 65_999):
        proof = merkle.inclusion_proof(index, size, node)
        merkle.verify_inclusion(
            index=index, size=size, leaf_hash=leaves[index], proof=proof, root=root
        )
    for old in (1, 255, 256, 257, 511, 65_536, 65_537, 65_999):
        merkle.verify_consistency(
            old_size=old,
            new_size=size,
            old_root=merkle.root(leaves[:old]),
            new_root=root,
            proof=merkle.consistency_proof(old, size, node),
        )


def test_nodes_beyond_a_short_tile_are_refused() -> None:
    """A tile that lacks the hashes asked for is an error, never a shorter subtree."""
    node = tiles.node_reader(lambda _level, _index: bytes(32 * 3))
    assert node(1, 0) == merkle.node_hash(bytes(32), bytes(32))
    for level, index in ((1, 1), (2, 0), (0, 3), (7, 1)):
        with pytest.raises(BadEncodingError, match="too short"):
            node(level, index)


@pytest.mark.parametrize("length", [0, 31, 33, 257 * 32, 256 * 32 + 1])
def test_what_is_no_tile(length: int) -> None:
    """A tile is 1 to 256 whole hashes."""
    with pytest.raises(BadEncodingError, match=f"{length} bytes"):
        tiles.split_tile(bytes(length))


entries = st.lists(st.binary(max_size=40), min_size=1, max_size=20)


@settings(max_examples=examples())
@given(entries)
def test_bundle_round_trip(items: list[bytes]) -> None:
    """What is encoded parses to the same entries."""
    assert tiles.parse_bundle(tiles.encode_bundle(items)) == items


def test_bundles_at_their_limits() -> None:
    """256 entries, empty ones too, and entries of 65,535 bytes fit; one more of either does not."""
    full = [b""] * 256
    assert tiles.encode_bundle(full) == bytes(512)
    assert tiles.parse_bundle(bytes(512)) == full
    large = [bytes(65_535)]
    assert tiles.parse_bundle(tiles.encode_bundle(large)) == large
    for wrong in ([], [b""] * 257, [bytes(65_536)]):
        with pytest.raises(BadEncodingError):
            tiles.encode_bundle(wrong)


@pytest.mark.parametrize(
    "data", [b"", b"\0", b"\0\1", b"\0\1a\0", b"\0\1a\0\2b", b"\xff\xff" + bytes(9), bytes(514)]
)
def test_what_is_no_bundle(data: bytes) -> None:
    """Cut off in a length or an entry, empty, or more than 256 entries."""
    with pytest.raises(BadEncodingError, match="cut off, empty or too long"):
        tiles.parse_bundle(data)


@settings(max_examples=examples(200))
@given(st.binary(max_size=80))
def test_whatever_parses_encodes_to_the_same_bytes(data: bytes) -> None:
    """Arbitrary bytes are refused with our error, or are exactly what we would write."""
    try:
        items = tiles.parse_bundle(data)
    except BadEncodingError:
        return
    assert tiles.encode_bundle(items) == data
