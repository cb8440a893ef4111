"""Calls over a session bus, each waited for, as a test wants them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jeepney import DBusAddress, MessageType, message_bus, new_method_call
from jeepney.io.blocking import open_dbus_connection

from desktop_app.tray.services import properties

if TYPE_CHECKING:
    from desktop_app.tray.services import Service

CALL_S = 5.0


class RefusedError(Exception):
    """Whoever was called said no."""


class Caller:
    """One connection."""

    def __init__(self, address: str) -> None:
        self._connection = open_dbus_connection(address)

    def call(
        self, service: Service, member: str, signature: str = "", body: tuple[Any, ...] = ()
    ) -> tuple[Any, ...]:
        """Return the values that a method answers with.

        Raises:
            RefusedError: with the other's words.
        """
        place = DBusAddress(service.path, bus_name=service.name, interface=service.interface)
        return self._ask(new_method_call(place, member, signature or None, body))

    def get(self, service: Service, of: str) -> Any:
        """Return a property's value."""
        asked = (service.interface, of)
        return self.call(properties(service), "Get", "ss", asked)[0][1]

    def owner(self, name: str) -> str:
        """Return who owns a name, "" for nobody."""
        try:
            return str(self._ask(message_bus.GetNameOwner(name))[0])
        except RefusedError:
            return ""

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _ask(self, message: Any) -> tuple[Any, ...]:
        answer = self._connection.send_and_get_reply(message, timeout=CALL_S)
        if answer.header.message_type is MessageType.error:
            raise RefusedError(" ".join(map(str, answer.body)))
        return tuple(answer.body)
