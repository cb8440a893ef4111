"""Proofs and tiles of any size lead to the root, and a damaged cache is noticed before."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.bundle.build.proofs import (
    Proofs,
    checkpoint_notes,
    compact_range,
    tiles_between,
)
from desktop_app.bundle.layout import parse_path, tile_file
from desktop_app.errors import LedgerInvalidError, NotFoundError
from desktop_app.ledger.reader import LedgerReader
from desktop_app.tlog.merkle import Frontier, root, verify_inclusion
from desktop_app.tlog.proof import parse_proof
from desktop_app.tlog.tiles import TILE_WIDTH, parse_bundle, split_tile, tile_counts, tiles_of
from tests.fakes.exporting import begin
from tests.fakes.ledger_builder import standard
from tests.fakes.pruned_ledger import aged
from tests.fakes.retained_ledger import purge_due

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.bundle.build.request import Request


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LedgerReader, Request]]:
    """A ledger with a full tile, and a checkpoint over it."""
    built = standard(tmp_path_factory.mktemp("ledger"))
    writer = built.open()
    request = begin(writer, built.path)
    with LedgerReader(built.path) as reader:
        yield reader, request
    writer.close()


def proofs(place: tuple[LedgerReader, Request]) -> Proofs:
    """Return proofs against that checkpoint."""
    ledger, request = place
    told = request.predicate
    return Proofs(ledger, size=told.size, root=told.root, note=request.note)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 5_000))
def test_a_compact_range_makes_the_root(size: int) -> None:
    """Its subtrees, folded."""
    hashes = [sha256(str(number).encode()).digest() for number in range(size)]
    nodes = [root(hashes[i << level : (i + 1) << level]) for level, i in compact_range(size)]
    assert Frontier(size, nodes).root() == root(hashes)


@given(st.integers(1, 2**40), st.data())
def test_the_tiles_hold_what_is_needed(size: int, data: st.DataObject) -> None:
    """Each node of each compact range, and above each full tile its root; as wide as in N."""
    sizes = data.draw(st.sets(st.integers(1, size), max_size=4))
    tiles = tiles_between(sizes, size)
    named = {(level, index) for level, index, _ in tiles}
    for one in {*sizes, size}:
        for level, index in compact_range(one):
            assert (level // 8, (index << level % 8) >> 8) in named
    for level, index, width in tiles:
        full, partial = tile_counts(level, size)
        assert width == (TILE_WIDTH if index < full else partial) > 0
        if width == TILE_WIDTH:
            assert (level + 1, index >> 8) in named
    if size < 10**5:
        assert tiles <= set(tiles_of(size))


def test_a_proof_is_a_proof(place: tuple[LedgerReader, Request]) -> None:
    """Of the form of tlog-proof, with the Ed25519 line alone."""
    made = proofs(place)
    parsed = parse_proof(made.proof(4))
    assert parsed.index == 4
    assert parsed.checkpoint.count(b"\n\xe2\x80\x94 ") == 1
    assert len(parsed.checkpoint) < 400


def test_some_tiles_are_some_of_all(place: tuple[LedgerReader, Request]) -> None:
    """Those between the sizes, with the same bytes."""
    _, request = place
    sizes, size = [3, 200], request.predicate.size
    some, every = dict(proofs(place).tile_files(sizes)), dict(proofs(place).every_tile())
    assert set(some) == {tile_file(*tile) for tile in tiles_between(sizes, size)}
    assert some.items() <= every.items()
    assert len(some) < len(every)


def test_every_tile_and_every_leaf(place: tuple[LedgerReader, Request]) -> None:
    """The bundles hold all leaves; level 0 their hashes."""
    ledger, request = place
    files = dict(proofs(place).every_tile())
    assert all(parse_path(path) for path in files)
    size = request.predicate.size
    leaves = [
        leaf
        for path in sorted(path for path in files if "/entries/" in path)
        for leaf in parse_bundle(files[path])
    ]
    assert leaves == [entry.leaf for entry in ledger.entries(0, size)]
    hashes = [h for path in sorted(files) if "/tile/0/" in path for h in split_tile(files[path])]
    assert root(hashes) == request.predicate.root


def test_the_note_with_both_signatures_is_taken(place: tuple[LedgerReader, Request]) -> None:
    """Of a size that has several; a size without one is left out."""
    ledger, request = place
    cosigned = next(c for c in ledger.checkpoints() if c.reason == "seal")
    found = checkpoint_notes(
        ledger, [cosigned.size, 1], size=request.predicate.size, note=request.note
    )
    assert found == {cosigned.size: cosigned.note, request.predicate.size: request.note}


def test_a_cache_that_lies_is_noticed(place: tuple[LedgerReader, Request]) -> None:
    """Before anything is made of it."""
    ledger, request = place
    with pytest.raises(LedgerInvalidError):
        Proofs(ledger, size=request.predicate.size, root=bytes(32), note=request.note)


@pytest.mark.attack("F04")
def test_proofs_of_pruned_entries_are_what_they_were(tmp_path: Path) -> None:
    """An old proof verifies, and the same one is made again; the whole log is not handed out."""
    built = aged(tmp_path)
    writer = built.open()
    request = begin(writer, built.path)
    with LedgerReader(built.path) as ledger:
        old = proofs((ledger, request))
        before = {seq: (old.proof(seq), ledger.leaf_hash(seq)) for seq in (3, 100, 511, 600)}
        assert len(list(old.every_tile())) > 0
    purge_due(built, writer)
    with LedgerReader(built.path) as ledger:
        new = proofs((ledger, request))
        assert ledger.pruned() > 480
        for seq, (proof, hashed) in before.items():
            assert new.proof(seq) == proof
            parsed = parse_proof(proof)
            told = request.predicate
            verify_inclusion(
                index=seq, size=told.size, leaf_hash=hashed, proof=parsed.hashes, root=told.root
            )
        with pytest.raises(NotFoundError, match="cannot be handed out as a whole"):
            list(new.every_tile())
    writer.close()
