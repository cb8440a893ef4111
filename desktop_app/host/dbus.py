"""D-Bus for those who wait: one call, one answer, within a time.

Promise: a bus or a service that is not there is None, never an error; nothing is started by asking
(`NO_AUTO_START`) unless the asker says so. The tray, which must not wait, has `tray.bus`.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from desktop_app.host.services import properties

if TYPE_CHECKING:
    from desktop_app.host.services import Service

LOG = logging.getLogger(__name__)
CALL_S = 0.5
_NO_AUTO_START = 2


class WaitingBus:
    """A connection that is made when it is needed, and made again after it broke.

    Args:
        which: "SESSION", "SYSTEM" or an address.
    """

    def __init__(self, which: str) -> None:
        self._which = which
        self._connection: Any = None  # jeepney has no types

    def call(
        self,
        service: Service,
        member: str,
        signature: str = "",
        body: tuple[object, ...] = (),
        *,
        timeout_s: float = CALL_S,
        start: bool = False,
    ) -> tuple[Any, ...] | None:
        """Return the values of an answer; None when there is none or it says no.

        Args:
            service: whose method.
            member: its name.
            signature: of `body`.
            body: the values that it gets.
            timeout_s: how long it is waited for.
            start: whether the bus may start the service for that.
        """
        connection = self.connection()
        if connection is None:
            return None
        from jeepney import DBusAddress, MessageType, new_method_call  # noqa: PLC0415 - it is there

        address = DBusAddress(service.path, bus_name=service.name, interface=service.interface)
        message = new_method_call(address, member, signature or None, body)
        if not start:
            message.header.flags = _NO_AUTO_START
        try:
            answer = connection.send_and_get_reply(message, timeout=timeout_s)
        except OSError as error:  # TimeoutError, too
            LOG.info("No answer from %s: %s", service.name, type(error).__name__)
            self.close()
            return None
        return None if answer.header.message_type is MessageType.error else tuple(answer.body)

    def get(self, service: Service, of: str) -> Any:
        """Return a property's value; None when it cannot be had."""
        found = self.call(properties(service), "Get", "ss", (service.interface, of))
        return found[0][1] if found else None

    @property
    def held(self) -> Any:
        """Jeepney's connection, if there is one now."""
        return self._connection

    def connection(self) -> Any:
        """Return jeepney's connection; None when there is no bus."""
        if self._connection is None:
            self._connection = _connect(self._which)
        return self._connection

    def close(self) -> None:
        """Hang up; the next call connects again."""
        held, self._connection = self._connection, None
        if held is not None:
            held.close()


def _connect(which: str) -> Any:
    try:
        from jeepney.auth import AuthenticationError  # noqa: PLC0415 - only Linux has jeepney
        from jeepney.io.blocking import open_dbus_connection  # noqa: PLC0415 - likewise
        from jeepney.wrappers import DBusErrorResponse  # noqa: PLC0415 - likewise
    except ImportError:
        return None
    refused = (AuthenticationError, DBusErrorResponse, RuntimeError, ValueError)
    try:
        return open_dbus_connection(which)
    except (OSError, KeyError, *refused) as error:  # KeyError: no address in the environment
        LOG.info("No D-Bus (%s): %s", which, type(error).__name__)
        return None
