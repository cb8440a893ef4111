"""What was dealt with at one upstream since its last `upstream.sent`, added up.

One request is not one entry, or the log would be about itself: an entry is due 10 s after the first
request that it covers, and at each change. So is what was refused: one entry for all that was for
the same reason. What is only passed over (not for this upstream) is written down when it is long:
read again after a restart it costs little.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.courier.wire import Refused, Sent
    from desktop_app.model.canonical import JSON

EVERY_US = 10_000_000
LONG = 20_000  # entries
MOST_NAMES = 50
MOST_REASONS = 10  # of one time: a place that thinks of another one each time fills no ledger
OTHER_REASONS = "For this and other reasons, more than are told apart."


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
        self._refused: list[Refused] = []
        self._was_refused = False  # of the load under way
        self._stepped_over = False  # what was refused, since the last entry

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
        if sent.first <= self._next:  # a gap is not dealt with
            self._next = max(self._next, sent.last + 1)
        for name in self._sums:
            self._sums[name] += getattr(sent, name)
        self._names += sent.names
        self._stepped_over |= self._was_refused
        self._was_refused = False
        if sent.requests or sent.gone or self._stepped_over:
            self._begin(now_us)

    def refuse(self, refused: Refused, now_us: int) -> None:
        """Take up what the upstream does not take; its load is dealt with by a later `Sent`."""
        last = self._refused[-1] if self._refused else None
        if last is not None and (why := self._reason(last, refused)):
            records = last.records + refused.records
            first, end = min(last.first, refused.first), max(last.last, refused.last)
            self._refused[-1] = replace(last, first=first, last=end, records=records, why=why)
        else:
            self._refused.append(refused)
        self._was_refused = True
        self._begin(now_us)

    def _reason(self, last: Refused, refused: Refused) -> str:
        """Return the reason for both together; "": they are told apart."""
        if (last.why, last.name) == (refused.why, refused.name):
            return last.why
        many = len(self._refused) >= MOST_REASONS and not last.name and not refused.name
        return OTHER_REASONS if many else ""

    def is_due(self, now_us: int) -> bool:
        """Whether it is to be written down now."""
        waited = self._since_us is not None and now_us - self._since_us >= EVERY_US
        many = len(self._names) + len(self._refused) >= MOST_NAMES
        return waited or many or self._next - self._first >= LONG

    @property
    def refused(self) -> tuple[Refused, ...]:
        """What was refused since; it is written down before what `take` returns steps over it."""
        return tuple(self._refused)

    def told(self, refused: Refused) -> None:
        """Forget one of `refused`: it is durable."""
        self._refused.remove(refused)

    @property
    def names(self) -> tuple[str, ...]:
        """Of objects that arrived since."""
        return tuple(self._names)

    @property
    def is_worth_it(self) -> bool:
        """Whether there is anything that a person would miss, or a step that must not be lost."""
        sent = self._sums["requests"] or self._sums["gone"] or self._stepped_over
        return bool(sent) or self._next - self._first >= LONG

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
        self._stepped_over = False

    def _begin(self, now_us: int) -> None:
        if self._since_us is None:
            self._since_us = now_us
