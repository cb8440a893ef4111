"""How the tray reaches the recorder: the person's line where it started it, else the socket.

Promise: what a person answers in our windows goes over the line that the recorder inherited, which
no other program has; any thread may ask, one call at a time. To a recorder that others started, or
that an earlier tray left behind, it goes over the runtime socket, where the recorder looks at us;
so it does once an answer over the line was given up, since the line cannot be opened again.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from desktop_app.control.client import ControlClient

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_app.control.person_line import PersonLine
    from desktop_app.control.protocol import Value


class Line:
    """Thread safe.

    Args:
        address: `Paths.control_address`.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._lock = Lock()
        self._person: PersonLine | None = None

    def use(self, person: PersonLine | None) -> None:
        """Talk over this line from now on; None: it is over."""
        earlier, self._person = self._person, person
        if earlier is not None:
            earlier.close()

    def connect(self) -> ControlClient:
        """Return a client; closing it leaves the person's line as it is.

        Raises:
            RecorderNotRunningError: none runs.
        """
        person = self._person
        if person is None:
            return ControlClient(self._address)
        return _Lent(self, person, self._lock)

    def over(self, person: PersonLine) -> None:
        """Use this line no more, unless another one is in use already."""
        if self._person is person:
            self.use(None)


class _Lent(ControlClient):
    """The client of the line, for one caller."""

    def __init__(self, line: Line, person: PersonLine, lock: Lock) -> None:  # it is connected
        self._line, self._person, self._lock = line, person, lock

    def call(
        self,
        verb: str,
        args: Mapping[str, Value] | None = None,
        *,
        timeout_s: float = 30.0,
        progress: Callable[[int, int], None] | None = None,
    ) -> Mapping[str, Value]:
        """Run a verb, once nobody else's runs."""
        client = self._person.client
        with self._lock:
            try:
                return client.call(verb, args, timeout_s=timeout_s, progress=progress)
            finally:
                if client.ended:
                    self._line.over(self._person)

    def close(self) -> None:
        """Leave the line as it is."""
