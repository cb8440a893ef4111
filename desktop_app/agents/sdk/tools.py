"""A tool of an agent: a function that asks before it runs, and tells how it ended.

Spans: `agent.tool.call`, in it `agent.approval.wait`. The recorder gets the arguments, which policy
and person look at; spans carry only a digest of them, keyed by the run.
"""

from __future__ import annotations

import asyncio
import functools
import hmac
import inspect
import os
import time
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING, Literal, ParamSpec, TypeAlias, TypeVar, cast

from opentelemetry import trace

from desktop_app.agents.sdk import asking, screens
from desktop_app.agents.sdk.asking import Denied
from desktop_app.agents.sdk.spans import current, span, traceparent
from desktop_app.errors import BadEncodingError
from desktop_app.model import canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop_app.agents.sdk.asking import Answer
    from desktop_app.agents.sdk.screens import When
    from desktop_app.model.canonical import JSON

P = ParamSpec("P")
R = TypeVar("R")
SideEffectName: TypeAlias = Literal["none", "read", "write", "irreversible"]
MAX_SHOWN = 1_000  # characters of what is no JSON
MAX_DEPTH = 16


def tool(
    *,
    side_effect: SideEffectName,
    name: str | None = None,
    hosts: tuple[str, ...] = (),
    screens: bool = False,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function, plain or `async`, a tool that asks before each call.

    Args:
        side_effect: the worst that a call can do. The recorder may think worse of it, never better.
        name: of the tool; the function's.
        hosts: that a call reaches.
        screens: whether a call acts on the screen: a picture is asked for before and after it.

    The function that results raises `Denied` where the call may not run.
    """

    def wrap(function: Callable[P, R]) -> Callable[P, R]:
        called = name or function.__name__

        def made(*args: P.args, **kwargs: P.kwargs) -> _Call:
            bound = inspect.signature(function).bind(*args, **kwargs)
            return _Call(called, side_effect, hosts, screens, arguments_of(bound.arguments))

        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def later(*args: P.args, **kwargs: P.kwargs) -> object:
                call = made(*args, **kwargs)
                with call.span():
                    with call.waiting():
                        call.answer = await call.ask_later()
                    await call.begin_later()
                    try:
                        result: object = await function(*args, **kwargs)
                    except BaseException:
                        await asyncio.shield(asyncio.to_thread(call.end, "error"))
                        raise
                    await asyncio.to_thread(call.end, "ok")
                    return result

            return cast("Callable[P, R]", later)

        @functools.wraps(function)
        def now(*args: P.args, **kwargs: P.kwargs) -> R:
            call = made(*args, **kwargs)
            with call.span():
                with call.waiting():
                    call.answer = call.ask()
                call.begin()
                try:
                    result = function(*args, **kwargs)
                except BaseException:
                    call.end("error")
                    raise
                call.end("ok")
                return result

        return now

    return wrap


def arguments_of(bound: Mapping[str, object]) -> dict[str, JSON]:
    """Return arguments as JSON; what has no JSON form is shown as Python shows it."""
    return {name: _json(value, MAX_DEPTH) for name, value in bound.items()}


def digest_of(arguments: Mapping[str, JSON], key: bytes) -> str:
    """Return the digest of arguments in canonical form, keyed; hex."""
    return hmac.digest(key, canonical.encode_body(arguments), sha256).hex()


class _Call:
    """One call of a tool."""

    def __init__(
        self,
        name: str,
        side_effect: str,
        hosts: tuple[str, ...],
        screens: bool,  # noqa: FBT001 - of one caller
        arguments: dict[str, JSON],
    ) -> None:
        self._run = current()
        self._name, self._screens, self._arguments = name, screens, arguments
        self._id = os.urandom(8).hex()
        self._more: dict[str, JSON] = {"side_effect": side_effect, "hosts": list(hosts)}
        self._began_ns = 0
        self._gone: Future[None] = Future()
        self.answer: Answer | None = None

    @contextmanager
    def span(self) -> Iterator[None]:
        """Make `agent.tool.call`."""
        key = os.urandom(32) if self._run is None else self._run.key
        try:
            digest = digest_of(self._arguments, key)
        except BadEncodingError as error:
            raise Denied(f"It could not be declared: {error.message}") from error
        attributes = {
            "gen_ai.operation.name": "execute_tool",
            "gen_ai.tool.name": self._name,
            "gen_ai.tool.call.id": self._id,
            "agent.tool.arguments_digest": digest,
            "agent.tool.side_effect": str(self._more["side_effect"]),
        }
        with span("agent.tool.call", attributes):
            yield

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Make `agent.approval.wait`, with what was decided."""
        with span("agent.approval.wait") as made:
            try:
                yield
            except Denied as error:
                made.set_attribute("agent.approval.decision", "deny")
                if error.intent is not None:
                    made.set_attribute("agent.approval.intent", error.intent)
                raise
            if self.answer is not None:
                made.set_attribute("agent.approval.decision", self.answer.decision)
                made.set_attribute("agent.approval.state", self.answer.approval)
                if self.answer.intent is not None:
                    made.set_attribute("agent.approval.intent", self.answer.intent)

    def ask(self) -> Answer:
        """Declare it; blocks.

        Raises:
            Denied: it may not run.
        """
        action: dict[str, JSON] = {
            **self._whose(),
            **self._more,
            "arguments": self._arguments,
            "deadline_s": asking.WAIT_S,
        }
        if self._run is not None:
            action |= {"cwd": self._run.workspace, "workspace": self._run.workspace}
        if found := traceparent():
            action["traceparent"] = found
        when_unreachable = "deny" if self._run is None else self._run.when_unreachable
        return asking.declare(action, when_unreachable, self._gone)

    async def ask_later(self) -> Answer:
        """Declare it; a task that is cancelled meanwhile takes its question back.

        Raises:
            Denied: it may not run.
        """
        try:
            return await asyncio.to_thread(self.ask)
        except asyncio.CancelledError:
            self._gone.set_result(None)
            raise

    def begin(self) -> None:
        """Show what is there before it, and note that it begins."""
        self._show("before")
        self._began_ns = time.monotonic_ns()

    async def begin_later(self) -> None:
        """Do the same without holding up the loop."""
        if self._screens:
            await asyncio.to_thread(self._show, "before")
        self._began_ns = time.monotonic_ns()

    def end(self, outcome: str) -> None:
        """Show and tell what came of it."""
        took_us = (time.monotonic_ns() - self._began_ns) // 1_000
        self._show("after")
        self._tell(outcome, took_us)

    def _show(self, when: When) -> None:
        """Ask for a picture of the screen, where the tool acts on it; waits for a moment."""
        if self._screens:
            names = {"tool": self._name, "call_id": self._id}
            if self._run is not None:
                names["run_id"] = self._run.id
            screens.take(when, trace.get_current_span().get_span_context(), names)

    def _tell(self, outcome: str, took_us: int) -> None:
        if self.answer is None or self.answer.intent is None:
            return
        result: dict[str, JSON] = {
            **self._whose(),
            "outcome": outcome,
            "arguments": self._arguments,
            "duration_us": took_us,
        }
        asking.report(self.answer.intent, result)

    def _whose(self) -> dict[str, JSON]:
        told: dict[str, JSON] = {"tool": self._name, "call_id": self._id}
        if self._run is not None:
            told |= {"agent": self._run.agent, "run_id": self._run.id}
        return told


def _json(value: object, levels: int) -> JSON:
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if levels and isinstance(value, Mapping):
        return {str(key): _json(item, levels - 1) for key, item in value.items()}
    if levels and isinstance(value, (list, tuple)):
        return [_json(item, levels - 1) for item in value]
    return repr(value)[:MAX_SHOWN]
