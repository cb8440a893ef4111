"""What must recompute before one more entry may follow. What is refused: test_writer."""

from __future__ import annotations

import pytest

from desktop_app.errors import LedgerInvalidError
from desktop_app.ledger import connection, tail
from desktop_app.model import canonical
from desktop_app.tlog.merkle import leaf_hash
from tests.fakes.ledger_place import COMMAND, RUN, Place


def test_load_finds_the_end(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Place, epoch, root and newest checkpoint, in chunks."""
    monkeypatch.setattr(tail, "_CHUNK", 2)
    writer = place.open()
    writer.append([RUN, COMMAND, RUN, COMMAND, RUN]).result(60)
    db = connection.open_reader(place.path)
    found = tail.load(db)
    assert (found.place.tree.size, found.epoch.number, found.sealed) == (7, 1, False)
    assert found.checkpoint.size == 2
    keys = writer._committer.epoch.keys
    assert tail.owns(found.epoch, keys)
    tail.check_macs(db, found, keys)
    writer.roll_epoch().result(60)
    assert not tail.owns(tail.load(db).epoch, keys)
    with pytest.raises(LedgerInvalidError, match="MAC of entry 8"):
        tail.check_macs(db, tail.load(db), keys)
    db.close()


def _take(seq: int, other: int) -> tuple[str, ...]:
    """Put another entry's leaf in a place."""
    from_other = f"FROM copy WHERE seq = {other:d})"
    return (
        "CREATE TABLE copy AS SELECT * FROM entries",
        (
            f"UPDATE entries SET leaf = (SELECT leaf {from_other},"  # noqa: S608 - numbers
            f" leaf_hash = (SELECT leaf_hash {from_other} WHERE seq = {seq:d}"
        ),
        "DROP TABLE copy",
    )


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (_take(0, 1), "does not begin with"),
        (_take(1, 2), "does not begin with"),
        (("UPDATE epochs SET first_seq = 1",), "does not begin at"),
    ],
)
def test_a_beginning_that_is_none(place: Place, changes: tuple[str, ...], says: str) -> None:
    """Entries 0 and 1 are what they must be."""
    writer = place.open()
    writer.append([COMMAND]).result(60)
    place.kill(writer)
    place.forge(*changes)
    with pytest.raises(LedgerInvalidError, match=says):
        place.open()


@pytest.mark.parametrize(
    ("seq", "field", "value", "says"),
    [
        (3, "prev", "00" * 32, "does not follow"),
        (1, "subject", {"keys": "none"}, "names no keys"),
        (1, "subject", {}, "does not recompute"),
        (3, "log", "countersign/0000000000000000", "is not what was written"),
    ],
)
def test_leaves_rewritten_with_their_hashes(
    place: Place, seq: int, field: str, value: object, says: str
) -> None:
    """Canonical, hashed right, and still not what belongs there."""
    writer = place.open()
    writer.append([COMMAND, COMMAND]).result(60)
    place.kill(writer)
    leaf = canonical.encode({**canonical.decode(place.entries()[seq].leaf), field: value})
    place.forge(
        f"UPDATE entries SET leaf = x'{leaf.hex()}',"  # noqa: S608 - hex
        f" leaf_hash = x'{leaf_hash(leaf).hex()}' WHERE seq = {seq:d}",
    )
    with pytest.raises(LedgerInvalidError, match=says):
        place.open()


def test_an_entry_missing_under_a_full_tile(place: Place) -> None:
    """The tile still leads to the signed root; the count of the epoch does not."""
    writer = place.open()
    writer.append([COMMAND] * 300).result(60)
    writer.checkpoint("test").result(60)
    place.kill(writer)
    place.forge("DELETE FROM entries WHERE seq = 100")
    with pytest.raises(LedgerInvalidError, match="is missing"):
        place.open()
