"""Step 5: the tree and its tiles."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from desktop_app.ledger.checks.tree import Tree
from desktop_app.tlog.merkle import root
from tests.fakes.ledger_attacks import ATTACKS, Bases, run

if TYPE_CHECKING:
    from pathlib import Path

ATTACKED = (
    "tile_edited",
    "tile_deleted",
    "tile_added",
)


@pytest.mark.parametrize("name", ATTACKED)
def test_tree_is_found(name: str, tmp_path: Path) -> None:
    """The attack gets its verdict, and the finding says what it is."""
    one = ATTACKS[name]
    report = run(one, Bases(tmp_path))
    assert report.verdict is one.expected
    assert one.finding is None or one.finding in {finding.code for finding in report.findings}


def test_tiles_of_higher_levels_are_made_of_lower_ones() -> None:
    """65,536 leaves fill 256 tiles of level 0 and one of level 1; the root is RFC 6962's."""
    tree = Tree()
    hashes = [sha256(number.to_bytes(4, "big")).digest() for number in range(65_537)]
    for item in hashes:
        tree.append(item)
    assert tree.frontier.root() == root(hashes)
    assert len(tree._tiles) == 257
    tiles = b"".join(root(hashes[at : at + 256]) for at in range(0, 65_536, 256))
    assert tree._tiles[1, 0] == sha256(tiles).digest()
