"""tray.dbus_wire: what it says and what it hears, on a private bus."""

from __future__ import annotations

import select
from typing import TYPE_CHECKING

import pytest

from desktop_app.tray.dbus_wire import Incoming, Wire
from desktop_app.tray.services import DAEMON
from tests.fakes.private_bus import needs_dbus, private_bus

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.gui, needs_dbus]  # beside Qt: it comes with the tray


def _answer(wire: Wire, serial: int) -> Incoming:
    while True:
        assert select.select([wire.handle], [], [], 5)[0]
        for message in wire.read():
            if message.reply_to == serial:
                return message


def test_calls_and_rules_are_answered(tmp_path: Path) -> None:
    """A call, a refused call and a rule with a first argument: each answer names its serial."""
    with private_bus(tmp_path) as bus:
        wire = Wire(bus.address)
        answer = _answer(wire, wire.call(DAEMON, "NameHasOwner", "s", (DAEMON.name,)))
        assert (answer.error, answer.body) == ("", (True,))
        refused = _answer(wire, wire.call(DAEMON, "GetNameOwner", "s", ("org.example.No",)))
        assert refused.error == "org.freedesktop.DBus.Error.NameHasNoOwner"
        assert not _answer(wire, wire.match(DAEMON, "NameOwnerChanged", "org.example.No")).error
        wire.close()


def test_the_end_of_the_bus_is_an_os_error(tmp_path: Path) -> None:
    """A bus that hangs up, and one that is not there."""
    with private_bus(tmp_path) as bus:
        wire = Wire(bus.address)
        _answer(wire, wire.call(DAEMON, "GetId", "", ()))
    with pytest.raises(OSError, match=r"hung up|reset"):
        list(wire.read())
    wire.close()
    with pytest.raises(OSError, match="No such file"):
        Wire(f"unix:path={tmp_path / 'none'}")


def test_an_address_that_is_none_is_an_os_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unset, unknown transport, rubbish."""
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    for which, why in (
        ("SESSION", "is not set"),
        ("tcp:a=b", "not supported"),
        ("rubbish", "unpack"),
    ):
        with pytest.raises(OSError, match=why):
            Wire(which)
