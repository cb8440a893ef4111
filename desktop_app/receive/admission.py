"""One budget of bytes for all requests in flight, so that no mix of senders can exhaust memory.

A request holds a `Ticket` from its first body byte until it is answered and pays for each byte as
it comes. Requests over 1 MiB leave a reserve free, so that small ones pass while big ones wait.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from desktop_app.errors import OverloadedError
from desktop_app.receive.request import MIB, ReceiverLimits

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self


class Admission:
    """Counts requests and bytes in flight. Thread safe."""

    def __init__(self, limits: ReceiverLimits) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._bytes = 0
        self._requests = 0
        self.refused = 0

    def ticket(self) -> Ticket:
        """Return an unopened ticket; use it with `with`."""
        return Ticket(self)

    def _enter(self) -> None:
        with self._lock:
            if self._requests >= self._limits.in_flight_requests:
                self.refused += 1
                raise OverloadedError("Too many requests are in flight.")
            self._requests += 1

    def _grow(self, count: int, held: int) -> None:
        big = held + count > MIB
        room = self._limits.in_flight_bytes - (self._limits.small_reserve_bytes if big else 0)
        with self._lock:
            if self._bytes + count > room:
                self.refused += 1
                raise OverloadedError("The requests in flight fill the memory set aside for them.")
            self._bytes += count

    def _leave(self, held: int) -> None:
        with self._lock:
            self._requests -= 1
            self._bytes -= held


class Ticket:
    """The share of one request."""

    __slots__ = ("_admission", "held")

    def __init__(self, admission: Admission) -> None:
        self._admission = admission
        self.held = 0

    def __enter__(self) -> Self:
        """Take a place among the requests in flight.

        Raises:
            OverloadedError: there is none.
        """
        self._admission._enter()  # noqa: SLF001 - the two are one thing
        return self

    def grow(self, count: int) -> None:
        """Pay for `count` more bytes.

        Raises:
            OverloadedError: they do not fit just now.
        """
        self._admission._grow(count, self.held)  # noqa: SLF001
        self.held += count

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give everything back."""
        self._admission._leave(self.held)  # noqa: SLF001
        self.held = 0
