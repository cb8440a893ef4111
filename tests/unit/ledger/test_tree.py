"""The writer's tree: grown leaf by leaf, loaded from tiles, equal to the one recomputed."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import apsw
import pytest

from desktop_app.errors import LedgerInvalidError
from desktop_app.ledger import schema, tree
from desktop_app.tlog.merkle import (
    Frontier,
    consistency_proof,
    inclusion_proof,
    root,
    verify_consistency,
    verify_inclusion,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

HASHES = [sha256(str(number).encode()).digest() for number in range(66_100)]


@pytest.fixture(scope="module")
def db() -> Iterator[apsw.Connection]:
    """Leaf hashes and tiles of a tree over two full levels of tiles."""
    made = apsw.Connection(":memory:")
    schema.create(made)
    grown = tree.load(made, 0)
    tiles = [tile for item in HASHES for tile in grown.append(item)]
    rows = ((seq, b"", item, b"") for seq, item in enumerate(HASHES))
    with made:
        made.executemany("INSERT INTO entries VALUES (?, ?, ?, ?)", rows)
        made.executemany("INSERT INTO tiles VALUES (?, ?, ?)", tiles)
    assert len(tiles) == 259
    yield made
    made.close()


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 511, 512, 1_000, 65_535, 65_536, 66_049])
def test_loaded_is_grown(db: apsw.Connection, size: int) -> None:
    """At any size, and it grows on to the same tiles and root."""
    loaded = tree.load(db, size)
    assert loaded.size == size
    assert loaded.frontier.root() == tree.root_at(db, size)
    frontier = Frontier()
    frontier.extend(HASHES[:size])
    assert loaded.frontier.hashes() == frontier.hashes()
    for item in HASHES[size : size + 600]:
        for level, index, hashes in loaded.append(item):
            sql = "SELECT hashes FROM tiles WHERE level = ? AND idx = ?"
            assert db.execute(sql, (level, index)).fetchall() == [(hashes,)]
    frontier.extend(HASHES[size : size + 600])
    assert loaded.frontier.root() == frontier.root()


def test_proofs_over_stored_tiles(db: apsw.Connection) -> None:
    """The nodes that proofs need come out right."""
    size, old = 66_000, 40_001
    node = tree.nodes(db, size)
    whole = root(HASHES[:size])
    for index in (0, 255, 256, 65_535, 65_999):
        proof = inclusion_proof(index, size, node)
        verify_inclusion(index=index, size=size, leaf_hash=HASHES[index], proof=proof, root=whole)
    verify_consistency(
        old_size=old,
        new_size=size,
        old_root=root(HASHES[:old]),
        new_root=whole,
        proof=consistency_proof(old, size, node),
    )


def test_missing_and_short_tiles_are_refused(db: apsw.Connection) -> None:
    """A tile or a leaf hash that must be there."""
    with pytest.raises(LedgerInvalidError, match="missing"):
        tree.load(db, 66_500)
    other = apsw.Connection(":memory:")
    schema.create(other)
    other.execute("INSERT INTO tiles VALUES (0, 0, x'00')")
    with pytest.raises(LedgerInvalidError, match="damaged"):
        tree.root_at(other, 256)
    other.close()
