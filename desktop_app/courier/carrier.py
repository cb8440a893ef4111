"""What a lane carries, and what it asks of whoever knows how: `posting`, `putting`, `stamping`.

Promise: nothing here decides anything; a load says which entries are dealt with once it arrived.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.courier import wire
    from desktop_app.ledger.reader import LedgerReader
    from desktop_app.upstream.answers import Outcome


class Parcel(Protocol):
    """What goes in one request."""

    @property
    def first(self) -> int:
        """The first entry of which something is in it."""
        ...

    @property
    def last(self) -> int:
        """The last one."""
        ...

    @property
    def records(self) -> int:
        """How many records, events or objects."""
        ...

    @property
    def size(self) -> int:
        """Bytes."""
        ...


@dataclass(frozen=True, slots=True)
class Load:
    """A stretch of entries and what goes of it.

    Attributes:
        first: where it begins.
        position: where the upstream stands once all parcels were accepted.
        parcels: in order.
        skipped, gone: entries that are not for this upstream, or were purged before.
    """

    first: int
    position: int
    parcels: tuple[Parcel, ...] = ()
    skipped: int = 0
    gone: int = 0

    def behind(self, passed: Load) -> Load:
        """Return this load from further back: what was passed before it counts in it."""
        return Load(
            passed.first,
            self.position,
            self.parcels,
            passed.skipped + self.skipped,
            passed.gone + self.gone,
        )


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of a parcel.

    Attributes:
        outcome: what follows.
        rejected: records that were not taken of what was accepted.
        why: what was said about them.
        name: of the object that it is about.
        stamp: what came back, of a time stamp authority.
    """

    outcome: Outcome
    rejected: int = 0
    why: str = ""
    name: str = ""
    stamp: wire.Stamped | None = None


class Carrier(Protocol):
    """Knows what goes to an upstream, and how."""

    def loads(self, ledger: LedgerReader, position: int) -> Iterator[Load]:
        """Yield what is there by now."""
        ...

    def send(self, parcel: Parcel, *, attempt: int, chance: float) -> Reply:
        """Send one.

        Raises:
            UpstreamError: there is no answer.
            CountersignError, OSError: it cannot even be asked for; it is tried again later.
        """
        ...

    def halves(self, parcel: Parcel) -> tuple[Parcel, ...]:
        """Return what is sent in the place of one that is too large."""
        ...

    def done(self, parcel: Parcel) -> None:
        """Hear that one was accepted, or never will be."""
        ...

    def hurry(self) -> None:
        """Hear that a person does not want to wait for what is due by time."""
        ...

    def test(self) -> None:
        """Try whether it takes what goes there; raises CountersignError with why not."""
        ...

    def close(self) -> None:
        """Hang up, from any thread; what is under way fails."""
        ...
