"""Time stamps over checkpoints, from an authority (RFC 3161, section 3.4): daily and at exports.

Promise: nothing but a SHA-256 of the newest checkpoint goes out. What comes back is told as it is;
the recorder checks what it is over before it writes it down, and a verifier whom it trusts.
"""

from __future__ import annotations

import secrets as random_bytes
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop_app.courier import reaching, wire
from desktop_app.courier.carrier import Load, Reply
from desktop_app.courier.due import tells_more
from desktop_app.errors import UpstreamError
from desktop_app.ledger.stamps import MAX_TOKEN_BYTES
from desktop_app.model.entry import RECORDER
from desktop_app.model.kinds import EntryKind
from desktop_app.signing.stamp_request import stamp_request
from desktop_app.upstream.answers import Accepted, Refused, judge_status
from desktop_app.upstream.notice import url_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from desktop_app.courier.carrier import Parcel
    from desktop_app.courier.due import Due
    from desktop_app.host.egress.answers import Answer
    from desktop_app.ledger.reader import LedgerReader
    from desktop_app.upstream.places import Upstream

EVERY_S: Final = 24 * 3_600.0
_QUERY, _REPLY = "application/timestamp-query", "application/timestamp-reply"


@dataclass(frozen=True, slots=True)
class Query:
    """One question, as a parcel: of the checkpoint of `size` entries."""

    first: int
    last: int
    checkpoint_size: int
    body: bytes

    @property
    def records(self) -> int:
        """One checkpoint."""
        return 1

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.body)


class Stamper:
    """The carrier of kind `tsa`.

    Args:
        upstream: one of that kind.
        secrets: its credentials.
        due: when the next is.
    """

    def __init__(self, upstream: Upstream, secrets: Mapping[str, str], due: Due) -> None:
        self._upstream, self._due = upstream, due
        self._client = reaching.client(upstream, secrets)
        self._headers = reaching.headers(upstream, secrets)

    def loads(self, ledger: LedgerReader, position: int) -> Iterator[Load]:
        """Yield the newest checkpoint, when it covers more than the last one and it is time."""
        newest = ledger.latest_checkpoint()
        if newest is None or newest.size <= position:
            return
        if not self._due.now and not _exported(ledger, position, newest.size):
            return
        if not self._due.is_asked and not tells_more(ledger, position, newest.size):
            return
        body = stamp_request(newest.note)
        query = Query(position, newest.size - 1, newest.size, body)
        yield Load(position, newest.size, (query,))

    def send(self, parcel: Parcel, *, attempt: int, chance: float) -> Reply:
        """Ask; raises UpstreamError where there is no answer."""
        assert isinstance(parcel, Query)  # noqa: S101 - of our own loads
        answer = self._ask(parcel.body)
        outcome = judge_status(
            self._upstream.kind,
            answer.status,
            answer.headers,
            attempt=attempt,
            chance=chance,
            divisible=False,
        )
        if not isinstance(outcome, Accepted):
            return Reply(outcome)
        if len(answer.body) > MAX_TOKEN_BYTES:
            return Reply(Refused("It answers with more than a time stamp has."))
        return Reply(
            outcome,
            stamp=wire.Stamped(self._upstream.id, parcel.checkpoint_size, answer.body),
        )

    def halves(self, parcel: Parcel) -> tuple[Parcel, ...]:
        """Return it: a question has no halves."""
        return (parcel,)

    def done(self, _parcel: Parcel) -> None:
        """Wait for the next day."""
        self._due.done()

    def hurry(self) -> None:
        """Ask now."""
        self._due.hurry()

    def test(self) -> None:
        """Have a random number stamped; raises UpstreamError where nothing comes of it."""
        answer = self._ask(stamp_request(random_bytes.token_bytes(32)))
        if answer.status != 200 or answer.headers.get("content-type") != _REPLY:  # noqa: PLR2004
            raise UpstreamError(
                f"It was reached, and answers with HTTP {answer.status} and no time stamp.",
                kind="protocol",
                status=answer.status,
            )

    def close(self) -> None:
        """Hang up, from any thread; what is under way fails."""
        self._client.close()

    def _ask(self, body: bytes) -> Answer:
        url = url_of(self._upstream)
        headers = {**self._headers, "content-type": _QUERY, "accept": _REPLY}
        target = "/" if url is None else url.target
        return self._client.request("POST", target, headers=headers, body=body)


def _exported(ledger: LedgerReader, start: int, stop: int) -> bool:
    """Tell whether somebody exported a bundle; those of runs' ends are too many to stamp each."""
    exported = ledger.of_kinds((EntryKind.BUNDLE_EXPORTED,), start, stop)
    return any(entry.actor != RECORDER for entry in exported)
