"""tray.bus on a private bus: answers, refusals, silence, signals, and every way of being gone."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from typing import TYPE_CHECKING

import pytest

from desktop_app.tray.bus import GONE, Bus
from desktop_app.tray.services import DAEMON, Service
from tests.fakes.private_bus import FakeService, PrivateBus, needs_dbus, private_bus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp"), needs_dbus]
THING = Service("org.example.Thing", "/thing", "org.example.Thing1")


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[PrivateBus]:
    """A bus."""
    with private_bus(tmp_path / "bus") as started:
        yield started


@pytest.fixture
def bus(daemon: PrivateBus) -> Iterator[Bus]:
    """Our connection to it."""
    connected = Bus(daemon.address)
    assert connected.alive, connected.why_not
    yield connected
    connected.close()


@pytest.fixture
def thing(daemon: PrivateBus) -> Iterator[FakeService]:
    """A service that doubles an unsigned number, and refuses or ignores the rest."""
    service = FakeService(
        daemon.address,
        THING.name,
        {"Double": lambda n: ("u", (2 * n,)), "Ignore": lambda: None},
    )
    yield service
    service.close()


def test_a_call_gets_its_answer_and_unsigned_numbers_work(
    bus: Bus, thing: FakeService, qtbot: QtBot
) -> None:
    """A uint32 beyond the signed range goes out and comes back; the call itself does not wait."""
    answers: list[tuple[object, ...]] = []
    bus.call(THING, "Double", "u", (1_500_000_000,), done=answers.append)
    assert answers == []
    qtbot.waitUntil(lambda: answers == [(3_000_000_000,)])
    assert thing.called("Double") == [(1_500_000_000,)]


def test_a_refusal_is_told_with_its_words(bus: Bus, thing: FakeService, qtbot: QtBot) -> None:
    """An error answer, and a name that nobody owns, reach `failed`."""
    told: list[str] = []
    bus.call(THING, "Unknown", failed=told.append)
    bus.call(Service("org.example.Nobody", "/", "org.example.Nobody"), "Do", failed=told.append)
    qtbot.waitUntil(lambda: len(told) == 2)
    assert any("org.example.Error.No" in reason for reason in told)
    assert any("ServiceUnknown" in reason for reason in told)
    assert thing.called("Unknown") == [()]


def test_a_call_without_an_answer_fails_in_its_time(
    bus: Bus, thing: FakeService, qtbot: QtBot
) -> None:
    """A silent service is no answer; what comes later is dropped."""
    told: list[str] = []
    bus.call(THING, "Ignore", done=lambda _: told.append("done"), failed=told.append, timeout_s=0.1)
    qtbot.waitUntil(lambda: told == ["It did not answer in time."])
    assert thing.called("Ignore") == [()]


def test_signals_of_the_owner_alone_are_heard(
    daemon: PrivateBus, bus: Bus, thing: FakeService, qtbot: QtBot
) -> None:
    """A signal in the service's name from another program, or of another object, is not."""
    heard: list[tuple[object, ...]] = []
    bus.listen(THING, "Happened", lambda *values: heard.append(values))
    names: list[str] = []
    bus.call(DAEMON, "ListNames", done=lambda values: names.extend(values[0]))
    qtbot.waitUntil(lambda: names != [])  # answered, so the rules before it are in place
    forger = FakeService(daemon.address, "org.example.Forger")
    forger.emit(THING.path, THING.interface, "Happened", "u", (666,))
    for name in names:
        if name.startswith(":") and name != thing.unique_name:
            forger.emit(THING.path, THING.interface, "Happened", "u", (667,), to=name)
    thing.emit("/other", THING.interface, "Happened", "u", (1,))
    thing.emit(THING.path, THING.interface, "Other", "u", (2,))
    thing.emit(THING.path, THING.interface, "Happened", "u", (3,))
    qtbot.waitUntil(lambda: heard != [])
    assert heard == [(3,)]
    forger.close()


def test_values_of_other_types_reach_nobody(bus: Bus, thing: FakeService, qtbot: QtBot) -> None:
    """An answer of another type fails, a signal of another type is not heard; the rest goes on."""
    told: list[object] = []
    bus.listen(THING, "Happened", told.append, values="u")
    bus.call(THING, "Double", "u", (2,), done=print, failed=told.append, answers="as")
    qtbot.waitUntil(lambda: told == ["It answered with 'u', not with 'as'."])
    thing.emit(THING.path, THING.interface, "Happened", "uu", (1, 2))
    thing.emit(THING.path, THING.interface, "Happened")
    thing.emit(THING.path, THING.interface, "Happened", "u", (3,))
    qtbot.waitUntil(lambda: told[1:] == [3])


def test_owners_are_followed(daemon: PrivateBus, bus: Bus, qtbot: QtBot) -> None:
    """A service that comes, goes and comes again is told each time; its signals count again."""
    owners: list[str] = []
    heard: list[int] = []
    bus.watch(THING.name, owners.append)
    bus.listen(THING, "Happened", heard.append)
    for turn in (1, 2):
        service = FakeService(daemon.address, THING.name)
        qtbot.waitUntil(lambda owner=service.unique_name: owners[-1:] == [owner])
        service.emit(THING.path, THING.interface, "Happened", "u", (turn,))
        qtbot.waitUntil(lambda turn=turn: heard[-1:] == [turn])
        service.close()
        qtbot.waitUntil(lambda: owners[-1] == "")
    assert heard == [1, 2]


def test_a_dying_bus_is_a_state(
    daemon: PrivateBus, bus: Bus, thing: FakeService, qtbot: QtBot
) -> None:
    """Those that wait are told, `lost` is emitted once, and later calls fail, too."""
    told: list[str] = []
    bus.call(THING, "Ignore", failed=told.append)
    with qtbot.waitSignal(bus.lost):
        daemon.close()
    assert told == [GONE]
    assert not bus.alive
    bus.call(THING, "Double", "u", (1,), failed=told.append)
    bus.listen(THING, "Happened", print)
    assert told == [GONE]
    qtbot.waitUntil(lambda: told == [GONE, GONE])
    assert thing.called("Double") == []


@pytest.mark.parametrize("address", ["unix:path=/nonexistent/bus", "tcp:host=a,port=1", "rubbish"])
def test_no_bus_is_a_state(address: str, qtbot: QtBot) -> None:
    """A dead address, one that we do not speak, and one that is none: no exception, a reason."""
    bus = Bus(address)
    told: list[str] = []
    bus.call(DAEMON, "GetId", failed=told.append)
    bus.listen(THING, "Happened", print)
    bus.watch(THING.name, print)
    qtbot.waitUntil(lambda: told == [bus.why_not])
    assert bus.why_not.startswith("No D-Bus: ")
    bus.close()


def test_an_environment_without_a_bus_is_a_state(monkeypatch: pytest.MonkeyPatch) -> None:
    """No DBUS_SESSION_BUS_ADDRESS, as in a bare session or on another system."""
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    assert Bus().why_not == "No D-Bus: DBUS_SESSION_BUS_ADDRESS is not set."


def test_a_system_without_the_library_is_a_state(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows and macOS have no jeepney."""
    monkeypatch.setitem(sys.modules, "jeepney", None)
    monkeypatch.delitem(sys.modules, "desktop_app.tray.dbus_wire", raising=False)
    assert Bus().why_not.startswith("No D-Bus: ")


def test_a_bus_that_never_greets_costs_a_second(tmp_path: Path) -> None:
    """Somebody listens and says nothing: given up in the limit."""
    with socket.socket(socket.AF_UNIX) as mute:
        mute.bind(str(tmp_path / "mute"))
        mute.listen(1)
        start = time.monotonic()
        bus = Bus(f"unix:path={tmp_path / 'mute'}")
        assert not bus.alive
        assert time.monotonic() - start < 3


def test_a_stopped_bus_holds_nobody_up(daemon: PrivateBus, bus: Bus) -> None:
    """With the daemon stopped and its buffers full, a call gives up and the bus counts as gone."""
    os.kill(daemon.process.pid, signal.SIGSTOP)
    try:
        longest = 0.0
        for _ in range(100):
            start = time.monotonic()
            bus.call(THING, "Double", "s", ("x" * 50_000,))
            longest = max(longest, time.monotonic() - start)
            if not bus.alive:
                break
        assert not bus.alive
        assert longest < 2
    finally:
        os.kill(daemon.process.pid, signal.SIGCONT)


def test_closing_tells_those_that_wait(bus: Bus, thing: FakeService) -> None:
    """`close` fails open calls at once, is silent otherwise, and may be called twice."""
    told: list[str] = []
    bus.lost.connect(lambda: told.append("lost"))
    bus.call(THING, "Ignore", failed=told.append)
    bus.close()
    bus.close()
    assert told == ["It was closed."]
    assert thing
