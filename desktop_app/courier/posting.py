"""Telemetry by POST to a collector (OTLP/HTTP), and entries to a webhook (CloudEvents).

Telemetry goes as gzip, which OTLP has every server take; one that does not is sent to as it is from
then on, and that is said.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop_app.courier import reaching
from desktop_app.courier.carrier import Load, Reply
from desktop_app.errors import UpstreamError
from desktop_app.normalize.signals import Signal
from desktop_app.upstream.answers import ACCEPTED, Accepted, judge_status
from desktop_app.upstream.batches import Request, halves
from desktop_app.upstream.notice import url_of
from desktop_app.upstream.otlp import Telemetry
from desktop_app.upstream.partial import Rejected, rejected
from desktop_app.upstream.places import SIGNING_KEY, Kind
from desktop_app.upstream.webhook import Events, parse_secret, signed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from desktop_app.courier.carrier import Parcel
    from desktop_app.host.egress.answers import Answer
    from desktop_app.ledger.reader import LedgerReader
    from desktop_app.model.clock import Clock
    from desktop_app.upstream.places import Upstream

MIN_GZIP: Final = 1_024  # bytes; what is smaller goes as it is
_LEVEL: Final = 1  # 6 makes recorded runs 15 % smaller, in more than twice the time
_GZIP: Final = 16 + zlib.MAX_WBITS  # RFC 1952; zlib writes no time into it
_CODING: Final = 415  # RFC 9110: it may be for the coding
_NOT_READ: Final = 400  # what a server says that did not even look for one
_UNPACKED: Final = "It takes nothing that is compressed: it is sent to as it is."

# An empty request is success to every collector; a webhook gets an event that is no entry.
_TEST_EVENT = (
    b'{"id":"test","source":"countersign/test","specversion":"1.0","type":"countersign.test"}'
)


@dataclass(frozen=True, slots=True)
class Post:
    """One request, as a parcel."""

    request: Request

    @property
    def first(self) -> int:
        """The first entry of which something is in it."""
        return self.request.first

    @property
    def last(self) -> int:
        """The last one."""
        return self.request.last

    @property
    def records(self) -> int:
        """How many records or events."""
        return self.request.records

    @property
    def size(self) -> int:
        """Bytes of the body."""
        return len(self.request.body)


class Poster:
    """The carrier of kinds `otlp` and `webhook`.

    Args:
        upstream: one of them.
        secrets: its credentials.
        log: origin of the ledger.
        clock: for signatures, which say when they were made.

    Raises:
        ConfigError, UpstreamError, UsageError: a credential is missing, or cannot be used.
    """

    def __init__(
        self, upstream: Upstream, secrets: Mapping[str, str], log: str, clock: Clock
    ) -> None:
        self._upstream, self._log, self._clock = upstream, log, clock
        self._client = reaching.client(upstream, secrets)
        self._headers = reaching.headers(upstream, secrets)
        self._key = ""
        if upstream.kind is Kind.WEBHOOK:
            self._key = reaching.secret(secrets, SIGNING_KEY)
            parse_secret(self._key)
        self._gzip: bool | None = None if upstream.kind is Kind.OTLP else False  # None: untried
        url = url_of(upstream)
        self._target = "/" if url is None else url.target

    def loads(self, ledger: LedgerReader, position: int) -> Iterator[Load]:
        """Yield what is there by now."""
        walk = Telemetry if self._upstream.kind is Kind.OTLP else Events
        for batch in walk(self._upstream, ledger).after(position):
            posts = tuple(map(Post, batch.requests))
            yield Load(batch.first, batch.position, posts, batch.skipped, batch.gone)

    def send(self, parcel: Parcel, *, attempt: int, chance: float) -> Reply:
        """Send one; raises UpstreamError where there is no answer."""
        assert isinstance(parcel, Post)  # noqa: S101 - of our own loads
        request = parcel.request
        answer, why = self._posted(request)
        outcome = judge_status(
            self._upstream.kind,
            answer.status,
            answer.headers,
            attempt=attempt,
            chance=chance,
            divisible=len(request.parts) > 1,
        )
        told = Rejected()
        if isinstance(outcome, Accepted) and self._upstream.kind is Kind.OTLP:
            content_type = answer.headers.get("content-type", "")
            told = rejected(Signal(request.form.name), content_type, answer.body, request.records)
        return Reply(outcome, told.records, f"{why} {told.message}".strip())

    def halves(self, parcel: Parcel) -> tuple[Parcel, ...]:
        """Return what is sent in the place of one that is too large."""
        assert isinstance(parcel, Post)  # noqa: S101 - of our own loads
        return tuple(map(Post, halves(self._log, parcel.request) or ()))

    def done(self, parcel: Parcel) -> None:
        """Nothing is kept of it."""

    def hurry(self) -> None:
        """Nothing here waits for a time."""

    def test(self) -> None:
        """Send what holds nothing; raises UpstreamError where it is not taken."""
        if self._upstream.kind is Kind.OTLP:
            answer = self._post("/v1/traces", "application/x-protobuf", "test", b"")
        else:
            answer = self._post("", "application/cloudevents+json", "test", _TEST_EVENT)
        if not 200 <= answer.status < 300:  # noqa: PLR2004 - accepted
            raise UpstreamError(
                f"It was reached, and answers with HTTP {answer.status}.",
                kind="protocol",
                status=answer.status,
            )

    def close(self) -> None:
        """Hang up, from any thread; what is under way fails."""
        self._client.close()

    def _posted(self, request: Request) -> tuple[Answer, str]:
        """Send a request, as gzip unless that is not taken; return the answer, and what to tell."""
        form, key, body = request.form, request.key, request.body
        if self._gzip is False or len(body) < MIN_GZIP:
            return self._post(form.path, form.content_type, key, body), ""
        packed = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
        small = packed.compress(body) + packed.flush()
        answer = self._post(form.path, form.content_type, key, small, coding="gzip")
        untried = self._gzip is None
        if answer.status in ACCEPTED:
            self._gzip = True
        if answer.status != _CODING and not (untried and answer.status == _NOT_READ):
            return answer, ""
        plain = self._post(form.path, form.content_type, key, body)
        if plain.status not in ACCEPTED:  # it is not for the coding
            return plain, ""
        self._gzip = False
        return plain, _UNPACKED

    def _post(
        self, path: str, content_type: str, key: str, body: bytes, *, coding: str = ""
    ) -> Answer:
        headers = {**self._headers, "content-type": content_type}
        if coding:
            headers["content-encoding"] = coding
        if self._upstream.kind is Kind.OTLP:
            headers["idempotency-key"] = key
        else:
            headers |= signed(self._key, key, self._clock.now_us() // 1_000_000, body)
        target = self._target.rstrip("/") + path if path else self._target
        return self._client.request("POST", target, headers=headers, body=body)
