"""What the courier tells, as entries: all of it, once, and never about itself for ever."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.consent.purposes import SEND
from desktop_app.consent.records import By, ConsentRecord, State, format_record
from desktop_app.courier import wire
from desktop_app.courier.outbox import Outbox
from desktop_app.errors import BadSignatureError, DiskFullError, KeychainLockedError
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.action import Lasts
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder import courier_process
from desktop_app.recorder.carrying import Carrying
from desktop_app.recorder.courier_process import CourierProcess
from desktop_app.recorder.tally import EVERY_US
from desktop_app.upstream.places import format_upstream, line
from tests.fakes.ledger_place import until
from tests.fakes.recording import FailingWriter, Recording
from tests.fakes.upstreams import upstream

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from desktop_app.upstream.standing import Standing

LOGS = upstream()
ID = LOGS.id
# A courier that says nothing and ends with its input; what it would say is told by the test.
QUIET = "import os, sys\nsys.stdin.buffer.readline()\nwhile os.read(0, 100): pass\n"
DEAD = "import sys\nsys.stdin.buffer.readline()\n"


class Way:
    """Carrying over a real ledger with one upstream, and a process that is quiet."""

    def __init__(self, folder: Path, recording: Recording, script: str = QUIET) -> None:
        self.recording, self.stamps = recording, list[wire.Stamped]()
        self.locked: Exception | None = None
        self.orders = 0
        journal = recording.journal
        self.carrying = Carrying(
            recording.place.path, journal, recording.clock, self._order, self._wanted
        )
        self.carrying.courier = CourierProcess(
            self.carrying._begin, self.carrying.heard, (sys.executable, "-c", script)
        )
        self.carrying.stamped = self.stamps.append
        self.outbox = Outbox(recording.place.path, ID)
        self.folder = folder
        record = ConsentRecord(
            purpose=SEND,
            state=State.GIVEN,
            lasts=Lasts.UNTIL,
            until_us=LOGS.until_us,
            by=By.YOU,
            recipients=(line(LOGS),),
        )
        given = journal.note(EntryKind.CONSENT_RECORD, format_record(record)).seq
        self.start = journal.writer.state().size
        subject = format_upstream(replace(LOGS, consent=given, start=self.start))
        journal.note(EntryKind.UPSTREAM_ADDED, subject)
        with LedgerReader(recording.place.path) as ledger:
            self.carrying.load(ledger)
        self.before = len(recording.entries())

    def _order(self, wanted: Sequence[Standing]) -> wire.Order:
        self.orders += 1
        if self.locked is not None:
            raise self.locked
        consigned = tuple(wire.Consigned({"id": one.upstream.id}, 0, {}) for one in wanted)
        return wire.Order("/l", "o", consigned)

    def _wanted(self) -> Sequence[Standing]:
        return self.carrying.standings.all()

    def begin(self) -> None:
        """Have it run."""
        orders = self.orders
        self.carrying.go_on()
        until(lambda: self.orders > orders)
        until(lambda: self.carrying.courier.tell(wire.NEWS))

    def notes(self) -> list[tuple[str, dict[str, Any]]]:
        """Return what was written down since it was added."""
        found = self.recording.entries()[self.before :]
        return [(str(entry.kind).removeprefix("upstream."), dict(entry.subject)) for entry in found]

    def told(self) -> dict[str, Any]:
        """Return how the upstream stands."""
        (standing,) = self.carrying.standings.all()
        return self.carrying.told(standing)

    def sent(self, first: int, last: int, records: int = 1, **more: Any) -> None:
        """Have it tell of what went."""
        requests = more.pop("requests", int(records > 0))
        self.carrying.heard(wire.Sent(ID, first, last, records, 10, requests, **more))


def _more(way: Way, orders: int) -> bool:
    return way.orders > orders


@pytest.fixture
def way(tmp_path: Path, recording: Recording) -> Iterator[Way]:
    """Give one whose courier runs."""
    made = Way(tmp_path, recording)
    made.begin()
    yield made
    made.carrying.halt("stop")


def test_many_requests_are_one_entry(way: Way) -> None:
    """Ten seconds after the first of them; the position is known before."""
    first = way.start
    for number in range(100):
        way.sent(first + number, first + number)
    assert way.notes() == []
    assert way.told()["position"] == first + 100
    way.recording.clock.advance(EVERY_US / 1e6)
    way.carrying.tick()
    way.carrying.tick()
    ((kind, subject),) = way.notes()
    assert kind == "sent"
    assert (subject["first"], subject["last"]) == (first, first + 99)
    assert (subject["records"], subject["requests"], subject["reason"]) == (100, 100, "interval")
    assert (way.told()["records"], way.told()["behind"]) == (100, 0)


def test_an_idle_system_writes_nothing(way: Way) -> None:
    """Each entry about what was sent is passed over in turn: that is told by no entry."""
    for _ in range(200):
        size = way.recording.writer.state().size
        way.sent(way.told()["position"], size - 1, 0)
        way.recording.clock.advance(3_600)
        way.carrying.tick()
    assert way.notes() == []
    way.sent(way.start, way.start)
    way.recording.clock.advance(60)
    way.carrying.tick()
    for _ in range(200):
        size = way.recording.writer.state().size
        way.sent(way.told()["position"], size - 1, 0)
        way.recording.clock.advance(3_600)
        way.carrying.tick()
    way.carrying.halt("stop")
    kinds = [kind for kind, _ in way.notes() if not kind.startswith("epoch.")]  # a day's own
    assert kinds == ["sent"]


def test_the_first_failure_is_an_entry_the_next_are_not(way: Way) -> None:
    """Nor is each try; that it goes again is one."""
    way.sent(way.start, way.start)
    for number in range(50):
        way.carrying.heard(wire.Trouble(ID, f"HTTP 503, {number}", 2))
    assert [kind for kind, _ in way.notes()] == ["sent", "trouble"]
    assert (way.told()["trouble"], way.told()["retry_s"]) == ("HTTP 503, 49", 2)
    way.sent(way.start + 1, way.start + 1)
    assert [kind for kind, _ in way.notes()] == ["sent", "trouble", "sent"]
    assert way.notes()[-1][1]["reason"] == "recovered"
    assert (way.told()["trouble"], way.told()["retry_s"]) == ("", None)


def test_trouble_that_comes_and_goes_fills_no_ledger(way: Way) -> None:
    """A place that says no to every other request is two entries in ten seconds, and shown."""
    for number in range(50):
        way.carrying.heard(wire.Trouble(ID, f"HTTP 503, {number}", 1))
        assert way.told()["trouble"] == f"HTTP 503, {number}"
        way.sent(way.start + number, way.start + number)
        assert way.told()["trouble"] == ""
    assert [kind for kind, _ in way.notes()] == ["trouble", "sent"]
    way.carrying.heard(wire.Trouble(ID, "HTTP 429", 3_600))
    way.recording.clock.advance(EVERY_US / 1e6)
    way.carrying.tick()  # it lasts: that is told without another try
    assert [kind for kind, _ in way.notes()] == ["trouble", "sent", "sent", "trouble"]
    assert way.notes()[-2][1]["records"] == 49
    way.sent(way.start + 50, way.start + 50)
    assert way.notes()[-1][1]["reason"] == "recovered"


def test_what_a_person_must_mend_has_no_time(way: Way) -> None:
    """It is not tried by itself."""
    way.carrying.heard(wire.Trouble(ID, "The credential is gone.", 0))
    assert (way.told()["trouble"], way.told()["retry_s"]) == ("The credential is gone.", None)


def test_what_is_refused_is_named_before_it_is_stepped_over(way: Way) -> None:
    """In that order, so that a kill in between names it again rather than never."""
    for number in range(3):
        at = way.start + number
        way.carrying.heard(wire.Refused(ID, at, at, 4, "HTTP 400"))
        way.sent(at, at, 0)
    way.recording.clock.advance(EVERY_US / 1e6)
    way.carrying.tick()
    (first, named), (second, sent) = way.notes()
    assert (first, second) == ("trouble", "sent")
    assert (named["first"], named["last"], named["records"]) == (way.start, way.start + 2, 12)
    assert (named["refused"], named["why"], named["sure"]) == (True, "HTTP 400", True)
    assert (sent["first"], sent["last"], sent["records"]) == (way.start, way.start + 2, 0)
    assert (way.told()["refused"], way.told()["position"]) == (12, way.start + 3)


def test_a_copy_is_dropped_once_it_is_written_down_that_it_arrived(
    way: Way, tmp_path: Path
) -> None:
    """Or that it never will; not before."""
    digests = []
    for data in (b"1", b"2"):
        (tmp_path / "b.zip").write_bytes(data)
        digests.append(way.outbox.put(tmp_path / "b.zip"))
    good, bad = (f"x/bundles/{digest}.zip" for digest in digests)
    way.sent(way.start, way.start - 1, names=(good,))
    way.carrying.heard(wire.Refused(ID, way.start, way.start - 1, 1, "HTTP 400", bad))
    assert len(list(way.outbox.waiting())) == 2
    way.carrying.halt("stop")
    assert list(way.outbox.waiting()) == []
    (_, named), (_, sent) = way.notes()
    assert named["name"] == bad
    assert (sent["names"], sent["records"]) == ([good], 1)


def test_what_was_under_way_at_the_end_is_not_sure(way: Way) -> None:
    """Its entry says which; the position stays before it."""
    way.sent(way.start, way.start)
    way.carrying.heard(wire.Stopped(ID, way.start + 1, way.start + 3))
    way.carrying.halt("local-only")
    kinds = [kind for kind, _ in way.notes()]
    assert kinds == ["sent", "trouble"]
    subject = way.notes()[1][1]
    assert (subject["sure"], subject["first"], subject["last"]) == (
        False,
        way.start + 1,
        way.start + 3,
    )
    assert way.told()["position"] == way.start + 1


def test_after_a_halt_nothing_is_heard_and_nothing_runs(way: Way) -> None:
    """Whatever is told then is of nobody."""
    way.carrying.halt("removed")
    way.sent(way.start, way.start)
    way.carrying.heard(wire.Trouble(ID, "late", 1))
    assert way.notes() == []
    assert (way.carrying.carried, way.carrying.courier.pid) == ((), None)
    assert way.told()["position"] == way.start
    way.carrying.heard(wire.Sent("f" * 16, 0, 99, 9, 9, 9))
    assert way.notes() == []


def test_time_stamps_are_handed_on_and_a_lie_is_named(way: Way) -> None:
    """What is no stamp over our checkpoint is trouble, not an entry of a stamp."""
    way.carrying.heard(wire.Stamped(ID, 3, b"token"))
    assert way.stamps == [wire.Stamped(ID, 3, b"token")]

    def lies(_event: wire.Stamped) -> None:
        raise BadSignatureError("It is over something else.")

    way.carrying.stamped = lies
    way.carrying.heard(wire.Stamped(ID, 3, b"token"))
    ((kind, subject),) = way.notes()
    assert (kind, subject["refused"], subject["first"]) == ("trouble", True, 2)
    assert "over something else" in subject["why"]


def test_what_the_ledger_does_not_take_is_not_lost_and_keeps_nobody_waiting(
    way: Way, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A full disk: told in the log, written down later, and the door shuts all the same."""
    real = way.recording.journal.writer
    full = FailingWriter(DiskFullError("No room."))
    way.sent(way.start, way.start + 4, 5)
    way.recording.clock.advance(60)
    monkeypatch.setattr(way.recording.journal, "_writer", full)
    way.carrying.tick()
    way.carrying.heard(wire.Trouble(ID, "HTTP 503", 1))
    monkeypatch.setattr(way.recording.journal, "_writer", real)
    way.carrying.tick()
    (kind, subject), (trouble, what) = way.notes()
    assert (kind, subject["records"], subject["last"]) == ("sent", 5, way.start + 4)
    assert (trouble, what["why"]) == ("trouble", "HTTP 503")
    way.sent(way.start + 5, way.start + 5)  # written down at once: it goes again
    way.sent(way.start + 6, way.start + 6)
    monkeypatch.setattr(way.recording.journal, "_writer", full)
    way.carrying.halt("local-only")
    monkeypatch.setattr(way.recording.journal, "_writer", real)
    assert way.carrying.courier.pid is None
    assert way.told()["position"] == way.start + 6  # sent again: at least once
    assert sum("could not be written down" in one.message for one in caplog.records) == 3


def test_one_that_dies_goes_on_where_it_was(
    tmp_path: Path, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it told is written down first; what it is in trouble with is not an entry each time."""
    monkeypatch.setattr(courier_process, "FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr(courier_process, "LAST_PAUSE_S", 0.01)
    monkeypatch.setattr(courier_process.LOG, "disabled", True)
    way = Way(tmp_path, recording, DEAD)
    way.carrying.go_on()
    until(lambda: way.orders > 2)
    with way.carrying._lock:
        way.sent(way.start, way.start + 1, 2)
    orders = way.orders
    until(lambda: way.orders > orders + 1)
    ((kind, subject),) = way.notes()
    assert (kind, subject["last"], subject["reason"]) == ("sent", way.start + 1, "stop")
    assert way.told()["position"] == way.start + 2
    for _ in range(5):
        orders = way.orders
        way.carrying.heard(wire.Trouble(ID, "nobody is there", 1))
        until(partial(_more, way, orders))
    assert [kind for kind, _ in way.notes()] == ["sent", "trouble"]
    assert way.carrying.carried == (ID,)
    way.carrying.halt("stop")


def test_a_locked_keystore_is_told_until_it_opens(
    tmp_path: Path, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing runs meanwhile, and nobody starts it over and over."""
    monkeypatch.setattr(courier_process, "FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr(courier_process, "LAST_PAUSE_S", 0.01)
    monkeypatch.setattr(courier_process.LOG, "disabled", True)
    way = Way(tmp_path, recording)
    way.locked = KeychainLockedError("The keychain is locked.")
    way.carrying.go_on()
    until(lambda: "locked" in str(way.told()["trouble"]))
    assert way.carrying.carried == (ID,)
    assert way.carrying.courier.pid is None
    assert way.notes() == []
    way.locked = None
    until(lambda: way.carrying.courier.tell(wire.NEWS))
    assert way.told()["trouble"] == ""
    way.carrying.halt("stop")


def test_where_there_is_nothing_to_carry_nothing_runs(way: Way) -> None:
    """It ends by itself when the last upstream is gone."""
    way.carrying.halt("removed")
    seq = way.recording.journal.note(EntryKind.UPSTREAM_REMOVED, {"id": ID}).seq
    way.carrying.take(seq)
    orders = way.orders
    way.carrying.go_on()
    assert not way.carrying.courier.is_running
    assert way.carrying._begin() is None
    assert way.orders == orders
