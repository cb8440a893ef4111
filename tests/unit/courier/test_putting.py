"""Checkpoints and bundles as objects: when, under which name, and not again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.courier.carrier import Load, Reply
from desktop_app.courier.due import Due
from desktop_app.courier.outbox import Outbox
from desktop_app.courier.putting import EVERY_S, SEND, Object, Putter
from desktop_app.courier.stores import Folder
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.kinds import EntryKind
from desktop_app.upstream.answers import Accepted, Mend, Refused
from tests.fakes.ledger_place import until
from tests.fakes.recording import Recording

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.model.canonical import JSON

ID = "00112233445566aa"
INSTALL = "00112233445566ff"


class Putting:
    """A putter into a real folder, over a real ledger whose time a test turns."""

    def __init__(self, folder: Path, recording: Recording) -> None:
        self.recording, self.target = recording, folder / "kept"
        self.target.mkdir()
        self.s = 0.0
        self.outbox = Outbox(recording.place.path, ID)
        due = Due(EVERY_S, None, 0, lambda: self.s)
        self.putter = Putter(INSTALL, Folder(str(self.target)), self.outbox, due)
        self.position = 0

    def entry(self, kind: EntryKind = EntryKind.COMMAND) -> int:
        """Append an entry, and seal."""
        self.recording.journal.note(kind, {"verb": "x"})
        return self.recording.writer.checkpoint("test").result().size

    def hand(self, bundle: Path, upstream: str = ID) -> str:
        """Have a bundle wait, and write down that it was handed over."""
        digest = self.outbox.put(bundle)
        subject: dict[str, JSON] = {"verb": SEND, "id": upstream, "sha256": digest}
        self.recording.journal.note(EntryKind.COMMAND, subject)
        return digest

    def loads(self) -> list[Load]:
        """Return what there is to carry."""
        with LedgerReader(self.recording.place.path) as ledger:
            return list(self.putter.loads(ledger, self.position))

    def carry(self) -> list[Reply]:
        """Carry all of it as a lane does."""
        replies = []
        for load in self.loads():
            for parcel in load.parcels:
                replies.append(self.putter.send(parcel, attempt=1, chance=0.5))
                self.putter.done(parcel)
            self.position = load.position
        return replies

    def files(self) -> list[str]:
        """Return what is in the folder."""
        found = (path for path in self.target.rglob("*") if path.is_file())
        return sorted(path.relative_to(self.target).as_posix() for path in found)


@pytest.fixture
def putting(tmp_path: Path) -> Iterator[Putting]:
    """Give one."""
    recording = Recording(tmp_path)
    yield Putting(tmp_path, recording)
    recording.close()


def bundle(folder: Path, data: bytes) -> Path:
    """Write a bundle's file."""
    path = folder / "b.zip"
    path.write_bytes(data)
    return path


def test_the_newest_checkpoint_goes_and_then_each_hour(putting: Putting) -> None:
    """As it is stored, under a name that says which it is; those between do not go."""
    size = putting.entry()
    (reply,) = putting.carry()
    assert reply.outcome == Accepted()
    assert putting.position == size
    with LedgerReader(putting.recording.place.path) as ledger:
        newest = ledger.latest_checkpoint()
    assert newest is not None
    (name,) = putting.files()
    assert name == reply.name
    assert name.startswith(f"{INSTALL}/checkpoints/{size}-")
    assert (putting.target / name).read_bytes() == newest.note
    putting.entry()
    later = putting.entry()
    assert putting.loads() == []
    putting.s += EVERY_S
    putting.carry()
    assert putting.position == later
    assert len(putting.files()) == 2


def test_an_idle_log_sends_no_checkpoint_however_long(putting: Putting) -> None:
    """What it wrote about the last one makes no newer one worth sending: it would never end."""
    putting.entry()
    putting.carry()
    for _ in range(3):
        putting.s += EVERY_S
        putting.entry(EntryKind.UPSTREAM_SENT)
        assert putting.loads() == []
    putting.entry(EntryKind.ANCHOR_TIMESTAMP)
    assert putting.loads() == []
    putting.recording.clock.advance(2 * 86_400)  # the log itself begins a new epoch for that
    putting.entry(EntryKind.UPSTREAM_TROUBLE)
    until(lambda: "epoch.seal" in putting.recording.kinds())
    assert putting.loads() == []
    putting.putter.hurry()  # but a person may want it
    assert len(putting.carry()) == 1
    putting.s += EVERY_S
    putting.entry()
    assert len(putting.carry()) == 1


def test_bundles_go_at_once_and_move_nothing(putting: Putting, tmp_path: Path) -> None:
    """Before any checkpoint, once; the copy stays until the recorder drops it."""
    size = putting.entry()
    digest = putting.hand(bundle(tmp_path, b"PK1"))
    first, second = putting.loads()
    (parcel,) = first.parcels
    assert isinstance(parcel, Object)
    assert (first.position, second.position) == (0, size)
    assert (parcel.first, parcel.last, parcel.records, parcel.size) == (0, -1, 1, 3)
    replies = putting.carry()
    assert replies[0] == Reply(Accepted(), name=f"{INSTALL}/bundles/{digest}.zip")
    assert putting.loads() == []
    assert [found for found, _ in putting.outbox.waiting()] == [digest]
    assert (putting.target / replies[0].name).read_bytes() == b"PK1"
    again = Putter(
        INSTALL, Folder(str(putting.target)), putting.outbox, Due(EVERY_S, 0, 0, lambda: 0.0)
    )
    with LedgerReader(putting.recording.place.path) as ledger:
        (load,) = again.loads(ledger, putting.position)
    assert again.send(load.parcels[0], attempt=1, chance=0.5).outcome == Accepted()
    assert again.halves(load.parcels[0]) == load.parcels


def test_what_nobody_handed_over_does_not_go(putting: Putting, tmp_path: Path) -> None:
    """Put there by another program, a link, or handed over for another place."""
    putting.hand(bundle(tmp_path, b"PK1"), upstream="f" * 16)
    planted = putting.outbox.put(bundle(tmp_path, b"a file of yours"))
    handed = putting.hand(bundle(tmp_path, b"PK2"))
    copies = dict(putting.outbox.waiting())
    link = copies[planted].with_name(f"{'e' * 64}.zip")
    link.symlink_to(tmp_path / "b.zip")
    putting.carry()
    assert [name for name in putting.files() if "/bundles/" in name] == [
        f"{INSTALL}/bundles/{handed}.zip"
    ]
    assert link not in dict(putting.outbox.waiting()).values()


def test_a_copy_that_was_exchanged_does_not_go(putting: Putting, tmp_path: Path) -> None:
    """Its name says which bytes were handed over."""
    digest = putting.hand(bundle(tmp_path, b"PK1"))
    dict(putting.outbox.waiting())[digest].write_bytes(b"a file of yours")
    (reply, *_) = putting.carry()
    assert isinstance(reply.outcome, Refused)
    assert [name for name in putting.files() if "/bundles/" in name] == []


def test_a_copy_that_is_gone_by_then_is_refused_by_name(putting: Putting, tmp_path: Path) -> None:
    """It is not tried for ever."""
    digest = putting.hand(bundle(tmp_path, b"PK1"))
    (load,) = (one for one in putting.loads() if one.position == 0)
    putting.outbox.drop(digest)
    reply = putting.putter.send(load.parcels[0], attempt=1, chance=0.5)
    assert isinstance(reply.outcome, Refused)
    assert reply.name.endswith(f"{digest}.zip")
    assert [one for one in putting.loads() if one.position == 0] == []


def test_what_the_store_says_counts(putting: Putting) -> None:
    """A folder that is gone is for a person to mend; a try of it fails likewise."""
    putting.entry()
    (load,) = putting.loads()
    putting.putter.test()
    putting.target.rmdir()
    assert isinstance(putting.putter.send(load.parcels[0], attempt=1, chance=0.5).outcome, Mend)
    with pytest.raises(Exception, match="cannot be written"):
        putting.putter.test()
    putting.putter.close()
