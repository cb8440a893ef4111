"""host.dbus: one call, one answer, or None."""

from __future__ import annotations

import socket
import sys
from typing import TYPE_CHECKING

import pytest

from desktop_app.host.dbus import WaitingBus
from desktop_app.host.services import DAEMON, LOGIN
from tests.fakes.private_bus import FakeService, PrivateBus, needs_dbus, private_bus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = needs_dbus


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[PrivateBus]:
    """A bus of the test's own."""
    with private_bus(tmp_path / "b") as made:
        yield made


@pytest.fixture
def caller(bus: PrivateBus) -> Iterator[WaitingBus]:
    """Our end of it."""
    made = WaitingBus(bus.address)
    yield made
    made.close()


def test_an_answer(bus: PrivateBus, caller: WaitingBus) -> None:
    """Its values; a property's value."""
    service = FakeService(
        bus.address,
        LOGIN.name,
        {"Add": lambda one, two: ("u", (one + two,)), "Get": lambda *_: ("v", (("b", True),))},
    )
    assert caller.call(LOGIN, "Add", "uu", (1, 2)) == (3,)
    assert caller.get(LOGIN, "LockedHint") is True
    assert service.called("Get") == [(LOGIN.interface, "LockedHint")]
    service.close()


def test_a_service_that_says_no_or_is_not_there(bus: PrivateBus, caller: WaitingBus) -> None:
    """Is None, and the connection stays."""
    assert caller.call(LOGIN, "Nothing") is None
    assert caller.get(LOGIN, "LockedHint") is None
    service = FakeService(bus.address, LOGIN.name)
    assert caller.call(LOGIN, "Nothing") is None
    service.close()
    assert caller.call(DAEMON, "GetId", start=True) is not None


def test_a_service_that_does_not_answer(bus: PrivateBus, caller: WaitingBus) -> None:
    """Is given up after its time; the next call is made on a new connection."""
    service = FakeService(bus.address, LOGIN.name, {"Hang": lambda: None})
    before = caller.connection()
    assert caller.call(LOGIN, "Hang", timeout_s=0.01) is None
    assert caller.connection() is not before
    assert caller.call(DAEMON, "GetId") is not None
    service.close()


def test_a_bus_that_went_away_and_came_again(tmp_path: Path) -> None:
    """Each call connects anew after one that failed."""
    with private_bus(tmp_path / "b") as bus:
        address = f"unix:path={tmp_path / 'link'}"
        (tmp_path / "link").symlink_to(next((tmp_path / "b").glob("dbus-*")))
        caller = WaitingBus(address)
        assert caller.call(DAEMON, "GetId") is not None
        bus.close()
        assert caller.call(DAEMON, "GetId") is None
        assert caller.call(DAEMON, "GetId") is None
    with private_bus(tmp_path / "c"):
        (tmp_path / "link").unlink()
        (tmp_path / "link").symlink_to(next((tmp_path / "c").glob("dbus-*")))
        assert caller.call(DAEMON, "GetId") is not None
        caller.close()


@pytest.mark.parametrize("address", ["unix:path=/nowhere/at/all", "odd", "tcp:host=x,port=1"])
def test_no_bus_is_no_answer(address: str) -> None:
    """Whatever is wrong with its address."""
    caller = WaitingBus(address)
    assert caller.call(DAEMON, "GetId") is None
    assert caller.get(LOGIN, "LockedHint") is None
    caller.close()


def test_no_address_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A recorder that was started outside of any session."""
    for name in ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    assert WaitingBus("SESSION").connection() is None


def test_a_bus_that_lets_nobody_in(tmp_path: Path) -> None:
    """Hangs up, as a bus of another user does."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        server.listen()
        server.shutdown(socket.SHUT_RDWR)
        assert WaitingBus(f"unix:path={tmp_path / 's'}").connection() is None


def test_without_jeepney_there_is_no_bus(bus: PrivateBus, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows and macOS."""
    monkeypatch.setitem(sys.modules, "jeepney.auth", None)
    assert WaitingBus(bus.address).connection() is None
