"""Bodies and run keys are deleted, and nothing of them stays in the files."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import apsw
import pytest

from desktop_app.errors import DiskFullError, StorageError
from desktop_app.ledger import connection
from desktop_app.ledger.limits import Limits
from desktop_app.ledger.reader import LedgerReader
from desktop_app.ledger.records import Removed
from tests.fakes.ledger_place import BODY, COMMAND

if TYPE_CHECKING:
    from tests.fakes.ledger_place import Place


def bytes_of(place: Place) -> bytes:
    """Return the ledger's file and the log beside it."""
    wal = place.path.with_name("ledger.db-wal")
    return place.path.read_bytes() + wal.read_bytes()


def test_rows_go_and_no_byte_stays(place: Place) -> None:
    """Body, secret and key; what is gone already does not count; others stay."""
    writer = place.open()
    secret, other = writer.run_secret("codex", "r"), writer.run_secret("codex", "s")
    first = writer.append([BODY, BODY, COMMAND]).result()[0].seq
    assert BODY.body is not None
    assert all(found in bytes_of(place) for found in (BODY.body, secret, other))
    removed = writer.purge([first, first + 2, 99], [("codex", "r"), ("codex", "x")]).result()
    assert removed == Removed(1, len(BODY.body), 1)
    assert writer.purge([first], [("codex", "r")]).result() == Removed()
    with LedgerReader(place.path) as ledger:
        assert [ledger.body(seq) for seq in (first, first + 1)] == [None, b"abc"]
        assert ledger.bodies_between(0, first) == []
        assert ledger.bodies_between(first, 99) == [first + 1]
        assert ledger.run_keys() == [("codex", "s")]
    assert writer.purge([first + 1], []).result().bodies == 1
    assert writer.empty_wal().result()
    data = bytes_of(place)
    assert (BODY.body in data, secret in data, other in data) == (False, False, True)
    assert place.path.with_name("ledger.db-wal").stat().st_size == 0
    assert writer.run_secret("codex", "r") != secret


def test_a_reader_holds_up_the_log_and_nobody_waits(place: Place) -> None:
    """It is told, appends go on, and it works once the reader is done."""
    writer = place.open()
    first = writer.append([BODY]).result()[0].seq
    reader = connection.open_reader(place.path)
    reader.execute("BEGIN").fetchall()
    reader.execute("SELECT count(*) FROM entries").fetchall()
    writer.purge([first]).result()
    assert not writer.empty_wal().result()
    assert writer.append([COMMAND]).result()
    reader.close()
    assert writer.empty_wal().result()


def test_after_the_end_nothing_is_purged(place: Place) -> None:
    """The future says so."""
    writer = place.open()
    first = writer.append([BODY]).result()[0].seq
    writer.close()
    for future in (writer.purge([first]), writer.empty_wal()):
        with pytest.raises(StorageError):
            future.result()
    with LedgerReader(place.path) as ledger:
        assert ledger.body(first) == b"abc"


def test_a_purge_makes_room_in_a_ledger_that_is_full(place: Place) -> None:
    """Freed pages do not count against the quota, though the file stays as large as it was."""
    big = replace(BODY, body=bytes(200_000))
    writer = place.open(Limits(quota_bytes=2_000_000, free_floor_bytes=0, reserve_bytes=0))
    done = [writer.append([big]) for _ in range(20)]
    seqs = [one.result()[0].seq for one in done if one.exception() is None]
    assert isinstance(done[-1].exception(), DiskFullError)
    assert writer.empty_wal().result()
    assert len(seqs) > 2
    size = place.path.stat().st_size
    writer.purge(seqs).result()
    assert writer.empty_wal().result()
    assert place.path.stat().st_size == size
    assert writer.append([big, big]).result()
    assert writer.state().spare_bytes > 0


def test_leaves_are_blanked_then_cut_and_no_byte_stays(place: Place) -> None:
    """Their rows, hashes and MACs stay, as do the others; what is left of a body goes with them."""
    writer = place.open()
    texts = [f"planted-{number:03}".encode() * (1 + number % 5 * 90) for number in range(200)]
    drafts = [replace(COMMAND, subject={"verb": text.decode()}) for text in texts]
    first = writer.append([BODY, *drafts]).result()[0].seq
    before = rows(place)
    seqs = [first, *range(first + 21, first + 151)]
    gone = [writer.blank(seqs[:100]).result(), writer.blank(seqs[100:]).result()]
    assert sum(one.leaves for one in gone) == 131
    assert sum(one.bytes for one in gone) == sum(len(before[seq][0]) for seq in seqs)
    with LedgerReader(place.path) as ledger:
        assert (ledger.pruned(), ledger.blanked_between(0, 999)) == (131, seqs)
        assert len(ledger.leaves_between(0, 999)) == len(before) - 131
        assert ledger.bodies_between(0, 999) == []
    writer.cut([*seqs, first + 1]).result()
    assert writer.blank(seqs).result() == Removed()
    assert writer.empty_wal().result()
    after, data = rows(place), bytes_of(place)
    for seq, (leaf, hashed, mac) in before.items():
        assert after[seq] == (b"" if seq in seqs else leaf, hashed, mac)
    left = [text[:11] in data for text in texts]
    assert left == [not 20 <= number < 150 for number in range(200)]


def rows(place: Place) -> dict[int, tuple[bytes, bytes, bytes]]:
    """Return leaf, hash and MAC of each entry."""
    db = apsw.Connection(str(place.path), flags=apsw.SQLITE_OPEN_READONLY)
    found = {row[0]: row[1:] for row in db.execute("SELECT seq, leaf, leaf_hash, mac FROM entries")}
    db.close()
    return found


def test_only_an_emptied_row_is_taken_out(place: Place) -> None:
    """A body that is there stays, whatever is asked for."""
    writer = place.open()
    first, second = (appended.seq for appended in writer.append([BODY, BODY]).result())
    writer.purge([first]).result()
    with LedgerReader(place.path) as ledger:
        assert list(ledger.body_rows()) == [(first, False), (second, True)]
    writer.clear([first, second, 99]).result()
    with LedgerReader(place.path) as ledger:
        assert list(ledger.body_rows()) == [(second, True)]
