"""tray.session against a logind and a screen saver on private buses, and against none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.tray.bus import Bus
from desktop_app.tray.services import DAEMON, LOGIN, SCREEN_SAVERS
from desktop_app.tray.session import Session
from tests.fakes.private_bus import FakeService, PrivateBus, needs_dbus, private_bus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp"), needs_dbus]
_OURS = "/org/freedesktop/login1/session/_32"
_SESSION = "org.freedesktop.login1.Session"


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[PrivateBus]:
    """One bus that plays both: names do not collide."""
    with private_bus(tmp_path / "bus") as started:
        yield started


@pytest.fixture
def bus(daemon: PrivateBus) -> Iterator[Bus]:
    """Our connection."""
    connected = Bus(daemon.address)
    yield connected
    connected.close()


def _refuse(*_: object) -> tuple[str, tuple[Any, ...]]:
    raise KeyError("no session")


def _login(daemon: PrivateBus, **more: Callable[..., tuple[str, tuple[Any, ...]]]) -> FakeService:
    table = {"GetSessionByPID": lambda _pid: ("o", (_OURS,)), **more}
    return FakeService(daemon.address, LOGIN.name, table)


def _settled(bus: Bus, qtbot: QtBot) -> None:
    """Let two rounds of calls be answered: the session's path, then its rules."""
    for _ in range(2):
        told: list[object] = []
        bus.call(LOGIN, "Settle", failed=told.append)
        qtbot.waitUntil(lambda told=told: told != [])
        bus.call(DAEMON, "GetId", done=told.append)
        qtbot.waitUntil(lambda told=told: len(told) == 2)


def _heard(session: Session) -> list[object]:
    told: list[object] = []
    session.woke.connect(lambda: told.append("woke"))
    session.locked.connect(told.append)
    return told


def test_waking_up_is_told_and_going_to_sleep_is_not(
    daemon: PrivateBus, bus: Bus, qtbot: QtBot
) -> None:
    """PrepareForSleep(false) is the end of a suspend."""
    login = _login(daemon)
    told = _heard(Session(bus, bus, bus))
    _settled(bus, qtbot)
    for going in (True, False):
        login.emit(LOGIN.path, LOGIN.interface, "PrepareForSleep", "b", (going,))
    qtbot.waitUntil(lambda: told == ["woke"])
    login.close()


def test_a_lock_is_told_once_by_whoever_says_it(daemon: PrivateBus, bus: Bus, qtbot: QtBot) -> None:
    """Logind's request, its hint and the screen saver: changes alone, the session's own alone."""
    login = _login(daemon)
    saver = SCREEN_SAVERS[0]
    screen = FakeService(daemon.address, saver.name)
    session = Session(bus, bus, bus)
    told = _heard(session)
    _settled(bus, qtbot)
    login.emit(f"{_OURS}9", _SESSION, "Lock")
    login.emit(_OURS, _SESSION, "Lock")
    qtbot.waitUntil(lambda: told == [True])
    assert session.is_locked
    screen.emit(saver.path, saver.interface, "ActiveChanged", "b", (True,))
    changed = (_SESSION, {"LockedHint": ("b", False), "IdleHint": ("b", True)}, [])
    properties = "org.freedesktop.DBus.Properties"
    login.emit(_OURS, properties, "PropertiesChanged", "sa{sv}as", (_SESSION, {}, []))
    _settled(bus, qtbot)
    login.emit(_OURS, properties, "PropertiesChanged", "sa{sv}as", changed)
    qtbot.waitUntil(lambda: told == [True, False])
    screen.emit(saver.path, saver.interface, "ActiveChanged", "b", (True,))
    qtbot.waitUntil(lambda: told == [True, False, True])
    login.emit(_OURS, _SESSION, "Unlock")
    qtbot.waitUntil(lambda: told == [True, False, True, False])
    screen.close()
    login.close()


def test_a_user_service_finds_its_session_by_name(
    daemon: PrivateBus, bus: Bus, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not in a session by process: XDG_SESSION_ID names it, where it is set."""
    login = _login(daemon, GetSessionByPID=_refuse, GetSession=lambda name: ("o", (f"/s/{name}",)))
    monkeypatch.setenv("XDG_SESSION_ID", "c7")
    told = _heard(Session(bus, bus, bus))
    _settled(bus, qtbot)
    login.emit("/s/c7", _SESSION, "Lock")
    qtbot.waitUntil(lambda: told == [True])
    assert login.called("GetSession") == [("c7",)]
    monkeypatch.delenv("XDG_SESSION_ID")
    Session(bus, bus, bus)
    _settled(bus, qtbot)
    assert len(login.called("GetSession")) == 1
    login.close()


def test_nobody_there_means_nothing_happens(bus: Bus, qtbot: QtBot) -> None:
    """No logind on the bus, no bus at all."""
    dead = Bus("unix:path=/nonexistent")
    told = _heard(Session(dead, bus, bus)) + _heard(Session(bus, dead, bus))
    _settled(bus, qtbot)
    assert told == []
