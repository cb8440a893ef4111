"""What was dealt with at one upstream since its last `upstream.sent`, added up.

One request is not one entry, or the log would be about itself: an entry is due 10 s after the first
request that it covers, and at each change. What is only passed over (not for this upstream) is
written down when it is long: read again after a restart it costs little.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.courier.wire import Sent
    from desktop_app.model.canonical import JSON

EVERY_US = 10_000_000
LONG = 20_000  # entries
MOST_NAMES = 50


class Tally:
    """Sums of one upstream. Not thread safe.

    Attributes:
        upstream: its id.
    """

    def __init__(self, upstream: str, position: int) -> None:
        self.upstream = upstream
        self._first = position
        self._next = position
        self._since_us: int | None = None
        self._sums = dict.fromkeys(("records", "bytes", "requests", "skipped", "gone"), 0)
        self._names: list[str] = []

    @property
    def position(self) -> int:
        """The first entry that is not dealt with."""
        return self._next

    def add(self, sent: Sent, now_us: int) -> None:
        """Take up what the courier told.

        Args:
            sent: what it says.
            now_us: boot clock.
        """
        self._next = max(self._next, sent.last + 1)
        for name in self._sums:
            self._sums[name] += getattr(sent, name)
        self._names += sent.names
        if sent.requests and self._since_us is None:
            self._since_us = now_us

    def is_due(self, now_us: int) -> bool:
        """Whether it is to be written down now."""
        waited = self._since_us is not None and now_us - self._since_us >= EVERY_US
        return waited or len(self._names) >= MOST_NAMES or self._next - self._first >= LONG

    @property
    def names(self) -> tuple[str, ...]:
        """Of objects that arrived since."""
        return tuple(self._names)

    @property
    def is_worth_it(self) -> bool:
        """Whether there is anything that a person would miss."""
        return (
            bool(self._sums["requests"] or self._sums["gone"]) or self._next - self._first >= LONG
        )

    def take(self, reason: str) -> dict[str, JSON]:
        """Return the subject of an `upstream.sent`; `taken` follows once it is durable."""
        return {
            "id": self.upstream,
            "first": self._first,
            "last": self._next - 1,
            **self._sums,
            **({"names": list(self._names)} if self._names else {}),
            "reason": reason,
        }

    def taken(self) -> None:
        """Begin again: what `take` returned is durable."""
        self._first, self._since_us = self._next, None
        self._sums = dict.fromkeys(self._sums, 0)
        self._names = []
