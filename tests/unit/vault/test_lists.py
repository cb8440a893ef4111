"""What an entry keeps is held until its use ends; what nothing holds goes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import apsw
import pytest

from desktop_app.vault import schema
from desktop_app.vault.classes import ClassKeys
from desktop_app.vault.lines import Line
from desktop_app.vault.lists import Lists
from desktop_app.vault.payloads import Payloads
from tests.fakes.ids import FakeIds
from tests.fakes.vault_place import PROMPTS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = bytes(range(32))


class Book:
    """Lists and payloads in memory."""

    def __init__(self) -> None:
        self.db = apsw.Connection(":memory:")
        schema.create(self.db)
        ids = FakeIds("lists")
        self.payloads = Payloads(self.db, ClassKeys(self.db, bytes(32), ids), ids)
        self.lists = Lists(self.db, self.payloads)

    def add(self, *contents: bytes, root: bytes = ROOT, after: int = 0) -> int:
        """Keep content in a new list; return its number."""
        stored = [self.payloads.put(PROMPTS, data) for data in contents]
        lines = [Line(x.ref, x.commitment, x.size, "prompt", PROMPTS, None, "m") for x in stored]
        return self.lists.add(lines, root, after, [one.id for one in stored])

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        return int(self.db.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])  # noqa: S608 - our own words


@pytest.fixture
def book() -> Iterator[Book]:
    """Lists in memory."""
    made = Book()
    yield made
    made.db.close()


def test_a_list_waits_for_its_entry(book: Book) -> None:
    """Then it has one, and its lines are found by it."""
    number = book.add(b"one", b"two", b"one", after=7)
    assert book.lists.pending() == [(number, ROOT, 7)]
    assert book.count("uses") == 2
    book.lists.settle(number, 9)
    assert book.lists.pending() == []
    assert book.lists.of((8, 9)) == [number]
    assert [line.size for line in book.lists.lines(9)] == [3, 3, 3]
    assert book.lists.lines(8) == []


def test_recovery_settles_by_root_and_place(book: Book) -> None:
    """An entry below `after` is not its, one with a list has it; the others go."""
    settled = book.add(b"first", after=1)
    book.lists.settle(settled, 4)
    mine = book.add(b"second", after=3)
    gone = book.add(b"third", root=bytes(32), after=5)
    again = book.add(b"second", after=6)
    assert book.lists.recover({ROOT: [2, 4, 5]}) == (1, 2)
    assert book.lists.of((5,)) == [mine]
    assert (gone, again) != (mine, mine)
    assert book.lists.pending() == []
    assert book.count("payloads") == 2
    assert book.lists.recover({}) == (0, 0)


def test_the_last_use_takes_the_payload_along(book: Book) -> None:
    """Counted with the bytes that were stored; the lines stay until the list goes."""
    one, two = book.add(b"shared", b"own"), book.add(b"shared")
    book.lists.settle(one, 1)
    assert book.lists.in_use(0, 9) == [1]
    assert book.lists.stored(0, 1) == 6 + 3 + 2 * 16
    assert book.lists.stored(2, 9) == 0
    assert book.lists.end_uses(one) == (1, 3 + 16)
    assert book.lists.end_uses(one) == (0, 0)
    assert book.lists.in_use(0, 9) == []
    assert len(book.lists.lines(1)) == 2
    book.lists.remove((one, two))
    assert [book.count(table) for table in ("payloads", "chunks", "lists", "uses")] == [0] * 4


def test_a_list_that_does_not_name_what_it_holds_is_no_answer(book: Book) -> None:
    """Its lines were changed; it is not the payload's entry."""
    one, _ = book.add(b"one"), book.add(b"two", b"more")
    book.lists.settle(one, 1)
    ref = book.db.execute("SELECT ref FROM payloads WHERE id = 1").fetchall()[0][0]
    assert book.lists.of_payload(ref) == (1, book.lists.lines(1)[0])
    book.db.execute("UPDATE lists SET lines = (SELECT lines FROM lists WHERE id = 2)").fetchall()
    assert book.lists.of_payload(ref) is None
    assert book.lists.of_payload("a" * 32) is None


def test_entries_are_found_by_data_subject(book: Book) -> None:
    """Those that are settled."""
    one, _ = book.add(b"of somebody"), book.add(b"of somebody")
    book.db.execute("INSERT INTO subjects VALUES (1, 't_a')").fetchall()
    book.lists.settle(one, 3)
    assert book.lists.of_subject("t_a") == [3]
    assert book.lists.of_subject("t_b") == []
