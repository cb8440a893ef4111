"""Which time stamps a bundle carries: of each authority few, all over checkpoints that it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.bundle.build import stamps
from desktop_app.bundle.build.stamps import carried
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.entry import Draft
from desktop_app.model.kinds import EntryKind
from desktop_app.signing.timestamps import parse_certificates
from tests.fakes import ledger_builder as build
from tests.fakes.stamped_ledger import LOCAL, now_us, stamp, stamper, subject

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from desktop_app.bundle.build.stamps import Carried
    from desktop_app.ledger.writer import LedgerWriter
    from tests.fakes.tsa import Stamper

ONE, TWO = "1" * 16, "2" * 16


class Place:
    """A ledger, and its recorder's writer."""

    def __init__(self, folder: Path) -> None:
        self.built = build.empty(folder, "s")
        self.built.clock.now = now_us() - 60_000_000
        self.writer: LedgerWriter = self.built.open()

    def work(self) -> int:
        """Record something; return its place."""
        (entry,) = self.writer.append([build.command()]).result()
        return entry.seq

    def sealed(self) -> tuple[int, bytes]:
        """Seal what there is; return size and note."""
        done = self.writer.checkpoint("test").result()
        return done.size, done.note

    def note(self, told: Mapping[str, object]) -> int:
        """Write a time stamp down; return its place."""
        draft = Draft(EntryKind.ANCHOR_TIMESTAMP, LOCAL, dict(told))  # type: ignore[arg-type]
        (entry,) = self.writer.append([draft]).result()
        return entry.seq

    def stamped(self, who: Stamper | None = None, upstream: str = ONE) -> int:
        """Record something and have it stamped; return how much that covers."""
        self.work()
        size, note = self.sealed()
        self.note(subject(size, note, (who or stamper()).stamp(note), upstream))
        return size

    def carries(
        self, first: int, last: int, size: int | None = None, **taken: bytes
    ) -> dict[int, Carried]:
        """Return what a bundle of these entries carries."""
        end = self.sealed()[0] if size is None else size
        notes = {int(name[1:]): note for name, note in taken.items()}
        with LedgerReader(self.built.path) as ledger:
            return carried(ledger, (first, last), size=end, taken=notes)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """Nothing is stamped yet."""
    made = Place(tmp_path)
    yield made
    made.writer.close()


def test_the_first_that_covers_all_and_the_newest(place: Place) -> None:
    """Of five; one before the scope covers nothing of it, one in it not all."""
    place.stamped()
    first = place.work()
    place.stamped()
    last = place.work()
    after = [place.stamped() for _ in range(4)]
    assert sorted(place.carries(first, last)) == [after[0], *after[-2:]]


def test_one_that_covers_a_part_is_carried(place: Place) -> None:
    """Where none covers all: the reviewer is told how far it goes."""
    first = place.work()
    size = place.stamped()
    last = place.work()
    assert list(place.carries(first, last)) == [size]
    assert place.carries(size, last) == {}  # the first behind what it covers
    assert list(place.carries(size - 1, last)) == [size]


def test_it_is_over_its_note_and_brings_its_certificates(place: Place) -> None:
    """As openssl wants them: a file of their own."""
    seq = place.work()
    size, token_at, token = stamp(place.writer, stamper())
    found = place.carries(seq, seq)
    assert list(found) == [size]
    assert token_at >= size
    assert found[size].token == token
    with LedgerReader(place.built.path) as ledger:
        assert found[size].note == ledger.checkpoints_of(size)[0].note
    assert parse_certificates(found[size].chain) == [stamper().certificate]


def test_what_came_after_the_bundles_checkpoint_is_not_there(place: Place) -> None:
    """Two exports against one checkpoint have the same files."""
    seq = place.work()
    size = place.sealed()[0]
    place.stamped()
    assert place.carries(seq, seq, size=size) == {}


def test_each_authority_has_its_own(place: Place) -> None:
    """One size has one time stamp: the second authority gets the next size that is free."""
    seq = place.work()
    for _ in range(3):
        place.work()
        size, note = place.sealed()
        for who, upstream in ((stamper(), ONE), (stamper("second"), TWO)):
            place.note(subject(size, note, who.stamp(note), upstream))
    found = place.carries(seq, seq)
    with LedgerReader(place.built.path) as ledger:
        noted = list(ledger.of_kinds({EntryKind.ANCHOR_TIMESTAMP}))
    whose = {}
    for size, one in found.items():
        for entry in noted:
            told = stamps.parse_stamp(entry.subject)
            if (told.size, told.token) == (size, one.token):
                whose[size] = told.upstream
    assert len(found) == 3
    assert set(whose.values()) == {ONE, TWO}


def test_what_anything_brought_pushes_none_out(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Authorities that the person named come first, however old theirs are."""
    monkeypatch.setattr(stamps, "MOST_AUTHORITIES", 1)
    seq = place.work()
    size = place.stamped(upstream=ONE)
    place.stamped(stamper("second"), upstream="")
    assert list(place.carries(seq, seq)) == [size]


def test_the_same_name_brought_by_anything_is_another_authority(place: Place) -> None:
    """It does not take the place of the first that covers all."""
    seq = place.work()
    brought = place.stamped(stamper("second"), upstream="")
    named = [place.stamped(upstream=ONE) for _ in range(3)]
    assert sorted(place.carries(seq, seq)) == [brought, *named]


def test_another_note_than_the_bundle_has_is_left_out(place: Place) -> None:
    """A seal's checkpoint stands there with both signatures; its own time stamp is carried."""
    seq = place.work()
    size = place.stamped()
    with LedgerReader(place.built.path) as ledger:
        note = ledger.checkpoints_of(size)[0].note
    assert place.carries(seq, seq, **{f"n{size}": b"another"}) == {}
    assert list(place.carries(seq, seq, **{f"n{size}": note})) == [size]


def test_what_no_reviewer_could_use_is_left_out(place: Place) -> None:
    """No token, another size, another note's digest, no checkpoint, a subject of another form."""
    seq = place.work()
    size, note = place.sealed()
    good = subject(size, note, stamper().stamp(note), ONE)
    for wrong in (
        {"token": "AAAA"},
        {"token": subject(size, note, stamper().stamp(b"other"))["token"]},
        {"size": size + 1},
        {"checkpoint": "0" * 64},
        {"id": "x"},
    ):
        place.note({**good, **wrong})
    assert place.carries(seq, seq) == {}
    place.note(good)
    assert list(place.carries(seq, seq)) == [size]


def test_only_the_newest_are_read(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever brings thousands costs no more."""
    seq = place.work()
    sizes = [place.stamped() for _ in range(3)]
    monkeypatch.setattr(stamps, "MOST_READ", 2)
    assert sorted(place.carries(seq, seq)) == sizes[1:]
