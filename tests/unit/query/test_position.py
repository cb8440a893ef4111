"""How far the index is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.index.follower import Follower
from desktop_app.query.position import indexed_size
from tests.fakes.ledger_place import COMMAND, Place

if TYPE_CHECKING:
    from pathlib import Path


def test_the_number_of_entries_in_the_index(tmp_path: Path) -> None:
    """It grows when the follower catches up."""
    place, index = Place(tmp_path), tmp_path / "index.db"
    writer = place.open()
    assert indexed_size(index) is None
    with Follower(place.path, index) as follower:
        follower.catch_up()
        assert indexed_size(index) == 2
        writer.append([COMMAND]).result(60)
        assert indexed_size(index) == 2
        follower.catch_up()
        assert indexed_size(index) == 3
    writer.close()


def test_what_is_no_index_has_no_size(tmp_path: Path) -> None:
    """Status shows that it cannot be read; it is never an error of status."""
    index = tmp_path / "index.db"
    index.write_bytes(b"x" * 5000)
    assert indexed_size(index) is None
    index.unlink()
    index.mkdir()
    assert indexed_size(index) is None
