"""Rows of purged bodies are taken out where that moves no other, and no byte of a body stays."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random
from threading import Event
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.ledger.reader import LedgerReader
from desktop_app.recorder.emptied import MARGIN, clear, interior
from tests.fakes.ledger_place import BODY, Place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.ledger.writer import LedgerWriter

NEVER = Event()
MARKED = re.compile(rb"<planted-(\d{6})>")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """Give a ledger's place; its writers are closed in the end."""
    made = Place(tmp_path)
    yield made
    for writer in made.open_writers:
        writer.close()


def marker(number: int) -> bytes:
    """Return what only one body holds."""
    return b"<planted-%06d>" % number


def fill(writer: LedgerWriter, count: int, seed: int) -> list[int]:
    """Append bodies of one to two hundred and fifty markers; return their places."""
    random = Random(seed)  # noqa: S311 - which lengths
    drafts = [
        replace(BODY, body=marker(number) * random.choice((1, 4, 15, 60, 170)), secret=bytes(32))
        for number in range(count)
    ]
    return [appended.seq for appended in writer.append(drafts).result()]


def rows(place: Place) -> list[tuple[int, bool]]:
    """Return the rows of bodies that are left."""
    with LedgerReader(place.path) as ledger:
        return list(ledger.body_rows())


@given(st.lists(st.booleans(), max_size=40), st.integers(0, 4))
def test_only_what_is_far_from_all_bodies(there: list[bool], margin: int) -> None:
    """At least so many emptied rows on the right, and on the left as well or nothing at all."""

    def may_go(at: int) -> bool:
        left, right = there[max(0, at - margin) : at], there[at + 1 : at + 1 + margin]
        before = any(left) or (len(left) < margin and any(there[:at]))
        return not there[at] and not before and len(right) == margin and not any(right)

    expected = [at for at in range(len(there)) if may_go(at)]
    assert list(interior(enumerate(there), margin)) == expected


def test_no_byte_of_any_body_stays(place: Place) -> None:
    """Purged among others that live on, in no order: each is gone from the file at once."""
    writer = place.open()
    seqs = fill(writer, 3_000, 1)
    random = Random(2)  # noqa: S311 - which ones
    left = list(range(3_000))
    for turn in range(30):
        some = sorted(random.sample(left, 60)) if turn % 2 else left[:40]
        writer.purge([seqs[number] for number in some]).result()
        assert clear(place.path, writer, NEVER)
        left = [number for number in left if number not in set(some)]
        assert writer.empty_wal().result()
        seen = {int(found) for found in MARKED.findall(place.path.read_bytes())}
        assert seen == set(left)
    assert rows(place)[0][0] == seqs[0]  # beside one that lives, emptied rows stay


def test_a_long_stretch_gives_its_room_back(place: Place) -> None:
    """All but the rows beside what comes next; what stays is no body to anybody."""
    writer = place.open()
    seqs = fill(writer, 4_000, 3)
    last = fill(writer, 1, 4)
    assert writer.empty_wal().result()
    writer.purge(seqs).result()
    before = writer.state().spare_bytes
    assert clear(place.path, writer, NEVER)
    assert rows(place) == [*((seq, False) for seq in seqs[-MARGIN:]), (last[0], True)]
    assert writer.append([BODY]).result()
    with LedgerReader(place.path) as ledger:
        assert ledger.bodies_between(0, seqs[-1]) == []
        assert ledger.body(seqs[-1]) is None
        assert ledger.secret(seqs[-1]) is None
    assert writer.state().spare_bytes > before


def test_it_ends_when_the_recorder_stops(place: Place) -> None:
    """Between two transactions; the next purge goes on."""
    writer, stopping = place.open(), Event()
    seqs = fill(writer, 10, 5)
    writer.purge(seqs).result()
    stopping.set()
    assert not clear(place.path, writer, stopping, margin=0)
    assert len(rows(place)) == 10
    assert clear(place.path, writer, NEVER, margin=0)
    assert rows(place) == []
