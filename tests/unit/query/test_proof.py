"""An entry's place in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import NotFoundError
from desktop_app.host.paths import Paths
from desktop_app.query.query import Query

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def recorded(store, monkeypatch) -> Iterator[Query]:
    """A query over a store that a recorder wrote and closed."""
    for name, value in store.items():
        monkeypatch.setenv(name, value)
    paths = Paths.resolve()
    with Query(paths.index, paths.ledger) as found:
        yield found


def test_an_entry_has_its_place_and_its_checkpoint(recorded):
    """The chain holds, and the oldest checkpoint above it covers it."""
    one, two = recorded.entry_proof(3), recorded.entry_proof(4)
    assert two["prev"] == one["leaf_hash"]
    assert one["seq"] == 3
    assert one["checkpoint_size"] > 3
    assert one["sealed_size"] == recorded.sealed_size() >= one["checkpoint_size"]


def test_an_entry_that_is_not_there(recorded):
    """Is an error with a sentence."""
    with pytest.raises(NotFoundError):
        recorded.entry_proof(10**6)


def test_without_a_ledger_nothing_is_proven(small):
    """A query over an index alone says so."""
    with pytest.raises(NotFoundError, match="not at hand"):
        small.entry_proof(0)
