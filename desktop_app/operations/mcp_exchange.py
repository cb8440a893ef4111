"""One HTTP request of an MCP client: judged, passed on, and answered as the server answers.

    POST -> session.from_client -> asked for, where it is a call -> the server
    the server's JSON, or each event of its stream -> session.from_server -> the client

A client that hangs up cancels its call: one that nobody decided yet is not run, and of one that
runs the server hears. Where the server numbers its events a client may come back for the answer
(Last-Event-ID), so such a call goes on and has its time.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from desktop_app.agents.mcp import answers, frames, headers
from desktop_app.agents.mcp.frames import Shape
from desktop_app.agents.mcp.sse import MEDIA, MESSAGE, Events, format_event
from desktop_app.agents.mcp.steps import (
    BreachError,
    Declare,
    Effect,
    Listed,
    Tell,
    ToClient,
    ToServer,
)
from desktop_app.errors import MalformedRequestError, NotFoundError, TooLargeError
from desktop_app.host.loopback_stream import request

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop_app.agents.mcp.frames import Id
    from desktop_app.agents.mcp.headers import Headers
    from desktop_app.agents.mcp.sse import Event
    from desktop_app.agents.mcp.steps import Step, ToolCall
    from desktop_app.host.loopback_stream import Answer
    from desktop_app.operations.mcp_shared import Shared

OK, ACCEPTED, NO_CONTENT, REDIRECT, REFUSED, BAD_GATEWAY = 200, 202, 204, 300, 400, 502
JSON = "application/json"
MAX_REFUSAL = 65_536  # bytes of what a server says with an error
HUNG_UP = "The client hung up."


class Exchange:
    """One request.

    Args:
        shared: what all requests have in common.
        method: POST, GET or DELETE.
        sent: the client's headers.
        ends: both ends of its connection.
        send: ASGI's.
    """

    def __init__(
        self, shared: Shared, method: str, sent: Headers, ends: tuple[Any, Any], send: Any
    ) -> None:
        self._shared, self._method, self._sent, self._ends = shared, method, sent, ends
        self._send = send
        self._passed_on = headers.to_server(sent)
        self._session_id = headers.session_of(sent)
        self._talk = shared.talks.of(self._session_id)
        self._id: Id | None = None
        self._call: ToolCall | None = None
        self._streams = self._resumable = False

    async def run(self, body: bytes) -> None:
        """Answer the client.

        Raises:
            MalformedRequestError: of the client.
            BreachError, TooLargeError: of the server: it does what no server may.
        """
        if self._method != "POST":
            await self._forward(b"")
            return
        frame = frames.parse(body)
        headers.check_mirrors(self._sent, frame)
        steps = self._talk.session.from_client(body)
        if frame.shape is Shape.REQUEST and not _answers(steps):
            self._id = frame.id
        match steps:
            case [Declare(call)]:
                self._call = call
                asked = self._shared.ask(self._talk, call, self._ends)
                await self._carry_out(await asyncio.shield(asked))
            case _:
                await self._carry_out(steps)

    def left(self, why: str) -> None:
        """Take that the client hung up, or that we end; nothing, where it was answered."""
        identity, call, session = self._id, self._call, self._talk.session
        if identity is None or not session.waits(identity):
            return
        steps: list[Step] = []
        if call is not None:
            if self._resumable:
                self._shared.leave(self._talk, call)
                self._id = None
                return
            steps = session.from_client(answers.cancelled(identity, why))
            if call.forwarded_s is None:
                return  # it is not run when it is allowed later
        self._passed([*steps, *session.lost(identity, why, time.monotonic())])

    async def fail(self, why: str) -> None:
        """Tell the client that there is no answer of the server, and why."""
        steps: list[Step] = []
        if self._id is not None:
            steps = self._talk.session.lost(self._id, why, time.monotonic())
        await self._finish(steps, why)

    async def _carry_out(self, steps: list[Step]) -> None:
        match steps:
            case [ToServer(data)]:
                await self._forward(data)
            case [Tell(text)]:
                self._shared.say(text)
                await self.reply(REFUSED, answers.error(None, answers.INVALID_REQUEST, text))
            case _:
                told = b"".join(self._passed(steps))
                await self.reply(OK if told else ACCEPTED, told)

    async def _forward(self, data: bytes) -> None:
        """Send to the server, and pass its answer on; a call has its time for that."""
        try:
            async with (
                asyncio.timeout(None if self._call is None else self._shared.call_s),
                request(self._shared.place, self._method, self._passed_on, data) as answer,
            ):
                await self._take(answer)
        except TimeoutError:
            assert self._call is not None  # noqa: S101 - nothing else has a time
            await self._finish(self._talk.session.give_up(self._call, time.monotonic()))
        except (NotFoundError, MalformedRequestError) as error:
            await self.fail(error.message)
        except TooLargeError as error:
            raise BreachError(f"Of the server: {error.message}") from error

    async def _take(self, answer: Answer) -> None:
        """Pass an answer on, as far as it is one."""
        if REDIRECT <= answer.status < REFUSED:
            await self.fail("The server sends elsewhere; that is not followed.")
            return
        if headers.only(answer.headers, b"content-encoding") not in ("", "identity"):
            await self.fail("The server packed its answer, which nobody asked for.")
            return
        media = headers.only(answer.headers, b"content-type").partition(";")[0].strip().lower()
        if answer.status >= REFUSED:
            await self._refused(answer, media)
            return
        given = headers.session_of(answer.headers)
        if self._method == "DELETE":
            self._shared.talks.drop(self._session_id)
        else:
            self._shared.talks.keep(given or self._session_id, self._talk)
        if media == MEDIA:
            await self._stream(answer)
        elif self._id is not None:
            body = await _whole(answer, frames.MAX_BYTES) if media == JSON else b""
            told = self._passed(self._talk.session.from_server(body, time.monotonic()))
            if told:
                await self.reply(answer.status, told[0], headers.to_client(answer.headers))
            else:
                await self.fail("The server's answer is no answer to this request.")
        else:
            await self.reply(answer.status, b"", headers.to_client(answer.headers))

    async def _stream(self, answer: Answer) -> None:
        events = Events()
        await self._start(OK, MEDIA, headers.to_client(answer.headers))
        self._streams = True
        try:
            async for chunk in answer.chunks():
                for event in events.feed(chunk):
                    await self._event(event)
        except NotFoundError:
            pass  # it broke off: what is not answered is told below
        if not self._resumable:
            await self.fail("The server ended its stream without an answer.")
            return
        self.left("")  # its client may come back for the answer
        await self._more(b"", last=True)

    async def _event(self, event: Event) -> None:
        self._resumable = self._resumable or bool(event.id and self._session_id)
        if not (event.data or b"").strip():
            await self._more(format_event(event))
        elif event.kind in MESSAGE:
            steps = self._talk.session.from_server(event.data or b"", time.monotonic())
            for data in self._passed(steps):
                await self._more(format_event(replace(event, data=data.removesuffix(b"\n"))))
        else:
            self._shared.say("An event of the server is no message; it is not passed on.")

    async def _refused(self, answer: Answer, media: str) -> None:
        """Pass on that the server refuses a request, in its own words."""
        body = await _whole(answer, MAX_REFUSAL)
        if self._id is not None:  # its answer goes below, as the server put it
            self._passed(self._talk.session.lost(self._id, "", time.monotonic()))
        shown = body if media in (JSON, "text/plain") else b""
        await self.reply(answer.status, shown, headers.to_client(answer.headers), media)

    async def _finish(self, steps: list[Step], why: str = "") -> None:
        """Tell the client what takes the place of an answer; end its stream, where there is one."""
        told = b"".join(self._passed(steps))
        if self._streams:  # told ends with a line feed
            await self._more(b"data: " + told + b"\n" if told else b"", last=True)
        elif told:
            await self.reply(OK, told)
        elif self._id is None:
            await self.reply(BAD_GATEWAY, answers.error(None, answers.INTERNAL_ERROR, why))
        else:
            await self.reply(ACCEPTED, b"")

    def _passed(self, steps: Iterable[Step]) -> list[bytes]:
        """Carry out what is not for this client; return what is."""
        told: list[bytes] = []
        for step in steps:
            match step:
                case ToClient(data):
                    told.append(data)
                case ToServer(data) if self._session_id:
                    self._shared.aside(data, headers.without_mirrors(self._passed_on))
                case Effect() | Listed():
                    self._shared.tell(self._talk, step)
                case Tell(text):
                    self._shared.say(text)
                case _:  # for a server without sessions: the connection ends, and it knows
                    pass
        return told

    async def reply(
        self,
        status: int,
        body: bytes,
        more: Iterable[tuple[bytes, bytes]] = (),
        media: str = JSON,
    ) -> None:
        """Answer at once; a status that is not the server's own comes with JSON-RPC."""
        length = [] if status == NO_CONTENT else [(b"content-length", str(len(body)).encode())]
        await self._start(status, media if body else "", [*more, *length])
        await self._more(body, last=True)

    async def _start(self, status: int, media: str, more: Iterable[tuple[bytes, bytes]]) -> None:
        kind = [(b"content-type", media.encode("latin-1"))] if media else []
        found = [*kind, (b"cache-control", b"no-store"), *more]
        await self._send({"type": "http.response.start", "status": status, "headers": found})

    async def _more(self, data: bytes, *, last: bool = False) -> None:
        await self._send({"type": "http.response.body", "body": data, "more_body": not last})


def _answers(steps: Iterable[Step]) -> bool:
    """Tell whether a request was answered here, so that nothing of it is open."""
    return any(isinstance(step, ToClient) for step in steps)


async def _whole(answer: Answer, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for chunk in answer.chunks():
        size += len(chunk)
        if size > limit:
            raise TooLargeError(f"An answer has more than {limit:,} bytes.", hint="")
        parts.append(chunk)
    return b"".join(parts)
