"""capture.screens.shooter: who asks waits a little, and each wish has its shot."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING

from desktop_app.capture.screens import shooter as module
from desktop_app.capture.screens.asked import Asked, Trigger
from desktop_app.capture.screens.region import Region
from desktop_app.capture.screens.shooter import MAX_WAITING, Shooter
from desktop_app.capture.screens.taking import Settings
from desktop_app.errors import StorageError
from desktop_app.host.screen.frame import Box
from tests.fakes.clock import START_US, FakeClock
from tests.fakes.desk.waiting import until
from tests.fakes.ids import FakeIds
from tests.fakes.screens import (
    BEFORE,
    RUN,
    SECRET,
    FakeDesktop,
    FakeGrabber,
    Shots,
    settings,
    showing,
    window,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

    from desktop_app.capture.screens.shooter import Sink
    from desktop_app.capture.screens.shot import Shot

LONG_S = 30.0


class _Consent:
    given = True

    def __call__(self) -> bool:
        return self.given


@contextmanager
def _shooter(
    desk: FakeDesktop,
    sink: Sink,
    consent: _Consent | None = None,
    patience_s: float = LONG_S,
    wanted: Settings | None = None,
) -> Iterator[Shooter]:
    made = Shooter(
        lambda: desk.screen,
        settings=lambda: wanted or settings(),
        granted=consent or _Consent(),
        sink=sink,
        clock=FakeClock(),
        ids=FakeIds(),
        patience_s=patience_s,
    )
    try:
        yield made
    finally:
        made.close()


def _held() -> tuple[FakeDesktop, Event, Event]:
    """Return a desktop whose grab waits for an event, and one that tells that it began."""
    begun, go = Event(), Event()

    def wait() -> None:
        begun.set()
        assert go.wait(LONG_S)

    return FakeDesktop(grabber=FakeGrabber(meanwhile=wait)), begun, go


def test_before_and_after_a_call() -> None:
    """Two shots in their order, each with its trigger and the call that it is of."""
    shots = Shots()
    with _shooter(FakeDesktop(), shots) as shooter:
        asked = replace(BEFORE, trigger=Trigger.HAND)
        tickets = [shooter.before(asked), shooter.after(asked)]
    assert [ticket.on_time for ticket in tickets] == [True, True]
    assert [shot.id for shot in shots] == [ticket.shot for ticket in tickets]
    assert [shot.asked.trigger for shot in shots] == ["before", "after"]
    assert [shot.outcome for shot in shots] == ["kept", "duplicate"]
    assert {shot.asked.call_id for shot in shots} == {"call-1"}
    assert {(shot.asked_us, shot.late) for shot in shots} == {(START_US, False)}


def test_a_slow_screen_is_not_waited_for() -> None:
    """The agent goes on, and the shot says that it came late."""
    desk, begun, go = _held()
    shots = Shots()
    with _shooter(desk, shots, patience_s=0.0) as shooter:
        assert not shooter.before(BEFORE).on_time
        assert begun.wait(LONG_S)
        go.set()
    assert [(shot.outcome, shot.late) for shot in shots] == [("kept", True)]


def test_too_many_wishes_are_refused_as_such() -> None:
    """A screen that hangs holds no agent and no memory; every wish has its shot."""
    desk, begun, go = _held()
    shots = Shots()
    with _shooter(desk, shots, patience_s=0.0) as shooter:
        shooter.before(BEFORE)
        assert begun.wait(LONG_S)
        for _ in range(MAX_WAITING + 1):
            shooter.before(BEFORE)
        until(lambda: shots, "the refusal, which waits for no grab")
        assert [shot.outcome for shot in shots] == ["busy"]
        go.set()
    assert len(shots) == MAX_WAITING + 2
    assert [shot.outcome for shot in shots].count("busy") == 1


def test_without_consent_nothing_is_grabbed() -> None:
    """The ledger is told once of a run, and a person who asks by hand each time."""
    desk, shots, consent = FakeDesktop(), Shots(), _Consent()
    consent.given = False
    with _shooter(desk, shots, consent) as shooter:
        shooter.wake()
        for run in (RUN, RUN, ("sender", "run-2")):
            assert not shooter.before(replace(BEFORE, run=run)).on_time
        shooter.take(Asked(Trigger.HAND))
        shooter.take(Asked(Trigger.HAND))
    assert desk.grabber.grabs == 0
    assert [shot.outcome for shot in shots] == ["not_granted"] * 4
    assert [shot.asked.run for shot in shots] == [RUN, ("sender", "run-2"), None, None]


def test_a_consent_that_ended_is_told_again() -> None:
    """After pictures were taken in the same run."""
    shots, consent = Shots(), _Consent()
    with _shooter(FakeDesktop(), shots, consent) as shooter:
        for number, given in enumerate((False, True, False), 1):
            consent.given = given
            shooter.before(BEFORE)
            until(lambda n=number: len(shots) == n, "the shot")
    assert [shot.outcome for shot in shots] == ["not_granted", "kept", "not_granted"]


def test_a_consent_that_ended_while_the_wish_waited() -> None:
    """Counts at the moment of the grab."""
    desk, begun, go = _held()
    shots, consent = Shots(), _Consent()
    with _shooter(desk, shots, consent, patience_s=0.0) as shooter:
        shooter.before(BEFORE)
        assert begun.wait(LONG_S)
        shooter.before(BEFORE)
        consent.given = False
        go.set()
    assert [shot.outcome for shot in shots] == ["not_granted", "not_granted"]
    assert desk.grabber.grabs == 1


def test_runs_without_consent_are_not_remembered_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest are forgotten, and told again."""
    monkeypatch.setattr(module, "MAX_RUNS", 2)
    shots, consent = Shots(), _Consent()
    consent.given = False
    with _shooter(FakeDesktop(), shots, consent) as shooter:
        for name in ("a", "b", "c", "c", "a"):
            shooter.before(replace(BEFORE, run=("sender", name)))
    assert [shot.asked.run[1] for shot in shots if shot.asked.run] == ["a", "b", "c", "a"]


def test_whoever_asks_gets_no_more_than_the_settings() -> None:
    """A sender that wants the desktop gets the window, if that is what the person allowed."""
    active = window(1, Box(4, 4, 8, 8), active=True)
    shots = Shots()
    narrow = Settings((SECRET,), Region.WINDOW)
    with _shooter(FakeDesktop(windows=showing([active])), shots, wanted=narrow) as shooter:
        shooter.take(Asked(Trigger.API, region=Region.DESKTOP))
    assert shots[0].picture is not None
    assert shots[0].picture.box == active.box


def test_a_sink_that_fails_gets_the_next_one(caplog: pytest.LogCaptureFixture) -> None:
    """A full vault ends no thread."""
    shots = Shots()

    def full(shot: Shot) -> None:
        if shot.asked.trigger is Trigger.BEFORE:
            raise StorageError("The vault is full.")
        shots(shot)

    with caplog.at_level(logging.WARNING), _shooter(FakeDesktop(), full) as shooter:
        shooter.before(BEFORE)
        shooter.after(BEFORE)
    assert [shot.outcome for shot in shots] == ["duplicate"]
    assert "The vault is full." in caplog.text


def test_more_refusals_than_fit_are_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A sink that hangs holds no memory either."""
    monkeypatch.setattr(module, "MAX_TOLD", 1)
    begun, go = Event(), Event()
    consent = _Consent()
    consent.given = False

    def hangs(_: Shot) -> None:
        begun.set()
        assert go.wait(LONG_S)

    with caplog.at_level(logging.WARNING), _shooter(FakeDesktop(), hangs, consent) as shooter:
        shooter.take(Asked(Trigger.HAND))
        assert begun.wait(LONG_S)
        shooter.take(Asked(Trigger.HAND))
        shooter.take(Asked(Trigger.HAND))
        go.set()
    assert "not recorded: not_granted" in caplog.text


def test_a_screen_that_is_woken_is_held() -> None:
    """What is seen then is handed to nobody; at the end it is let go of."""
    desk, shots = FakeDesktop(), Shots()
    with _shooter(desk, shots) as shooter:
        shooter.wake()
        until(lambda: desk.grabber.grabs == 1, "the grab")
    assert shots == []
    assert desk.windows.closed == 1


def test_what_is_held_is_let_go_of_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    """The screen and the last picture: the same pixels are no duplicate after that."""
    monkeypatch.setattr(module, "IDLE_S", 0.01)
    monkeypatch.setattr(module, "REMEMBERED_S", 0.01)
    desk, shots = FakeDesktop(), Shots()
    with _shooter(desk, shots) as shooter:
        shooter.before(BEFORE)
        closed = desk.grabber.closed
        until(lambda: desk.grabber.closed > closed + 3, "the end of the patience")
        until(lambda: shooter._developer._last is None, "the picture to be forgotten")
        shooter.before(BEFORE)
    assert [shot.outcome for shot in shots] == ["kept", "kept"]
