"""The HTTP door as a bare ASGI application: OTLP/HTTP, CloudEvents, the agent API, two small pages.

For each request, in this order: who may speak (`guard`), what is asked for (path, method), by whom
(token), in which type, how much (`admission`), then the body, then the `Intake`; and only when that
is durable the answer. No CORS header is ever sent. Sources: OTLP/HTTP 1.10, CloudEvents HTTP 1.0.2.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from desktop_app import errors
from desktop_app.model import canonical
from desktop_app.normalize.signals import Signal
from desktop_app.receive import reply, streamed
from desktop_app.receive.actions import Asked, parse_object, route_of
from desktop_app.receive.body import Body
from desktop_app.receive.events import parse_events
from desktop_app.receive.guard import TOKEN_HEADER
from desktop_app.receive.inflate import inflate
from desktop_app.receive.request import MIB, RawEvents, RawRequest
from desktop_app.receive.settled import settled

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, MutableMapping
    from concurrent.futures import Future

    from desktop_app.model.canonical import JSON
    from desktop_app.receive.actions import AgentAPI, Route
    from desktop_app.receive.admission import Admission, Ticket
    from desktop_app.receive.body import Receive
    from desktop_app.receive.guard import Guard
    from desktop_app.receive.request import Compression, Encoding, Intake, ReceiverLimits, Sender

Scope: TypeAlias = "MutableMapping[str, Any]"
Send: TypeAlias = "Callable[[MutableMapping[str, Any]], Awaitable[None]]"
Headers: TypeAlias = "dict[bytes, list[str]]"
Page: TypeAlias = "Callable[[], bytes]"

_SIGNALS = {f"/v1/{signal.value}": signal for signal in Signal}
_EVENTS = "/v1/events"
_ENCODINGS: dict[str, Encoding] = {
    "application/x-protobuf": "protobuf",
    "application/protobuf": "protobuf",
    "application/json": "json",
}
_COMPRESSIONS: dict[str, Compression] = {
    "": "identity",
    "identity": "identity",
    "gzip": "gzip",
    "x-gzip": "gzip",
    "deflate": "deflate",
}
MAX_MESSAGE = 2_000  # characters
COPIES = 4  # of large content that are in memory at once, while detectors look through it
BAD_REQUEST, UNAUTHORIZED, NO_CONTENT, INTERNAL = 400, 401, 204, 500
_log = logging.getLogger(__name__)


class Reply(NamedTuple):
    """What goes out."""

    status: int
    content_type: bytes
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ()


class HTTPApp:
    """ASGI application. `pages` are small JSON documents by path, made anew for each GET."""

    def __init__(
        self,
        *,
        intake: Intake,
        guard: Guard,
        admission: Admission,
        limits: ReceiverLimits,
        pages: Mapping[str, Page],
        agents: AgentAPI | None = None,
    ) -> None:
        self._agents = agents
        self._intake, self._guard, self._admission = intake, guard, admission
        self._limits, self._pages = limits, pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        headers: Headers = {}
        for name, value in scope["headers"]:
            headers.setdefault(name, []).append(value.decode("latin-1").strip())
        body = Body(receive, (headers.get(b"content-length") or [""])[0])
        try:
            answer = await self._answer(scope, headers, body)
        except Exception as error:  # noqa: BLE001 - told to the sender, ours logged
            failure = reply.failure_of(error)
            if failure.http == INTERNAL:
                _log.exception("A request failed by a mistake of ours.")
            answer = _failure(failure, headers)
        if answer.status >= BAD_REQUEST:
            await body.drain()
        await _send(send, answer, with_body=scope["method"] != "HEAD")

    async def _answer(self, scope: Scope, headers: Headers, body: Body) -> Reply:
        sender = self._check_sender(scope, headers)
        path, method = scope["path"], scope["method"]
        signal = _SIGNALS.get(path)
        route = None if self._agents is None else route_of(path)
        allowed = _allowed(path, signal, self._pages) if route is None else route.allowed
        if (other := _by_method(path, method, allowed, headers)) is not None:
            return other
        if path in self._pages:
            return Reply(200, b"application/json", self._pages[path]())
        if route is not None and self._agents is not None:
            query = scope.get("query_string", b"")
            told = await self._told(self._agents, route, method, sender, headers, body, query)
            return Reply(200, b"application/json", canonical.encode_body(told))
        with self._admission.ticket() as ticket:
            if signal is None:
                return await self._take_events(sender, headers, body, ticket)
            return await self._take_signal(signal, sender, headers, body, ticket)

    def _check_sender(self, scope: Scope, headers: Headers) -> Sender:
        state = scope.get("state") or {}
        if (refusal := state.get("refusal")) is not None:
            raise refusal
        self._guard.check_host(headers.get(b"host", ()))
        self._guard.check_origin(headers.get(b"origin", ()), headers.get(b"sec-fetch-site", ()))
        client = scope.get("client")
        peer = f"{client[0]}:{client[1]}" if client else ""
        tokens = headers.get(TOKEN_HEADER.encode(), ())
        return self._guard.sender(headers.get(b"authorization", ()), peer, tokens)

    async def _take_signal(
        self, signal: Signal, sender: Sender, headers: Headers, source: Body, ticket: Ticket
    ) -> Reply:
        encoding = _encoding(headers)
        compression = _compression(headers)
        body = await source.read(
            ticket, limit=self._limits.max_bytes, timeout_s=self._limits.body_timeout_s
        )
        if compression != "identity":
            ticket.grow(min(MIB, 8 * len(body)))  # what may be unpacked in this process
        raw = RawRequest(signal, body, encoding, compression, "http", sender)
        answer = await settled(self._intake.submit(raw))
        content_type = headers[b"content-type"][0].partition(";")[0].strip().encode("latin-1")
        return Reply(200, content_type, reply.success_body(signal, encoding, answer))

    async def _take_events(
        self, sender: Sender, headers: Headers, source: Body, ticket: Ticket
    ) -> Reply:
        compression = _compression(headers)
        limit = self._limits.events_max_bytes
        raw = await source.read(ticket, limit=limit, timeout_s=self._limits.body_timeout_s)
        found = parse_events(
            inflate(raw, compression, limit),
            _one(headers, b"content-type"),
            {
                name.decode("latin-1"): ",".join(values)
                for name, values in headers.items()
                if name.startswith(b"ce-")
            },
            max_events=self._limits.events_max,
        )
        answer = await settled(self._intake.submit_events(RawEvents(found, sender)))
        told: dict[str, JSON] = {
            "accepted": len(found) - answer.rejected,
            "rejected": answer.rejected,
            "message": answer.message[:MAX_MESSAGE],
        }
        return Reply(200, b"application/json", canonical.encode(told))

    async def _told(  # noqa: PLR0917 - what one request is
        self,
        agents: AgentAPI,
        route: Route,
        method: str,
        sender: Sender,
        headers: Headers,
        source: Body,
        query: bytes,
    ) -> Mapping[str, JSON]:
        """Ask what stands behind the agent API.

        No ticket is held while a person thinks; content is paid for until it is kept.
        """
        key, parent = _one(headers, b"idempotency-key"), _one(headers, b"traceparent")
        if method in {"GET", "HEAD"}:
            asked = Asked(route, sender, {}, reads=True, idempotency=key, traceparent=parent)
            return await _answered(agents.ask(asked), asked, source)
        media = _one(headers, b"content-type")
        asked = Asked(route, sender, idempotency=key, traceparent=parent)
        with self._admission.ticket() as ticket:
            if streamed.is_streamed(asked, media):
                streamed.check_encoding(_one(headers, b"content-encoding"))
                ticket.grow(streamed.HELD_BYTES)
                answer = await streamed.passed_on(
                    agents, asked, query, media, source, timeout_s=self._limits.body_timeout_s
                )
                return await _answered(answer, asked, source)
            value = await self._value(route, headers, source, ticket)
            asked = replace(asked, value=value)
            if route.verb == "payload":
                return await _answered(agents.ask(asked), asked, source)
        return await _answered(agents.ask(asked), asked, source)

    async def _value(
        self, route: Route, headers: Headers, source: Body, ticket: Ticket
    ) -> Mapping[str, JSON]:
        """Read the JSON object of a request; a large one in a thread, for that takes a while."""
        small, compression = self._limits.events_max_bytes, _compression(headers)
        limit = self._limits.payload_max_bytes if route.verb == "payload" else small
        kind = _one(headers, b"content-type")
        raw = await source.read(ticket, limit=limit, timeout_s=self._limits.body_timeout_s)
        try:
            return parse_object(inflate(raw, compression, small), kind)
        except errors.TooLargeError:
            if limit == small:
                raise
        most = limit if compression != "identity" else len(raw)
        ticket.grow(COPIES * most - len(raw))
        return await asyncio.to_thread(lambda: parse_object(inflate(raw, compression, limit), kind))


async def _answered(
    answer: Future[Mapping[str, JSON]], asked: Asked, body: Body
) -> Mapping[str, JSON]:
    """Wait for an answer of the agent API, and say so when the sender does no longer."""
    leaving = asyncio.ensure_future(body.hung_up())
    leaving.add_done_callback(lambda task: None if task.cancelled() else asked.left())
    try:
        return await settled(answer)
    finally:
        leaving.cancel()


def _by_method(path: str, method: str, allowed: str, headers: Headers) -> Reply | None:
    """Return the answer to a method that no path has to think about; None for the others."""
    if method == "OPTIONS":
        return Reply(204, b"", b"", ((b"allow", allowed.encode()),))
    if method not in allowed.split(", "):
        failure = reply.Failure(405, 12, f"{path} takes {allowed} only.")
        return _failure(failure, headers, ((b"allow", allowed.encode()),))
    return None


def _allowed(path: str, signal: Signal | None, pages: Mapping[str, Page]) -> str:
    if signal is not None or path == _EVENTS:
        return "POST, OPTIONS"
    if path in pages:
        return "GET, HEAD, OPTIONS"
    raise errors.NotFoundError("There is nothing at this path; see /openapi.json.")


def _one(headers: Headers, name: bytes) -> str:
    """Return the only value of a header, or ""."""
    values = headers.get(name, ())
    if len(values) > 1:
        raise errors.MalformedRequestError(f"The header {name.decode()} came twice.")
    return values[0] if values else ""


def _encoding(headers: Headers) -> Encoding:
    found = _ENCODINGS.get(_one(headers, b"content-type").partition(";")[0].strip().lower())
    if found is None:
        raise errors.UnsupportedMediaTypeError(
            "OTLP/HTTP takes application/x-protobuf and application/json."
        )
    return found


def _compression(headers: Headers) -> Compression:
    found = _COMPRESSIONS.get(_one(headers, b"content-encoding").strip().lower())
    if found is None:
        raise errors.UnsupportedMediaTypeError("Content-Encoding may be gzip, deflate or identity.")
    return found


def _failure(
    failure: reply.Failure, headers: Headers, extra: tuple[tuple[bytes, bytes], ...] = ()
) -> Reply:
    media = (headers.get(b"content-type") or [""])[0].partition(";")[0].strip().lower()
    encoding = _ENCODINGS.get(media, "json")
    if failure.retry_after_s is not None:
        extra += ((b"retry-after", str(failure.retry_after_s).encode()),)
    if failure.http == UNAUTHORIZED:  # RFC 9110 15.5.2 wants the challenge
        extra += ((b"www-authenticate", b"Bearer"),)
    if failure.http in {403, 408, 413}:
        extra += ((b"connection", b"close"),)
    return Reply(
        failure.http, reply.CONTENT_TYPE[encoding], reply.failure_body(failure, encoding), extra
    )


async def _send(send: Send, answer: Reply, *, with_body: bool) -> None:
    headers = [*answer.headers]
    if answer.status != NO_CONTENT:  # RFC 9110 8.6: no length there
        headers += [
            (b"content-type", answer.content_type),
            (b"content-length", str(len(answer.body)).encode()),
        ]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body if with_body else b""})
