"""A D-Bus bus of a test's own, and services on it that answer as they are told.

Nothing is started by the bus itself and nothing of the real session is reached.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import pytest
from jeepney import (
    DBusAddress,
    HeaderFields,
    MessageType,
    message_bus,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.io.blocking import DBusConnection, open_dbus_connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

needs_dbus = pytest.mark.skipif(
    not shutil.which("dbus-daemon"), reason="needs the package dbus (dbus-daemon)"
)
# No service directories: the bus starts nothing, so that what was stopped stays stopped.
_CONFIG = """<busconfig>
<type>session</type><listen>unix:dir={}</listen><auth>EXTERNAL</auth>
<policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
</policy>
</busconfig>
"""


class PrivateBus:
    """A bus in a directory of its own.

    Attributes:
        address: for DBUS_SESSION_BUS_ADDRESS, or for `tray.bus.Bus`.
        process: the daemon; to be stopped or killed by a test that wants that.
    """

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        config = directory / "bus.conf"
        config.write_text(_CONFIG.format(directory))
        command = ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address"]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().strip()

    def close(self) -> None:
        """End it; no error when it was ended before."""
        self.process.kill()
        self.process.wait(10)
        if self.process.stdout is not None:
            self.process.stdout.close()


@contextmanager
def private_bus(directory: Path) -> Iterator[PrivateBus]:
    """Yield a bus and end it."""
    bus = PrivateBus(directory)
    try:
        yield bus
    finally:
        bus.close()


class FakeService:
    """A service that answers calls from a table, in a thread of its own.

    Args:
        address: of the bus.
        name: the well-known name that it takes.
        answers: member -> function of the values of a call; returns (signature, values) of the
            answer, or None to say nothing, or raises KeyError for an error.
    """

    def __init__(
        self,
        address: str,
        name: str,
        answers: dict[str, Callable[..., tuple[str, tuple[Any, ...]] | None]] | None = None,
    ) -> None:
        self.calls: list[tuple[str, tuple[Any, ...]]] = []
        self._answers = answers or {}
        self._connection: DBusConnection = open_dbus_connection(address)
        self._connection.send_and_get_reply(message_bus.RequestName(name))
        self._thread = threading.Thread(target=self._serve, name=f"fake {name}", daemon=True)
        self._thread.start()

    @property
    def unique_name(self) -> str:
        """How the bus calls it."""
        return str(self._connection.unique_name)

    def called(self, member: str) -> list[tuple[Any, ...]]:
        """Return the values of each call of a method so far."""
        return [body for name, body in tuple(self.calls) if name == member]

    def emit(
        self,
        path: str,
        interface: str,
        member: str,
        signature: str = "",
        body: tuple[Any, ...] = (),
        *,
        to: str | None = None,
    ) -> None:
        """Send a signal to whoever listens, or straight to one (no match rule keeps that out)."""
        signal = new_signal(DBusAddress(path, interface=interface), member, signature or None, body)
        if to is not None:
            signal.header.fields[HeaderFields.destination] = to
        self._connection.send(signal)

    def close(self) -> None:
        """Leave the bus, as a program that ends does; no error when it has left before."""
        with suppress(OSError):
            self._connection.sock.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self._connection.close()

    def _serve(self) -> None:
        while True:
            try:
                message = self._connection.receive()
            except (ConnectionError, OSError, ValueError):
                return
            if message.header.message_type is MessageType.method_call:
                self._answer(message)

    def _answer(self, message: Any) -> None:
        member, body = message.header.fields[HeaderFields.member], tuple(message.body)
        self.calls.append((member, body))
        try:
            answer = self._answers[member](*body)
        except KeyError as error:
            text = ("s", (str(error),))
            self._connection.send(new_error(message, "org.example.Error.No", *text))
            return
        if answer is not None:
            self._connection.send(new_method_return(message, *answer))
