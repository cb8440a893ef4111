"""One upstream's way: in order, all of it, again until it is taken, and hung up on at once."""

from __future__ import annotations

import threading
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest

from desktop_app.courier import lane as lanes
from desktop_app.courier import wire
from desktop_app.courier.carrier import Load, Reply
from desktop_app.courier.lane import Lane
from desktop_app.errors import ConfigError, UpstreamError
from desktop_app.model.kinds import EntryKind
from desktop_app.upstream.answers import Accepted, Again, Halve, Mend, Refused
from tests.fakes.ledger_place import until
from tests.fakes.memory_ledger import MemoryLedger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from desktop_app.courier.carrier import Parcel
    from desktop_app.ledger.reader import LedgerReader

OK = Reply(Accepted())


@dataclass(frozen=True)
class Box:
    """A parcel."""

    first: int
    last: int
    records: int = 1
    size: int = 10


@dataclass
class Scripted:
    """Carries one box an entry from the position on; what it meets is scripted, then all is well.

    Attributes:
        script: replies, what is raised, or what is called first; one each try.
        sent: boxes that were tried, and at which attempt.
    """

    script: deque[Reply | Exception | Callable[[], Reply]] = field(default_factory=deque)
    sent: list[tuple[int, int, int]] = field(default_factory=list)
    dealt: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    skips: frozenset[int] = frozenset()
    many: int = 1
    hurried: int = 0
    closed: Event = field(default_factory=Event)
    fails: deque[Exception] = field(default_factory=deque)

    def loads(self, ledger: LedgerReader, position: int) -> Iterator[Load]:
        self.starts.append(position)
        if self.fails:
            raise self.fails.popleft()
        for seq in range(position, ledger.size()):
            if seq in self.skips:
                yield Load(seq, seq + 1, skipped=1)
            else:
                yield Load(seq, seq + 1, tuple(Box(seq, seq) for _ in range(self.many)))

    def send(self, parcel: Parcel, *, attempt: int, chance: float) -> Reply:
        assert 0 <= chance <= 1
        self.sent.append((parcel.first, parcel.last, attempt))
        found = self.script.popleft() if self.script else OK
        if isinstance(found, Exception):
            raise found
        return found if isinstance(found, Reply) else found()

    def halves(self, parcel: Parcel) -> tuple[Parcel, ...]:
        return Box(parcel.first, parcel.last, size=4), Box(parcel.first, parcel.last, size=6)

    def done(self, parcel: Parcel) -> None:
        self.dealt.append(parcel.first)

    def hurry(self) -> None:
        self.hurried += 1

    def test(self) -> None:
        """Nothing to try."""

    def close(self) -> None:
        self.closed.set()


class Way:
    """A lane in its thread, what it tells, and its ledger."""

    def __init__(self, folder: Path, carrier: Scripted, entries: int, position: int) -> None:
        self.path = folder / "ledger.db"
        self.carrier, self.told = carrier, list[wire.Event]()
        ledger = MemoryLedger()
        for _ in range(entries):
            ledger.add(EntryKind.COMMAND, {"verb": "x"})
        ledger.write(self.path)
        self.allowed = True
        self.lane = Lane(
            "aa",
            self.path,
            position,
            carrier=carrier,
            tell=self.told.append,
            allowed=lambda: self.allowed,
            chance=lambda: 0.5,
        )
        self.thread = Thread(target=self.lane.run)
        self.thread.start()

    def sents(self) -> list[wire.Sent]:
        """Return what is dealt with."""
        return [one for one in list(self.told) if isinstance(one, wire.Sent)]

    def position(self) -> int:
        """Return the entry behind the last that was told."""
        return self.sents()[-1].last + 1 if self.sents() else -1


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "LINGER_S", 0.0)
    monkeypatch.setattr(lanes, "LEDGER_S", 0.01)


@contextmanager
def carried(folder: Path, carrier: Scripted, entries: int = 3, position: int = 0) -> Iterator[Way]:
    """Run a lane over a ledger; it has ended after the block."""
    way = Way(folder, carrier, entries, position)
    try:
        yield way
    finally:
        way.lane.stop()
        way.thread.join(30)
        assert not way.thread.is_alive()


def test_all_of_it_goes_in_order_and_is_told(tmp_path: Path) -> None:
    """From where the upstream stands; a second look finds nothing that went already."""
    with carried(tmp_path, Scripted(), 5, position=2) as way:
        until(lambda: way.position() == 5)
        way.lane.wake()
        until(lambda: len(way.carrier.starts) == 2)
    assert [first for first, _, _ in way.carrier.sent] == [2, 3, 4] == way.carrier.dealt
    assert way.told == [wire.Sent("aa", n, n, 1, 10, 1) for n in (2, 3, 4)]
    assert way.carrier.starts == [2, 5]
    assert way.carrier.closed.is_set()


def test_what_does_not_go_is_told_with_what_comes_after_it(tmp_path: Path) -> None:
    """One event, not one an entry; at the end by itself."""
    carrier = Scripted(skips=frozenset((0, 1, 3)))
    with carried(tmp_path, carrier, 4) as way:
        until(lambda: way.position() == 4)
    assert way.told == [
        wire.Sent("aa", 0, 2, 1, 10, 1, skipped=2),
        wire.Sent("aa", 3, 3, skipped=1),
    ]


def test_it_is_tried_again_until_it_is_taken(tmp_path: Path) -> None:
    """What comes after it waits; each try says which it is; the person hears why."""
    script = (
        Reply(Again(0.01, "HTTP 503")),
        UpstreamError("h:1 did not answer in time.", kind="timeout", retry_after_s=0.01),
        UpstreamError("Its certificate is not valid.", kind="certificate", retry_after_s=0.01),
    )
    with carried(tmp_path, Scripted(deque(script)), 2) as way:
        until(lambda: len(way.carrier.sent) == 3)
        assert way.sents() == []
        until(lambda: len(way.told) == 3)
        assert way.told == [
            wire.Trouble("aa", "HTTP 503", 0),
            wire.Trouble("aa", "h:1 did not answer in time.", 0),
            wire.Trouble("aa", "Its certificate is not valid.", 300),  # 240 s, times 1 to 1.5
        ]
    assert [attempt for _, _, attempt in way.carrier.sent] == [1, 2, 3]
    assert way.sents() == []  # a wait is hung up, too


def test_a_new_parcel_begins_with_its_first_attempt(tmp_path: Path) -> None:
    """However often the one before was tried."""
    with carried(tmp_path, Scripted(deque([Reply(Again(0.0, "503"))])), 2) as way:
        until(lambda: way.position() == 2)
    assert way.carrier.sent == [(0, 0, 1), (0, 0, 2), (1, 1, 1)]


def test_what_a_person_must_mend_is_tried_again_too(tmp_path: Path) -> None:
    """Later; and then it goes."""
    with carried(tmp_path, Scripted(deque([Reply(Mend(0.0, "HTTP 401"))])), 1) as way:
        until(lambda: way.position() == 1)
    assert way.told[0] == wire.Trouble("aa", "HTTP 401", 0)


def test_what_is_too_large_goes_in_halves(tmp_path: Path) -> None:
    """And each of them is what it takes to be dealt with."""
    with carried(tmp_path, Scripted(deque([Reply(Halve()), OK, Reply(Refused("413"))])), 1) as way:
        until(lambda: way.position() == 1)
    assert way.told == [wire.Refused("aa", 0, 0, 1, "413"), wire.Sent("aa", 0, 0, 1, 4, 1)]
    assert len(way.carrier.sent) == 3


def test_what_is_refused_for_good_is_named_and_stepped_over(tmp_path: Path) -> None:
    """So is what was rejected of what was taken; an object is told by its name."""
    script = deque(
        [
            Reply(Refused("HTTP 400"), name="x/checkpoints/1"),
            Reply(Accepted(), rejected=1, why="no such field"),
            Reply(Accepted(), name="x/bundles/2.zip", stamp=wire.Stamped("aa", 3, b"t")),
        ]
    )
    with carried(tmp_path, Scripted(script), 3) as way:
        until(lambda: way.position() == 3)
    assert way.told == [
        wire.Refused("aa", 0, 0, 1, "HTTP 400", "x/checkpoints/1"),
        wire.Sent("aa", 0, 0),
        wire.Refused("aa", 1, 1, 1, "no such field"),
        wire.Sent("aa", 1, 1, 0, 10, 1),
        wire.Stamped("aa", 3, b"t"),
        wire.Sent("aa", 2, 2, 1, 10, 1, names=("x/bundles/2.zip",)),
    ]
    assert way.carrier.dealt == [0, 1, 2]


@pytest.mark.parametrize("arrived", [True, False])
def test_a_stop_hangs_up_and_says_what_is_not_sure(tmp_path: Path, *, arrived: bool) -> None:
    """Where nothing of it went out by then, there is nothing to be unsure of."""
    carrier, under_way = Scripted(), Event()

    def hang() -> Reply:
        under_way.set()
        assert carrier.closed.wait(30)
        raise UpstreamError("The connection was ended here.", kind="closed", sent=arrived)

    carrier.script.append(hang)
    with carried(tmp_path, carrier, 1) as way:
        assert under_way.wait(30)
        way.lane.stop()
        way.thread.join(30)
    assert way.told == ([wire.Stopped("aa", 0, 0)] if arrived else [])


def test_what_arrived_of_a_load_by_a_stop_is_told_as_not_done(tmp_path: Path) -> None:
    """From the first that arrived to the one under way: all of it comes again."""
    carrier, under_way = Scripted(many=3), Event()

    def hang() -> Reply:
        under_way.set()
        assert carrier.closed.wait(30)
        raise UpstreamError("The connection was ended here.", kind="closed", sent=True)

    carrier.script += (OK, hang)
    with carried(tmp_path, carrier, 1) as way:
        assert under_way.wait(30)
    assert way.told == [wire.Stopped("aa", 0, 0)]


def test_nothing_is_begun_once_the_consents_time_is_over(tmp_path: Path) -> None:
    """Whether anybody said stop or not; also between two tries of one parcel."""
    carrier = Scripted()
    with carried(tmp_path, carrier, 3) as way:
        until(lambda: way.position() == 3)
        way.allowed = False
        ledger = MemoryLedger()
        for _ in range(9):
            ledger.add(EntryKind.COMMAND, {})
        ledger.write(tmp_path / "longer.db")
        way.lane._ledger = tmp_path / "longer.db"
        way.lane.wake()
        until(lambda: len(carrier.starts) == 2)
        way.lane.wake()
        until(lambda: len(carrier.starts) == 3)
        assert len(carrier.sent) == 3
        assert carrier.starts == [0, 3, 3]  # it stands where it stood
        way.allowed = True
        way.lane.wake()
        until(lambda: way.position() == 9)

    def over() -> Reply:
        way.allowed = False
        return Reply(Again(0.0, "HTTP 503"))

    carrier = Scripted(deque([over]))
    (tmp_path / "other").mkdir()
    with carried(tmp_path / "other", carrier, 1) as way:
        until(lambda: len(way.told) == 1)
    assert len(carrier.sent) == 1


@pytest.mark.parametrize(
    ("failure", "why"),
    [
        (ConfigError("The header X cannot be sent."), "The header X cannot be sent."),
        (FileNotFoundError(2, "No such file"), "What is to be sent cannot be read: No such file."),
    ],
)
def test_what_cannot_be_read_is_told_and_tried_again(
    tmp_path: Path, failure: Exception, why: str
) -> None:
    """From where it stood."""
    with carried(tmp_path, Scripted(fails=deque([failure, failure])), 2) as way:
        until(lambda: way.position() == 2)
    assert way.told[:2] == [wire.Trouble("aa", why, 0)] * 2
    assert way.carrier.starts == [0, 0, 0]


def test_a_ledger_that_is_not_there_is_waited_for(tmp_path: Path) -> None:
    """And a lane that waits ends at once."""
    carrier = Scripted()
    way = Way(tmp_path, carrier, 1, 0)
    until(lambda: way.position() == 1)
    way.lane._ledger = tmp_path / "gone.db"
    way.lane.wake()
    until(lambda: any(isinstance(one, wire.Trouble) for one in list(way.told)))
    way.lane.stop()
    way.thread.join(30)
    assert not way.thread.is_alive()
    assert not (tmp_path / "gone.db").exists()


def test_what_nobody_thought_of_is_not_swallowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The thread ends with it, so that whoever runs it can end, too."""
    raised: list[object] = []
    monkeypatch.setattr(threading, "excepthook", lambda told: raised.append(told.exc_value))
    with carried(tmp_path, Scripted(deque([ZeroDivisionError()])), 1) as way:
        until(lambda: not way.thread.is_alive())
    assert isinstance(raised[0], ZeroDivisionError)
    assert way.told == []


def test_a_person_who_does_not_want_to_wait_is_heard(tmp_path: Path) -> None:
    """News alone hurries nobody."""
    with carried(tmp_path, Scripted(), 1) as way:
        way.lane.wake()
        assert way.carrier.hurried == 0
        way.lane.wake(hurry=True)
        assert way.carrier.hurried == 1
