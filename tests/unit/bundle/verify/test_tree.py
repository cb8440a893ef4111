"""Step 7: tiles lead to the signed root, and smaller roots follow from them."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.bundle.layout import tile_file
from desktop_app.bundle.verify import tree
from desktop_app.bundle.verify.listing import Listed
from desktop_app.bundle.verify.steps import StepEndedError
from desktop_app.model.findings import Findings
from desktop_app.model.verdict import Verdict
from desktop_app.tlog.merkle import leaf_hash, root
from desktop_app.tlog.tiles import TILE_WIDTH, tiles_of
from tests.fakes.bundle_forger import DictFiles, codes, tile_bytes

HASHES = [leaf_hash(b"%d" % number) for number in range(70_000)]


def files_of(tiles) -> dict[str, bytes]:
    """Return tile files of the tree over `HASHES`."""
    return {tile_file(*tile): tile_bytes(HASHES, *tile) for tile in tiles}


def check(files, size, sizes, *, whole=False, **roots):
    """Check the tiles of a tree; the roots are the right ones unless others are given."""
    found = Findings()
    wanted = {one: root(HASHES[:one]) for one in {*sizes, size}}
    for one, other in roots.items():
        wanted[int(one[1:])] = other
    proven = tree.check_tree(
        Listed(DictFiles(files)),
        size=size,
        signed_root=wanted[size],
        roots=wanted,
        whole=whole,
        found=found,
    )
    return found, proven


@given(st.integers(1, 700).flatmap(lambda n: st.tuples(st.just(n), st.sets(st.integers(1, n)))))
def test_any_size_leads_to_any_larger_one(both: tuple[int, set[int]]) -> None:
    """With just the tiles that `tiles_for` names, and none of them can be left out."""
    size, sizes = both
    tiles = tree.tiles_for(sizes, size)
    assert tiles <= set(tiles_of(size))
    found, proven = check(files_of(tiles), size, sizes)
    assert found.kept == []
    assert proven == {one: root(HASHES[:one]) for one in {*sizes, size}}


@pytest.mark.parametrize("size", [256, 65_536, 65_537, 66_000])
def test_three_levels_lead_to_the_root(size: int) -> None:
    """Full tiles on the right edge, too."""
    sizes = [one for one in (1, 300, 40_000) if one <= size]
    found, proven = check(files_of(tree.tiles_for(sizes, size)), size, sizes)
    assert (found.kept, len(proven)) == ([], len(sizes) + 1)


@pytest.mark.attack("C07")
@pytest.mark.parametrize("size", [5, 300, 512])
def test_each_byte_of_each_tile_counts(size: int) -> None:
    """The first, one in the middle and the last byte of each hash (ATTACKS C07)."""
    sizes = [3, size // 2]
    good = files_of(tree.tiles_for(sizes, size))
    for path, data in good.items():
        for at in range(0, len(data), 31):
            bad = bytearray(data)
            bad[at] ^= 1
            found, _ = check({**good, path: bytes(bad)}, size, sizes)
            assert Verdict.INVALID in found.verdicts


def test_a_tile_that_is_missing_is_told() -> None:
    """On the edge nothing follows; elsewhere the rest does, but not what lies under it."""
    size, sizes = 66_000, [300]
    tiles = tree.tiles_for(sizes, size)
    for gone in tiles:
        found, proven = check(files_of(tiles - {gone}), size, sizes)
        assert codes(found) == ["tile_missing"]
        assert found.verdicts == {Verdict.INCOMPLETE}
        assert 300 not in proven


@pytest.mark.parametrize("data", [b"", bytes(31), bytes(32)])
def test_a_tile_of_another_shape_is_invalid(data: bytes) -> None:
    """Empty, half a hash, too few hashes."""
    tiles = tree.tiles_for([], 300)
    for tile in tiles:
        if tile[2] > 1:
            found, _ = check({**files_of(tiles), tile_file(*tile): data}, 300, [])
            assert codes(found) == ["tile"]


def test_a_tile_that_leads_nowhere_is_refused() -> None:
    """Nothing says whether it is right; the whole tree has them all."""
    every = files_of(tiles_of(600))
    found, _ = check(every, 600, [])
    assert codes(found) == ["tile_extra"]
    found, _ = check(every, 600, [], whole=True)
    assert found.kept == []
    narrow = files_of(tree.tiles_for([], 600)) | files_of([(0, 2, 87)])
    assert codes(check(narrow, 600, [])[0]) == ["tile_extra"]


@pytest.mark.attack("A09")
def test_a_checkpoint_of_a_fork_is_invalid() -> None:
    """Its root is not that of the same leaves."""
    tiles = files_of(tree.tiles_for([300], 600))
    found, proven = check(tiles, 600, [300], _300=sha256(b"fork").digest())
    assert codes(found) == ["checkpoint_root"]
    assert proven[300] == root(HASHES[:300])
    found, proven = check(tiles, 600, [300], _600=sha256(b"fork").digest())
    assert (codes(found), proven) == (["tile"], {})


def test_tiles_and_nodes_are_those_of_the_specification() -> None:
    """The largest complete subtrees, and the tile that holds each."""
    assert tree.range_nodes(600) == [(9, 0), (6, 8), (4, 36), (3, 74)]
    assert tree.tile_of((9, 0), 600) == ((1, 0, 2), 0)
    assert tree.tile_of((3, 74), 600) == ((0, 2, 88), 80)
    assert tree.tile_of((3, 0), 600) == ((0, 0, TILE_WIDTH), 0)


def test_a_whole_log_that_cannot_be_here_is_told() -> None:
    """Before anything of it is listed: as many hashes as the files can hold, and one more."""
    found = Findings()
    tree.check_enough(3 * TILE_WIDTH, 3, found)
    assert codes(found) == []
    with pytest.raises(StepEndedError):
        tree.check_enough(3 * TILE_WIDTH + 1, 3, found)
    assert codes(found) == ["tile_missing"]
