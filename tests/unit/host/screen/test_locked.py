"""host.screen.locked: who says that the session is locked, and who is not asked twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.host.dbus import WaitingBus
from desktop_app.host.screen.locked import NoLock, SessionLock
from desktop_app.host.services import LOGIN, SCREEN_SAVERS
from tests.fakes.private_bus import FakeService, PrivateBus, needs_dbus, private_bus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Answers = dict[str, Callable[..., tuple[str, tuple[Any, ...]] | None]]

pytestmark = needs_dbus

_PATH = "/org/freedesktop/login1/session/_31"


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[PrivateBus]:
    """System bus and session bus in one."""
    with private_bus(tmp_path / "b") as made:
        yield made


def _is_locked(bus: PrivateBus, **environment: str) -> bool:
    lock = SessionLock(WaitingBus(bus.address), WaitingBus(bus.address), environment)
    try:
        return lock.is_locked()
    finally:
        lock.close()


def _logind(bus: PrivateBus, *, locked: object = True, **answers: Any) -> FakeService:
    def get(_: str, of: str) -> tuple[str, tuple[Any, ...]]:
        if of == "Display":
            return answers["Display"]
        return "v", (("b", locked) if isinstance(locked, bool) else ("s", locked),)

    return FakeService(bus.address, LOGIN.name, {**answers, "Get": get})


def test_unknown_is_not_locked(bus: PrivateBus) -> None:
    """Nobody on the buses, or no buses."""
    assert not _is_locked(bus)
    assert not SessionLock(WaitingBus("unix:path=/x"), WaitingBus("unix:path=/x"), {}).is_locked()
    assert not NoLock().is_locked()
    NoLock().close()


@pytest.mark.parametrize("locked", [True, False])
def test_the_hint_of_our_session(bus: PrivateBus, locked: bool) -> None:  # noqa: FBT001
    """By the process that asks."""
    logind = _logind(bus, locked=locked, GetSessionByPID=lambda _: ("o", (_PATH,)))
    assert _is_locked(bus) is locked
    assert logind.called("GetSessionByPID") == [(0,)]
    logind.close()


def test_the_session_that_the_environment_names(bus: PrivateBus) -> None:
    """Where the process is in none."""
    logind = _logind(bus, GetSession=lambda _: ("o", (_PATH,)))
    assert _is_locked(bus, XDG_SESSION_ID="3")
    assert logind.called("GetSession") == [("3",)]
    logind.close()


def test_the_session_with_the_display(bus: PrivateBus) -> None:
    """Of a recorder that the user's service manager started."""
    logind = _logind(bus, Display=("v", (("(so)", ("3", _PATH)),)))
    assert _is_locked(bus)
    logind.close()


@pytest.mark.parametrize("display", [("v", (("(so)", ("", "/")),)), ("v", (("s", "x"),))])
def test_a_user_without_a_display(bus: PrivateBus, display: tuple[str, Any]) -> None:
    """Has no session that could be locked."""
    logind = _logind(bus, Display=display)
    assert not _is_locked(bus)
    logind.close()


def test_a_hint_that_is_none(bus: PrivateBus) -> None:
    """A value of another type says nothing."""
    logind = _logind(bus, locked="yes", GetSessionByPID=lambda _: ("o", (_PATH,)))
    assert not _is_locked(bus)
    logind.close()


@pytest.mark.parametrize("saver", SCREEN_SAVERS, ids=lambda it: it.name)
def test_each_screen_saver_is_heard(bus: PrivateBus, saver: Any) -> None:
    """Though logind says that it is open."""
    logind = _logind(bus, locked=False, GetSessionByPID=lambda _: ("o", (_PATH,)))
    active = [True]
    service = FakeService(bus.address, saver.name, {"GetActive": lambda: ("b", (active[0],))})
    assert _is_locked(bus)
    active[0] = False
    assert not _is_locked(bus)
    service.close()
    logind.close()
