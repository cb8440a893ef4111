"""Requests cut from entries: the same ones from the same place, and under a key that is theirs.

Promise: where a batch ends depends on where it began and on what the entries hold, on nothing else.
A walk that begins again where a batch ended makes the same batches from there on. Two requests
with one key have the same bytes, whichever options, purges or starts made them: it ends in a digest
of them.

A batch is a stretch of entries. It ends behind an entry whose number is one less than a multiple of
`BLOCK`, and before one that would take it over `MAX_RECORDS` or `MAX_BYTES`; so it has one request
of a form at most, and an entry alone may be larger.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BLOCK: Final = 64  # entries
MAX_RECORDS: Final = 512
MAX_BYTES: Final = 4 * 1024 * 1024
_DIGEST = 16  # hex digits in a key


@dataclass(frozen=True, slots=True)
class Form:
    """How requests of a kind are put together.

    Attributes:
        name: "traces", "logs", "metrics" or "events"; part of the key.
        path: what is added to the place's own.
        content_type: of the body.
        before: bytes before the first part.
        between: between two.
        after: behind the last one.
    """

    name: str
    path: str
    content_type: str
    before: bytes = b""
    between: bytes = b""
    after: bytes = b""


@dataclass(frozen=True, slots=True)
class Part:
    """What one entry gives to a request.

    Attributes:
        seq: the entry.
        data: bytes.
        records: how many are in it; at least 1.
    """

    seq: int
    data: bytes
    records: int = 1


@dataclass(frozen=True, slots=True)
class Request:
    """One request.

    Attributes:
        form: how it is put together.
        key: its id, whenever it is sent: `<log>/<first>-<last>/<form>/<digest of the body>`.
        body: bytes, not compressed.
        parts: of which entries.
    """

    form: Form
    key: str
    body: bytes
    parts: tuple[Part, ...]

    @property
    def first(self) -> int:
        """The first entry of which something is in it."""
        return self.parts[0].seq

    @property
    def last(self) -> int:
        """The last one."""
        return self.parts[-1].seq

    @property
    def records(self) -> int:
        """How many records are in it."""
        return sum(part.records for part in self.parts)


@dataclass(frozen=True, slots=True)
class Batch:
    """A stretch of entries and the requests of it.

    Attributes:
        first: where it begins.
        position: the entry behind it: where the upstream stands once all requests were accepted.
            Equal to `first` when more of the same entry follows.
        requests: at most one of a form; none where there is nothing to send.
        skipped: entries that the upstream's options leave out.
        gone: entries whose body was purged before.
    """

    first: int
    position: int
    requests: tuple[Request, ...] = ()
    skipped: int = 0
    gone: int = 0


def request(log: str, form: Form, parts: Sequence[Part]) -> Request:
    """Return the request that holds these parts, in this order; at least one."""
    body = form.before + form.between.join(part.data for part in parts) + form.after
    digest = sha256(body).hexdigest()[:_DIGEST]
    key = f"{log}/{parts[0].seq}-{parts[-1].seq}/{form.name}/{digest}"
    return Request(form, key, body, tuple(parts))


def halves(log: str, large: Request) -> tuple[Request, Request] | None:
    """Return two requests in the place of one that is too large; None for one entry alone."""
    parts = large.parts
    middle = len(parts) // 2
    if middle == 0:
        return None
    return request(log, large.form, parts[:middle]), request(log, large.form, parts[middle:])


class Cutter:
    """Collects the parts of one batch after the other.

    Args:
        log: origin.
        first: where the first batch begins.
        most: records of a batch.
    """

    def __init__(self, log: str, first: int, most: int = MAX_RECORDS) -> None:
        self._log, self._first, self._most = log, first, most
        self._parts: dict[Form, list[Part]] = {}
        self._records = self._bytes = self._skipped = self._gone = 0

    def skip(self, entries: int = 1) -> None:
        """Count entries that the options leave out."""
        self._skipped += entries

    def miss(self) -> None:
        """Count an entry whose body was purged."""
        self._gone += 1

    def add(self, form: Form, part: Part, *, at: int | None = None) -> Iterator[Batch]:
        """Take a part; yield the batch before it when it does not fit in there any more.

        Args:
            form: of the request that it goes into.
            part: of the next entry.
            at: where the upstream stands after that batch; None: at the part's own entry.
        """
        records, size = self._records + part.records, self._bytes + len(part.data)
        if self._parts and (records > self._most or size > MAX_BYTES):
            yield from self.cut(part.seq if at is None else at)
        self._parts.setdefault(form, []).append(part)
        self._records += part.records
        self._bytes += len(part.data)

    def end_of(self, seq: int) -> Iterator[Batch]:
        """Hear that an entry was looked at; yield the batch when its block ends there."""
        if (seq + 1) % BLOCK == 0:
            yield from self.cut(seq + 1)

    def cut(self, position: int) -> Iterator[Batch]:
        """Yield the batch as it stands, unless there is nothing to it, and begin the next."""
        requests = tuple(request(self._log, form, parts) for form, parts in self._parts.items())
        batch = Batch(self._first, position, requests, self._skipped, self._gone)
        self._first, self._parts = position, {}
        self._records = self._bytes = self._skipped = self._gone = 0
        if batch.requests or batch.position > batch.first:
            yield batch
