"""What all requests to an MCP proxy over HTTP have in common: whom they ask, what they tell."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar

from desktop_app.agents.mcp import frames
from desktop_app.agents.mcp.steps import Decided, Effect
from desktop_app.errors import CountersignError
from desktop_app.host import peers
from desktop_app.host.loopback_stream import request
from desktop_app.operations.mcp_caller import Caller, caller_of
from desktop_app.operations.mcp_recorder import decided_by

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from desktop_app.agents.mcp.steps import Listed, Step, ToolCall
    from desktop_app.host.loopback import Place
    from desktop_app.operations.mcp_recorder import McpRecorder
    from desktop_app.operations.mcp_talks import Talk, Talks
    from desktop_app.operations.mcp_telling import Teller

    Ends = tuple[tuple[str, int], tuple[str, int]]  # of a connection: the client's, ours

T = TypeVar("T")
ASKING = 16  # calls that wait for a decision at a time; the others wait for a place
ASIDE_S = 5.0


@dataclass(slots=True)
class Shared:
    """What all requests have in common; used on the event loop alone.

    Attributes:
        place: where the server is.
        call_s: how long a call may take it.
        talks: its sessions.
        teller: tells the recorder.
        recorder: (who calls) -> what their calls are declared to.
        say: says a sentence on standard error.
    """

    place: Place
    call_s: float
    talks: Talks
    teller: Teller
    recorder: Callable[[Caller], McpRecorder]
    say: Callable[[str], None]
    tasks: set[asyncio.Task[Any]] = field(default_factory=set)
    waiting: list[tuple[Talk, ToolCall]] = field(default_factory=list)
    asking: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(ASKING))

    def ask(self, talk: Talk, call: ToolCall, ends: Ends) -> asyncio.Task[list[Step]]:
        """Have a call decided; that goes on when its client hangs up."""
        return self._spawn(self._ask(talk, call, ends))

    def tell(self, talk: Talk, step: Effect | Listed) -> None:
        """Have the recorder told."""
        if isinstance(step, Effect):
            recorder = talk.recorders.pop(frames.key_of(step.call.id), None)
        else:
            recorder = self.recorder(Caller())
        if recorder is not None:
            self.teller.put(step, recorder)

    def leave(self, talk: Talk, call: ToolCall) -> None:
        """Keep a call whose client may come back for its answer; it has its time."""
        self.waiting.append((talk, call))

    def look(self) -> None:
        """Give up what was left and took too long."""
        now_s = time.monotonic()
        left, self.waiting = self.waiting, []
        for talk, call in left:
            if call.forwarded_s is None or now_s - call.forwarded_s < self.call_s:
                self.waiting.append((talk, call))
                continue
            for step in talk.session.give_up(call, now_s):
                if isinstance(step, Effect):
                    self.tell(talk, step)

    def aside(self, data: bytes, passed: list[tuple[bytes, bytes]]) -> None:
        """Tell the server something that nobody waits for."""
        _ = self._spawn(self._aside(data, passed))

    async def _aside(self, data: bytes, passed: list[tuple[bytes, bytes]]) -> None:
        with suppress(CountersignError, TimeoutError):
            async with asyncio.timeout(ASIDE_S), request(self.place, "POST", passed, data):
                pass

    async def _ask(self, talk: Talk, call: ToolCall, ends: Ends) -> list[Step]:
        async with self.asking:
            recorder, decided = await _in_thread(lambda: self._decided(call, ends))
        if recorder is not None:
            talk.recorders[frames.key_of(call.id)] = recorder
        steps = talk.session.decided(call, decided, time.monotonic())
        for step in steps:
            if isinstance(step, Effect):
                self.tell(talk, step)
        return [step for step in steps if not isinstance(step, Effect)]

    def _decided(self, call: ToolCall, ends: Ends) -> tuple[McpRecorder | None, Decided]:
        """Return over whom a call was declared, and what was decided; off the event loop."""
        try:
            recorder = self.recorder(_caller(*ends))
        except CountersignError as error:
            return None, Decided(allowed=False, reason=error.message)
        return recorder, decided_by(recorder, call)

    def _spawn(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task


def _caller(client: tuple[str, int], server: tuple[str, int]) -> Caller:
    """Return the agent whose process is at the other end, as far as the kernel tells."""
    peer = peers.tcp_peer(client, server)
    pid = None if peer is None or peer.inode is None else peers.pid_of_inode(peer.inode)
    return Caller() if pid is None else caller_of(pid, {}, "")


async def _in_thread(work: Callable[[], T]) -> T:
    """Return what is worked out in a thread that nobody has to wait for at the end."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(told: T | None, error: BaseException | None) -> None:
        if future.done():
            return
        if error is None:
            future.set_result(told)  # type: ignore[arg-type]  # there is no error, so it is one
        else:
            future.set_exception(error)

    def run() -> None:
        told, failed = None, None
        try:
            told = work()
        except Exception as error:  # noqa: BLE001 - it is not swallowed: whoever waits gets it
            failed = error
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(settle, told, failed)

    Thread(target=run, daemon=True).start()
    return await future
