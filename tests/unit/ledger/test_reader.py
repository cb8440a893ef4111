"""The reader shows what was committed, and bounds what it unpacks."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import apsw
import pytest
import zstandard

from desktop_app.errors import NotFoundError, StorageError, UnreadableError
from desktop_app.ledger import reader as module
from desktop_app.ledger.reader import LedgerReader, decompress
from desktop_app.model.kinds import EntryKind
from desktop_app.tlog.merkle import inclusion_proof
from desktop_app.tlog.tiles import node_reader
from tests.fakes import pruned_ledger
from tests.fakes.ledger_place import BODY, COMMAND, RUN, Place
from tests.fakes.pruned_ledger import empty_rows

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fakes.ledger_builder import Built


def test_reading_while_the_writer_writes(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each call sees what is committed by then; long walks go in chunks."""
    monkeypatch.setattr(module, "_CHUNK", 2)
    writer = place.open()
    writer.append([COMMAND, BODY, RUN]).result(60)
    with LedgerReader(place.path) as reader:
        assert reader.size() == 5
        assert [entry.seq for entry in reader.entries()] == [0, 1, 2, 3, 4]
        assert [entry.seq for entry in reader.entries(1, 4)] == [1, 2, 3]
        assert list(reader.entries(4, 4)) == []
        walk = reader.entries(3)
        assert next(walk).seq == 3
        writer.append([RUN, RUN]).result(60)
        assert [entry.seq for entry in walk] == [4, 5, 6]
        assert reader.size() == 7
        assert [body for _, body in reader.with_bodies(2, 5)] == [None, b"abc", None]
        monkeypatch.setattr(module, "_BODIES", module._BODIES.replace(str(module._SMALL), "2"))
        monkeypatch.setattr(module, "_SMALL", 2)
        assert [body for _, body in reader.with_bodies(2, 5)] == [None, b"abc", None]
        assert reader.entry(4).run_id == "r1"
        assert len(reader.leaf_hash(4)) == 32
        assert reader.body(3) == b"abc"
        assert reader.body(4) is None
        assert reader.secret(3) == bytes(32)
        assert reader.secret(4) is None
        newest = reader.latest_checkpoint()
        assert newest is not None
        assert newest == reader.checkpoints()[-1]
        found = reader.latest_of(EntryKind.COMMAND, EntryKind.CLOUDEVENTS)
        assert found is not None
        assert found.seq == 6
        assert reader.latest_of(EntryKind.KEYS_ROTATED) is None
        assert place.stores.by_install.keys() == {reader.install_id()}


def test_what_an_export_asks(place: Place) -> None:
    """Leaves as bytes, tiles of a size, entries by run, kind and time: see `finding`."""
    writer = place.open()
    writer.append([COMMAND, RUN, BODY]).result(60)
    assert RUN.run_id is not None
    sender = str(RUN.actor["sender"])
    writer.run_secret(sender, RUN.run_id)
    writer.append([COMMAND]).result(60)
    with LedgerReader(place.path) as reader:
        every = list(reader.entries())
        assert [reader.leaf(entry.seq) for entry in every] == [entry.leaf for entry in every]
        assert list(reader.leaves(1, 4)) == [entry.leaf for entry in every[1:4]]
        assert list(reader.backwards(EntryKind.COMMAND)) == [every[5], every[3], every[2]]
        assert list(reader.of_kinds({EntryKind.COMMAND}, 4)) == [every[5]]
        assert list(reader.keeping()) == []
        assert list(reader.newest({EntryKind.COMMAND}, 4, 9)) == [every[5]]
        assert list(reader.newest({EntryKind.COMMAND}, 6, 9)) == []
        assert list(reader.keeping()) == []
        assert list(reader.of_run(sender, RUN.run_id)) == [every[3]]
        assert list(reader.epoch_edges(6)) == every[:2]
        assert reader.between(every[2].ts_us, every[2].ts_us) is not None
        assert len(reader.tiles(6)(0, 0)) == 6 * 32
        assert reader.has_run_key(sender, RUN.run_id)
        assert not reader.has_run_key(sender, "another")
        newest = reader.latest_checkpoint()
        assert newest is not None
        assert newest in reader.checkpoints_of(newest.size)
        for point in reader.checkpoints():
            assert reader.checkpoint_where(lambda note, of=point.note: note == of) == point
        assert reader.checkpoint_where(lambda _note: False) is None
    writer.close()


@pytest.mark.parametrize("call", ["entry", "leaf", "leaf_hash"])
def test_no_such_entry(place: Place, call: str) -> None:
    """Is said."""
    place.open().close()
    with LedgerReader(place.path) as reader, pytest.raises(NotFoundError, match="entry 99"):
        getattr(reader, call)(99)


def test_what_is_not_there(place: Place, tmp_path: Path) -> None:
    """No file; a file that names no install; no entries and no checkpoints in it."""
    with pytest.raises(StorageError):
        LedgerReader(tmp_path / "none.db")
    place.open().close()
    place.forge(*(f"DELETE FROM {name}" for name in ("meta", "entries", "checkpoints")))  # noqa: S608
    with LedgerReader(place.path) as reader:
        assert reader.size() == 0
        assert reader.latest_checkpoint() is None
        with pytest.raises(UnreadableError, match="install"):
            reader.install_id()


def test_bodies_unpack_within_bounds() -> None:
    """The size a frame claims, a frame that claims none, a cut one, and no frame at all."""
    content = b"abc" * 1_000
    frame = zstandard.compress(content)
    assert decompress(frame) == content
    assert decompress(frame, 3_000) == content
    with pytest.raises(UnreadableError, match="3000"):
        decompress(frame, 2_999)
    stream = zstandard.ZstdCompressor(write_content_size=False).compress(content)
    assert decompress(stream, 3_000) == content
    with pytest.raises(UnreadableError):
        decompress(stream, 2_999)
    for bad in (b"", b"hello", frame[:-4], frame[:6]):
        with pytest.raises(UnreadableError):
            decompress(bad)


def test_another_database_is_refused_and_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is no ledger; its handle is closed, whatever the check met."""
    path, closed = tmp_path / "other.db", []
    with closing(apsw.Connection(str(path))) as other:
        other.execute("CREATE TABLE entries (seq)")
    monkeypatch.setattr(module, "close", lambda db: closed.append(db) or db.close())
    with pytest.raises(UnreadableError, match="not a Countersign ledger"):
        LedgerReader(path)
    assert len(closed) == 1


def test_what_a_purge_asks(place: Place) -> None:
    """Which runs have a key, and which bodies are there."""
    writer = place.open()
    writer.run_secret("b", "2")
    writer.run_secret("a", "1")
    first = writer.append([BODY, COMMAND, BODY]).result()[0].seq
    with LedgerReader(place.path) as ledger:
        assert ledger.run_keys() == [("a", "1"), ("b", "2")]
        assert ledger.bodies_between(0, first + 1) == [first]
        assert ledger.bodies_between(first, first + 2) == [first, first + 2]
        assert list(ledger.body_rows()) == [(first, True), (first + 2, True)]


def test_what_was_pruned_is_passed_over_and_named(pruned: Built) -> None:
    """Who asks for it hears what happened; hashes, proofs and epochs are there."""
    empty = empty_rows(pruned)
    seq = empty[0]
    with LedgerReader(pruned.path) as ledger:
        size = ledger.size()
        assert (ledger.pruned(), ledger.pruned(0, seq + 1), ledger.pruned(seq + 1, seq + 1)) == (
            len(empty),
            1,
            0,
        )
        for ask in (ledger.leaf, ledger.entry):
            with pytest.raises(NotFoundError, match=f"Entry {seq} was pruned"):
                ask(seq)
        assert len(list(ledger.leaves())) == len(list(ledger.with_bodies())) == size - len(empty)
        assert not {entry.seq for entry in ledger.entries(0, seq + 5)} & set(empty)
        proof = inclusion_proof(seq, size, node_reader(ledger.tiles(size)))
        root = ledger.tiles(size)
        assert ledger.leaf_hash(seq) == root(0, seq >> 8)[32 * (seq & 255) :][:32]
        assert len(proof) > 0
        assert (ledger.epoch_at(seq), ledger.epoch_at(size - 1)) == (
            1,
            ledger.entry(size - 1).epoch,
        )
        assert ledger.leaves_between(0, 1) == [0, 1]
        assert ledger.leaves_between(seq, seq) == []


def test_a_ledger_that_was_never_pruned_is_not_looked_through(place: Place) -> None:
    """Its version says so."""
    place.open().append([COMMAND]).result()
    with LedgerReader(place.path) as ledger:
        assert ledger.pruned() == 0


@pytest.fixture(scope="module")
def pruned(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A ledger whose oldest bundles were pruned."""
    return pruned_ledger.pruned(tmp_path_factory.mktemp("pruned"))
