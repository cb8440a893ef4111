"""One D-Bus connection as bytes: calls out, messages in, through jeepney.

Why not QtDBus: from Python it cannot send a uint32, which `Notify` and others take.

Promise: nothing here waits longer than its limit; whatever goes wrong with the bus is an `OSError`.
Imported by `tray.bus` alone, and late: only Linux has jeepney.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

from jeepney import (
    DBusAddress,
    HeaderFields,
    MatchRule,
    MessageType,
    Parser,
    message_bus,
    new_method_call,
)
from jeepney.auth import AuthenticationError
from jeepney.bus import get_bus
from jeepney.io.blocking import prep_socket

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.tray.services import Service

CONNECT_S = 1.0
SEND_S = 0.5  # of a bus that takes nothing any more
_CHUNK_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message from the bus.

    Attributes:
        reply_to: serial of our call that this answers, or None.
        error: its name, for an answer that says no; else "".
        sender: unique name of who sent it, as the bus says.
        path: of the object that a signal comes from.
        member: `interface.signal`.
        signature: of the values.
        body: the values.
    """

    reply_to: int | None
    error: str
    sender: str
    path: str
    member: str
    signature: str
    body: tuple[Any, ...]


class Wire:
    """A connection that has introduced itself.

    Args:
        which: "SESSION", "SYSTEM" or an address.

    Raises:
        OSError: there is no such bus, or it does not answer.
    """

    def __init__(self, which: str) -> None:
        self._socket = _connect(which)  # a socket; the tray itself may open none
        self._socket.settimeout(SEND_S)
        self._parser = Parser()
        self._serials = count(1)
        self._send(message_bus.Hello())

    @property
    def handle(self) -> int:
        """What becomes readable when something came."""
        return int(self._socket.fileno())

    def call(self, service: Service, method: str, signature: str, body: tuple[object, ...]) -> int:
        """Send a call; return its serial.

        Raises:
            OSError: the bus is gone, or takes nothing any more.
        """
        address = DBusAddress(service.path, bus_name=service.name, interface=service.interface)
        return self._send(new_method_call(address, method, signature or None, body))

    def match(self, service: Service, signal: str, first: str | None = None) -> int:
        """Ask for a signal, of one first argument if that is given; return the call's serial.

        Raises:
            OSError: as `call`.
        """
        rule = MatchRule(
            type="signal",
            sender=service.name,
            path=service.path,
            interface=service.interface,
            member=signal,
        )
        if first is not None:
            rule.add_arg_condition(0, first)
        return self._send(message_bus.AddMatch(rule.serialise()))

    def read(self) -> Iterator[Incoming]:
        """Yield what has come, once there is something to read.

        Raises:
            OSError: the bus is gone.
        """
        data = self._socket.recv(_CHUNK_BYTES)
        if not data:
            raise ConnectionResetError("The bus hung up.")
        self._parser.add_data(data)
        while (message := self._parser.get_next_message()) is not None:
            yield _incoming(message)

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _send(self, message: Any) -> int:
        serial = next(self._serials)
        self._socket.sendall(message.serialise(serial=serial))
        return serial


def _connect(which: str) -> Any:
    try:
        return prep_socket(get_bus(which), timeout=CONNECT_S)
    except KeyError as error:
        raise FileNotFoundError(f"{error.args[0]} is not set.") from error
    except (AuthenticationError, RuntimeError, ValueError) as error:
        raise ConnectionRefusedError(str(error)) from error


def _incoming(message: Any) -> Incoming:
    fields = message.header.fields
    interface = fields.get(HeaderFields.interface, "")
    failed = message.header.message_type is MessageType.error
    return Incoming(
        reply_to=fields.get(HeaderFields.reply_serial),
        error=fields.get(HeaderFields.error_name, "") if failed else "",
        sender=fields.get(HeaderFields.sender, ""),
        path=fields.get(HeaderFields.path, ""),
        member=f"{interface}.{fields.get(HeaderFields.member, '')}",
        signature=fields.get(HeaderFields.signature, ""),
        body=tuple(message.body),
    )
