"""Stands between an MCP client and its server on stdio: moves bytes, asks, reports, ends in order.

Two threads read, one for each side; calls that wait for a decision wait in others, so that nothing
else waits with them. A reader that is slow slows its writer down, and nobody's data piles up here.
The server ends with us: its input closes, then it is asked to end, then it is killed.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from threading import BoundedSemaphore, Event, Lock, Thread
from typing import TYPE_CHECKING

from desktop_app.agents.mcp.frames import Splitter
from desktop_app.agents.mcp.steps import (
    BreachError,
    Declare,
    Effect,
    Listed,
    Step,
    Tell,
    ToClient,
    ToServer,
)
from desktop_app.errors import TooLargeError
from desktop_app.operations.mcp_recorder import decided_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop_app.agents.mcp.session import Session
    from desktop_app.agents.mcp.steps import ToolCall
    from desktop_app.operations.mcp_recorder import McpRecorder
    from desktop_app.operations.mcp_server import Server
    from desktop_app.operations.mcp_telling import Teller

ASKING = 16  # calls that wait for a decision at a time; the others wait for a place
CHUNK = 65_536
TICK_S = 0.5
ENDING_S = 5.0  # for the server, and for what is still to be told to the recorder
FAILED = 1


class Proxy:
    """One client, one server.

    Args:
        session: decides about messages.
        recorder: decides about calls.
        server: the running server.
        client: descriptors to read from and to write to.
        say: says a sentence on standard error, safely.
        teller: tells the recorder of effects and tools.
    """

    def __init__(
        self,
        session: Session,
        recorder: McpRecorder,
        server: Server,
        client: tuple[int, int],
        *,
        say: Callable[[str], None],
        teller: Teller,
    ) -> None:
        self._session, self._recorder, self._server = session, recorder, server
        self._client, self._say, self._teller = client, say, teller
        self._lock, self._to_client = Lock(), Lock()
        self._over, self._heard = Event(), Event()
        self._why = ""
        self._breach = False
        self._asking = BoundedSemaphore(ASKING)

    def run(self) -> int:
        """Go on until one side ends; return the exit code: the server's, or 1 for a breach."""
        Thread(target=self._guarded, args=(self._read_client,), daemon=True).start()
        Thread(target=self._hear, daemon=True).start()
        with suppress(OSError):  # the client went away: there is nobody to answer
            while not (self._over.wait(TICK_S) or self._why):
                self._do(self._session.expired)
        code = self._server.end(0.0 if self._breach else ENDING_S)
        with suppress(OSError):
            self._do(lambda now_s: self._session.ended(self._why, now_s))
        self._teller.end()
        return FAILED if self._breach else code

    def interrupt(self, why: str) -> None:
        """End in order, from a signal's handler, which may hold no lock."""
        self._why = self._why or why

    def _stop(self, why: str) -> None:
        """End in order, from any thread of ours."""
        self.interrupt(why)
        self._over.set()

    def _guarded(self, reader: Callable[[], None]) -> None:
        """Run a reader; whatever ends it ends the proxy, and says why."""
        try:
            reader()
        except (BreachError, TooLargeError) as error:
            self._breach = True
            self._say(f"{error} The server was ended.")
            self._stop(f"Countersign ended the server: {error}")
        except OSError as error:
            self._stop(f"A side went away: {error.strerror or error}.")
        except BaseException:
            self._breach = True
            self._stop("The proxy failed.")
            raise

    def _read_client(self) -> None:
        lines = Splitter()
        for data in _chunks(self._client[0]):
            for line in self._of_client(lines, data):
                self._do(lambda _now_s, line=line: self._session.from_client(line))  # type: ignore[misc]
        self._server.close_input()
        self._heard.wait(ENDING_S)  # what it still says is passed on, also once it ended
        self._stop("The client went away.")

    def _of_client(self, lines: Splitter, data: bytes) -> list[bytes]:
        try:
            return list(lines.feed(data))
        except TooLargeError as error:
            self._say(f"Of the client: {error.message}")
            raise OSError(error.message) from error

    def _hear(self) -> None:
        """Read the server to its end, or to what ends it."""
        self._guarded(self._read_server)
        self._heard.set()

    def _read_server(self) -> None:
        lines = Splitter()
        for data in _chunks(self._server.output):
            for line in lines.feed(data):
                self._do(lambda now_s, line=line: self._session.from_server(line, now_s))  # type: ignore[misc]
        self._stop("The server ended.")

    def _do(self, what: Callable[[float], list[Step]]) -> None:
        with self._lock:
            steps = what(time.monotonic())
        for step in steps:
            self._carry_out(step)

    def _carry_out(self, step: Step) -> None:
        match step:
            case ToClient(data):
                _write(self._client[1], self._to_client, data)
            case ToServer(data):
                self._server.write(data)
            case Declare(call):
                Thread(target=self._ask, args=(call,), daemon=True).start()
            case Effect() | Listed():
                self._teller.put(step, self._recorder)
            case Tell(text):
                self._say(text)

    def _ask(self, call: ToolCall) -> None:
        with self._asking:
            decided = decided_by(self._recorder, call)
        try:
            self._do(lambda now_s: self._session.decided(call, decided, now_s))
        except OSError as error:
            self._stop(f"A side went away: {error.strerror or error}.")


def _chunks(source: int) -> Iterator[bytes]:
    while data := os.read(source, CHUNK):
        yield data


def _write(target: int, lock: Lock, data: bytes) -> None:
    view = memoryview(data)
    with lock:
        while view:
            view = view[os.write(target, view) :]
