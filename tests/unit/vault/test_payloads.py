"""Content of any length comes back as it was, once for each class; nothing else ever comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import apsw
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import NewerFormatError, NotFoundError, VaultDamagedError
from desktop_app.model.screenform import format_head
from desktop_app.vault import payloads as module
from desktop_app.vault import schema
from desktop_app.vault.classes import ClassKeys
from desktop_app.vault.crypto import CHUNK_BYTES, seal_chunk
from desktop_app.vault.payloads import Payloads
from tests.fakes.ids import FakeIds
from tests.fakes.vault_place import COMMANDS, PROMPTS, noise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.vault.payloads import Stored

LENGTHS = (0, 1, 1_000, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES)


class Stock:
    """Payloads in memory."""

    def __init__(self) -> None:
        self.db = apsw.Connection(":memory:")
        schema.create(self.db)
        ids = FakeIds("payloads")
        self.classes = ClassKeys(self.db, bytes(range(32)), ids)
        self.payloads = Payloads(self.db, self.classes, ids)

    def read(self, one: Stored) -> bytes:
        """Return content, whole."""
        return b"".join(self.payloads.read(one.ref))

    def edit(self, sql: str, *values: object) -> None:
        """Change the file without a key."""
        self.db.execute(sql, values).fetchall()  # type: ignore[arg-type]  # SQLite values

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        return int(self.db.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])  # noqa: S608 - our own words


@pytest.fixture
def stock() -> Iterator[Stock]:
    """Payloads in memory."""
    made = Stock()
    yield made
    made.db.close()


def pieces(data: bytes, length: int) -> Iterator[bytes]:
    """Yield data cut into pieces."""
    return (data[at : at + length] for at in range(0, len(data), length))


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("is_noise", [False, True])
def test_content_of_any_length_comes_back(stock: Stock, length: int, *, is_noise: bool) -> None:
    """Whole or in pieces, text or noise; once a class, with one commitment."""
    data = noise(length) if is_noise else (b"some words " * length)[:length]
    whole = stock.payloads.put(PROMPTS, data)
    streamed = stock.payloads.put(PROMPTS, pieces(data, 70_001))
    other = stock.payloads.put(COMMANDS, pieces(data, 300_000))
    assert (whole.is_new, streamed.is_new, other.is_new) == (True, False, True)
    assert (streamed.id, streamed.commitment, streamed.key) == (
        whole.id,
        whole.commitment,
        whole.key,
    )
    assert other.ref != whole.ref
    assert stock.payloads.ref_of(PROMPTS, data) == whole.ref
    assert stock.read(whole) == stock.read(other) == data
    assert stock.payloads.measured(whole.ref) == (length, whole.commitment)
    assert stock.count("payloads") == 2
    encodings = stock.db.execute("SELECT DISTINCT encoding FROM payloads").fetchall()
    assert encodings == [("" if is_noise or length < 2 else "zstd",)]


def test_stored_bytes_are_as_specified(stock: Stock) -> None:
    """What zstd does not shorten lies there as it is: chunk by chunk under the payload's key."""
    data = noise(CHUNK_BYTES + 5)
    one = stock.payloads.put(PROMPTS, data)
    (row,) = stock.db.execute(
        "SELECT ref, tag, length(wrapped), bytes, stored, encoding, chunks FROM payloads"
    ).fetchall()
    tag = row[1]
    assert (row[0], *row[2:]) == (one.ref, 76, len(data), len(data) + 32, "", 2)
    chunks = stock.db.execute("SELECT idx, data FROM chunks ORDER BY idx").fetchall()
    cipher = AESGCM(one.key.key)
    assert chunks == [
        (0, seal_chunk(cipher, tag, 0, last=False, data=data[:CHUNK_BYTES])),
        (1, seal_chunk(cipher, tag, 1, last=True, data=data[CHUNK_BYTES:])),
    ]


@given(st.lists(st.binary(max_size=400), max_size=6), st.integers(1, 64))
def test_any_pieces_give_the_whole(some: list[bytes], chunk: int) -> None:
    """However they were cut, and however short chunks are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "CHUNK_BYTES", chunk)
        stock = Stock()
        one = stock.payloads.put(PROMPTS, iter(some))
        assert stock.read(one) == b"".join(some)
        assert not stock.payloads.put(PROMPTS, b"".join(some)).is_new
        stock.db.close()


def test_what_unpacks_to_much_comes_in_pieces(stock: Stock) -> None:
    """64 MiB of zeros lie in one chunk and never in memory at once."""
    one = stock.payloads.put(PROMPTS, (bytes(1 << 20) for _ in range(64)))
    assert stock.count("chunks") == 1
    lengths = [len(piece) for piece in stock.payloads.read(one.ref)]
    assert sum(lengths) == 64 << 20
    assert max(lengths) <= CHUNK_BYTES


def test_a_picture_is_packed_whatever_its_top_shows(stock: Stock) -> None:
    """A photograph there says nothing of the text below it."""
    data = format_head(1_000, 1_000) + noise(2 * CHUNK_BYTES)
    data += bytes(3_000_000 + len(format_head(1_000, 1_000)) - len(data))
    one = stock.payloads.put(PROMPTS, data)
    ((encoding, stored),) = stock.db.execute("SELECT encoding, stored FROM payloads").fetchall()
    assert encoding == "zstd"
    assert stored < 3 * CHUNK_BYTES
    assert stock.read(one) == data


def test_what_is_stored_in_a_later_way_is_said_to_be(stock: Stock) -> None:
    """It is not given out as it lies there, nor called damaged."""
    one = stock.payloads.put(PROMPTS, b"content")
    stock.edit("UPDATE payloads SET encoding = 'later'")
    with pytest.raises(NewerFormatError, match="'later'"):
        stock.read(one)
    with pytest.raises(NewerFormatError):
        stock.payloads.measured(one.ref)


def test_what_is_not_there_is_said(stock: Stock) -> None:
    """To read, or to measure."""
    with pytest.raises(NotFoundError, match="Nothing is kept"):
        list(stock.payloads.read("a" * 32))
    with pytest.raises(NotFoundError):
        stock.payloads.measured("a" * 32)


def test_to_delete_leaves_nothing(stock: Stock) -> None:
    """Neither chunks nor what names it; and the same content is new afterwards."""
    one = stock.payloads.put(PROMPTS, b"content")
    stock.edit("INSERT INTO subjects VALUES (?, 't_a')", one.id)
    stock.edit("INSERT INTO escrow VALUES (?, x'00', x'00')", one.id)
    stock.payloads.delete(one.id)
    for table in ("payloads", "chunks", "subjects", "escrow"):
        assert stock.count(table) == 0
    assert stock.payloads.put(PROMPTS, b"content").is_new


def test_what_was_half_written_goes(stock: Stock) -> None:
    """It has no address yet; the others stay."""
    one = stock.payloads.put(PROMPTS, b"content")
    stock.edit("INSERT INTO payloads VALUES (9, NULL, 1, x'00', NULL, 0, 0, '', 0)")
    stock.edit("INSERT INTO chunks VALUES (9, 0, x'00')")
    stock.payloads.delete_unfinished()
    assert (stock.count("payloads"), stock.count("chunks")) == (1, 1)
    assert stock.read(one) == b"content"


EDITS = {
    "chunk_cut": "UPDATE chunks SET data = substr(data, 1, length(data) - 1)",
    "chunk_grown": "UPDATE chunks SET data = CAST(data || x'00' AS BLOB)",
    "chunk_gone": "DELETE FROM chunks WHERE idx = 1",
    "last_chunk_gone": "DELETE FROM chunks WHERE idx = 2",
    "chunks_swapped": "UPDATE chunks SET idx = CASE idx WHEN 0 THEN 10 ELSE idx END;"
    "UPDATE chunks SET idx = 0 WHERE idx = 1; UPDATE chunks SET idx = 1 WHERE idx = 10",
    "chunk_twice": "UPDATE chunks SET data = "
    "(SELECT data FROM chunks WHERE payload = 1 AND idx = 0)",
    "fewer_chunks": "UPDATE payloads SET chunks = chunks - 1, bytes = bytes - 5",
    "more_chunks": "UPDATE payloads SET chunks = chunks + 1",
    "no_chunks": "UPDATE payloads SET chunks = 0, bytes = 0",
    "negative": "UPDATE payloads SET chunks = -1, bytes = 0",
    "size": "UPDATE payloads SET bytes = bytes - 1",
    "size_grown": "UPDATE payloads SET bytes = bytes + 1",
    "tag": "UPDATE payloads SET tag = x'00'",
    "wrapped": "UPDATE payloads SET wrapped = x'00'",
    "no_wrapped": "UPDATE payloads SET wrapped = NULL",
    "class": "UPDATE payloads SET class = 2",
    "no_class": "UPDATE payloads SET class = 9",
    "as_webp": "UPDATE payloads SET encoding = 'webp'",
    "as_zstd": "UPDATE payloads SET encoding = 'zstd'",
    "as_text": "UPDATE payloads SET encoding = '', bytes = stored - 16 * chunks",
}


@pytest.mark.parametrize("name", EDITS)
@pytest.mark.parametrize("is_noise", [False, True])
def test_an_edited_payload_never_gives_other_content(
    stock: Stock, name: str, *, is_noise: bool
) -> None:
    """Whatever is changed without the key: it is read as it was, or refused."""
    data = noise(2 * CHUNK_BYTES + 5) if is_noise else noise(2 * CHUNK_BYTES + 5).hex().encode()
    one = stock.payloads.put(PROMPTS, data)
    stock.payloads.put(COMMANDS, b"of another class")
    for statement in EDITS[name].split(";"):
        stock.edit(statement)
    fresh = Payloads(stock.db, ClassKeys(stock.db, bytes(range(32)), FakeIds()), FakeIds())
    try:
        found = b"".join(fresh.read(one.ref))
    except VaultDamagedError:
        return
    assert found == data
    assert (name, is_noise) in {("as_zstd", False), ("as_text", True)}  # that is what it was


def test_a_payload_in_anothers_place_is_refused(stock: Stock) -> None:
    """Addresses, wrapped keys, tags and chunks are each bound to their own payload."""
    one, two = stock.payloads.put(PROMPTS, b"one"), stock.payloads.put(PROMPTS, b"two")
    for column in ("wrapped", "tag"):
        other = f"SELECT o.{column} FROM payloads o WHERE o.id != payloads.id"  # noqa: S608 - our own words
        swap = f"UPDATE payloads SET {column} = ({other})"  # noqa: S608 - likewise
        stock.edit("SAVEPOINT s")
        stock.edit(swap)
        with pytest.raises(VaultDamagedError):
            stock.read(one)
        stock.edit("ROLLBACK TO s")
    stock.edit("UPDATE chunks SET data = (SELECT data FROM chunks WHERE payload = ?)", two.id)
    with pytest.raises(VaultDamagedError):
        stock.read(one)
    assert stock.read(two) == b"two"
    stock.edit("UPDATE payloads SET ref = NULL WHERE id = ?", one.id)
    stock.edit("UPDATE payloads SET ref = ? WHERE id = ?", one.ref, two.id)
    with pytest.raises(VaultDamagedError):
        stock.read(one)


def test_a_frame_that_is_none_is_refused(stock: Stock) -> None:
    """Even with the payload's own key: what does not unpack, or unpacks to too much."""
    one = stock.payloads.put(PROMPTS, b"words " * 1_000)
    tag = stock.db.execute("SELECT tag FROM payloads").fetchall()[0][0]
    sealed = seal_chunk(AESGCM(one.key.key), tag, 0, last=True, data=b"no frame")
    stock.edit("UPDATE payloads SET bytes = 100")
    with pytest.raises(VaultDamagedError, match="more than"):
        stock.read(one)
    stock.edit("UPDATE chunks SET data = ?", sealed)
    with pytest.raises(VaultDamagedError, match="decompress"):
        stock.read(one)


def test_what_was_begun_is_found_once_it_is_finished(stock: Stock) -> None:
    """By name unread, or read through; until then it has none, and can be destroyed in steps."""
    data = noise(3 * CHUNK_BYTES)
    begun = stock.payloads.begin(PROMPTS)
    whole = begun.write(
        pieces(data, 70_001), lambda *chunk: stock.payloads.put_chunk(begun.number, *chunk)
    )
    assert (stock.payloads.named(whole.ref), stock.payloads.found(whole.ref)) == (None, None)
    stored = stock.payloads.finish(begun, whole)
    assert stock.payloads.named(whole.ref) == (begun.number, len(data), begun.key)
    found = stock.payloads.found(whole.ref)
    assert found is not None
    assert (found.commitment, found.size) == (stored.commitment, len(data))
    assert stock.read(stored) == data
    assert stock.payloads.delete_begun(begun.number, 1)
    assert stock.count("chunks") == 3
    stock.edit("UPDATE payloads SET ref = NULL")
    steps = [stock.payloads.delete_begun(begun.number, 2) for _ in range(3)]
    assert (steps, stock.count("chunks"), stock.count("payloads")) == ([False, True, True], 0, 0)


def test_a_long_payload_ends_before_it_is_gone(
    stock: Stock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its key and its address at once; its chunks are named for whoever destroys them."""
    monkeypatch.setattr(module, "MANY", 2)
    short, long = (stock.payloads.put(PROMPTS, noise(count)) for count in (9, 3 * CHUNK_BYTES))
    for one in (short, long):
        stock.payloads.end(one.id)
        assert stock.payloads.named(one.ref) is None
    stock.payloads.end(99)
    assert (stock.payloads.ended, stock.count("payloads"), stock.count("chunks")) == ([2], 1, 3)
    assert stock.db.execute("SELECT wrapped FROM payloads").fetchall() == [(None,)]
    assert stock.payloads.delete_begun(long.id, 9)
    assert (stock.count("payloads"), stock.count("chunks")) == (0, 0)
