"""Checkpoints and bundles as objects: into a bucket, below a URL, into a folder.

Promise: the same object is put twice without harm, another one under its name never: a name
belongs to its bytes (`objects`). A bundle waits in the outbox until the recorder has written down
that it arrived, or never will, and goes only where an entry handed it over.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from desktop_app.courier.carrier import Load, Reply
from desktop_app.courier.due import tells_more
from desktop_app.model.kinds import EntryKind
from desktop_app.upstream import objects
from desktop_app.upstream.answers import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.courier.carrier import Parcel
    from desktop_app.courier.due import Due
    from desktop_app.courier.outbox import Outbox
    from desktop_app.ledger.reader import LedgerReader
    from desktop_app.model.canonical import JSON
    from desktop_app.upstream.answers import Outcome

EVERY_S: Final = 3_600.0
SEND: Final = "upstream send"  # the verb of the entry that hands a bundle over


@dataclass(frozen=True, slots=True)
class Object:
    """One object, as a parcel.

    Attributes:
        name: below the place.
        content_type: of its bytes.
        content: these, or the file that holds them.
        size: how many.
    """

    first: int
    last: int
    name: str
    content_type: str
    content: bytes | Path
    size: int

    @property
    def records(self) -> int:
        """One object."""
        return 1


class Store(Protocol):
    """Where objects go."""

    def put(self, put: Object, *, attempt: int, chance: float) -> Outcome:
        """Put one, unless it is there; raises UpstreamError where there is no answer."""
        ...

    def test(self) -> None:
        """Try whether objects can be put; raises CountersignError with why not."""
        ...

    def close(self) -> None:
        """Hang up, from any thread."""
        ...


class Handed:
    """What was handed over for an upstream, as the ledger tells; nothing else of its outbox goes.

    Args:
        upstream: its id.
    """

    def __init__(self, upstream: str) -> None:
        self._upstream = upstream
        self._digests: set[JSON] = set()
        self._looked = 0

    def over(self, ledger: LedgerReader, digest: str) -> bool:
        """Tell whether an entry says that the file with this SHA-256 is to go there."""
        if digest not in self._digests:
            for entry in ledger.of_kinds((EntryKind.COMMAND,), self._looked):
                self._looked = entry.seq + 1
                told = (entry.subject.get("verb"), entry.subject.get("id"))
                if told == (SEND, self._upstream):
                    self._digests.add(entry.subject.get("sha256"))
        return digest in self._digests


class Putter:
    """The carrier of kinds `s3`, `https` and `folder`.

    Args:
        install: of the log.
        store: where to.
        outbox: bundles that wait.
        due: when the next checkpoint is.
    """

    def __init__(self, install: str, store: Store, outbox: Outbox, due: Due) -> None:
        self._install, self._store, self._outbox, self._due = install, store, outbox, due
        self._arrived: set[str] = set()  # the recorder drops them once it is written down
        self._handed = Handed(outbox.upstream)

    def loads(self, ledger: LedgerReader, position: int) -> Iterator[Load]:
        """Yield the bundles that wait, then the newest checkpoint when it is time."""
        for digest, file in self._outbox.waiting():
            name = objects.bundle_name(self._install, digest)
            if name in self._arrived or not self._handed.over(ledger, digest):
                continue
            try:
                size = file.stat().st_size
            except FileNotFoundError:  # the recorder wrote down that it arrived
                continue
            bundle = Object(position, position - 1, name, objects.BUNDLE_TYPE, file, size)
            yield Load(position, position, (bundle,))
        newest = ledger.latest_checkpoint()
        if newest is None or newest.size <= position or not self._due.now:
            return
        if not self._due.is_asked and not tells_more(ledger, position, newest.size):
            return
        made = objects.checkpoint(self._install, newest)
        last = newest.size - 1
        put = Object(position, last, made.name, made.content_type, made.data, len(made.data))
        yield Load(position, newest.size, (put,))

    def send(self, parcel: Parcel, *, attempt: int, chance: float) -> Reply:
        """Put one; raises UpstreamError where there is no answer."""
        assert isinstance(parcel, Object)  # noqa: S101 - of our own loads
        if isinstance(parcel.content, Path) and not parcel.content.exists():
            return Reply(Refused("Its copy is not there any more."), name=parcel.name)
        outcome = self._store.put(parcel, attempt=attempt, chance=chance)
        return Reply(outcome, name=parcel.name)

    def halves(self, parcel: Parcel) -> tuple[Parcel, ...]:
        """Return it: an object has no halves."""
        return (parcel,)

    def done(self, parcel: Parcel) -> None:
        """Do not put it again; a checkpoint begins the next hour.

        What was refused for good is not tried again either: the recorder names it and drops it.
        """
        assert isinstance(parcel, Object)  # noqa: S101 - of our own loads
        if isinstance(parcel.content, Path):
            self._arrived.add(parcel.name)
        else:
            self._due.done()

    def hurry(self) -> None:
        """Put the newest checkpoint now."""
        self._due.hurry()

    def test(self) -> None:
        """Try whether objects can be put."""
        self._store.test()

    def close(self) -> None:
        """Hang up, from any thread."""
        self._store.close()
