"""What becomes of each message between one client and its server: a state machine without I/O.

    client -> any message       -> server, byte for byte
    client -> tools/call        -> declared; allowed: server, with the trace; denied: client, why
    server -> any message       -> client, byte for byte
    server -> answer to a call  -> its effect is reported, then client

MUST NOT: let a `tools/call` pass that was not decided, in whatever form it comes; decide anything
    by what a server says of itself or its tools. Not thread safe: one caller at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import mcp_types
from pydantic import ValidationError

from desktop_app.agents.mcp import answers, context, frames, pins
from desktop_app.agents.mcp.frames import Frame, Shape
from desktop_app.agents.mcp.steps import (
    BreachError,
    Decided,
    Declare,
    Effect,
    Listed,
    Outcome,
    Step,
    Tell,
    ToClient,
    ToolCall,
    ToServer,
)
from desktop_app.errors import MalformedRequestError, TooLargeError

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.agents.mcp.frames import Id, Key
    from desktop_app.model.canonical import JSON

MAX_PENDING = 256  # requests that the server has not answered
MAX_BAD = 100  # lines that are no messages, and answers to what nobody asked
MAX_UNASKED, WINDOW_S = 10_000, 10.0  # notifications and requests of the server in that time
MAX_SHOWN = 200  # characters of a server's line
_PARAMS = frozenset(("name", "arguments", "_meta", "task"))
_CALL, _LIST, _CANCELLED = "tools/call", "tools/list", "notifications/cancelled"


class Session:
    """One client and one server.

    Args:
        server: what the server is called in the names of its tools.
        pinned: versions of its tools, by name; what is new is added.
        call_s: how long a call may take the server.
        random: gives that many random bytes.
        inherited: TRACEPARENT and TRACESTATE, where set.
    """

    def __init__(
        self,
        server: str,
        pinned: dict[str, str],
        *,
        call_s: float,
        random: Callable[[int], bytes],
        inherited: Mapping[str, str],
    ) -> None:
        self._server, self._pinned, self._call_s = server, pinned, call_s
        self._random, self._inherited = random, inherited
        self._pending: dict[Key, str] = {}  # other requests of the client: their method
        self._calls: dict[Key, ToolCall] = {}
        self._late: dict[Key, None] = {}  # whose answer nobody waits for any more
        self._bad = 0
        self._unasked, self._window_s = 0, 0.0

    def from_client(self, line: bytes) -> list[Step]:
        """Take a line of the client."""
        if not line.strip():
            return []
        try:
            frame = frames.parse(line)
        except (MalformedRequestError, TooLargeError) as error:
            return [ToClient(answers.error(None, answers.PARSE_ERROR, error.message))]
        if frame.shape is Shape.NOTIFICATION:
            return self._notified(frame, line)
        if frame.shape is Shape.ANSWER or frame.id is None:
            return [ToServer(line + b"\n")]
        return self._requested(frame, frame.id, line)

    def decided(self, call: ToolCall, decided: Decided, now_s: float) -> list[Step]:
        """Take the decision about a call; a call that nobody waits for is not run."""
        call.intent = decided.intent
        if self._calls.get(frames.key_of(call.id)) is not call:
            return []  # it ended meanwhile
        if call.cancelled:
            self._forget(call)
            return [Effect(call, "denied", 0)]
        if not decided.allowed:
            self._forget(call)
            return [ToClient(answers.not_run(call.id, decided.reason))]
        call.forwarded_s = now_s
        return [ToServer(call.line)]

    def from_server(self, line: bytes, now_s: float) -> list[Step]:
        """Take a line of the server.

        Raises:
            BreachError: it does what no server may.
        """
        if not line.strip():
            return []
        try:
            frame = frames.parse(line)
        except TooLargeError as error:
            raise BreachError(f"Of the server: {error.message}") from error
        except MalformedRequestError as error:
            shown = line[:MAX_SHOWN].decode("utf-8", "replace")
            return self._bad_line(f"{error.message} It is not passed on: {shown}")
        if frame.shape is not Shape.ANSWER:
            self._count_unasked(now_s)
            return [ToClient(line + b"\n")]
        if frame.id is None:
            return self._bad_line("The server tells of an error about no request.")
        return self._answered(frame, frame.id, line, now_s)

    def expired(self, now_s: float) -> list[Step]:
        """Give up calls that the server has had for too long."""
        steps: list[Step] = []
        for call in list(self._calls.values()):
            if call.forwarded_s is not None and now_s - call.forwarded_s >= self._call_s:
                steps += self.give_up(call, now_s)
        return steps

    def give_up(self, call: ToolCall, now_s: float) -> list[Step]:
        """Wait no longer for a call that the server has; nothing where it is over already."""
        if self._calls.get(frames.key_of(call.id)) is not call:
            return []
        why = f"The server has not answered within {self._call_s:g} seconds."
        told = [] if call.cancelled else [ToServer(answers.cancelled(call.id, why))]
        return [*told, *self.lost(call.id, why, now_s)]

    def waits(self, identity: Id) -> bool:
        """Tell whether a request is neither answered nor given up."""
        key = frames.key_of(identity)
        return key in self._calls or key in self._pending

    def lost(self, identity: Id, why: str, now_s: float) -> list[Step]:
        """Take that a request will not be answered any more; nothing where it was."""
        key = frames.key_of(identity)
        call = self._calls.get(key)
        if call is None:
            found = self._pending.pop(key, None)
            error = answers.error(identity, answers.INTERNAL_ERROR, why)
            return [] if found is None else [ToClient(error)]
        self._forget(call)
        self._is_late(identity)
        steps: list[Step] = []
        if not call.cancelled:
            steps.append(ToClient(answers.not_run(identity, why)))
        if call.forwarded_s is not None:
            steps.append(Effect(call, "unknown", _us(now_s - call.forwarded_s)))
        return steps

    def ended(self, why: str, now_s: float) -> list[Step]:
        """Take the end: answer what the client still waits for, report what ran."""
        waiting = [identity for _, identity in (*self._calls, *self._pending)]
        return [step for identity in waiting for step in self.lost(identity, why, now_s)]

    def _requested(self, frame: Frame, identity: Id, line: bytes) -> list[Step]:
        key = frames.key_of(identity)
        problem = ""
        if key in self._pending or key in self._calls:
            problem = "This id is in use."
        elif frame.method != _CALL and _reads_as_call(frame.method):
            problem = "The method tools/call is written in other letters."
        elif len(self._pending) + len(self._calls) >= MAX_PENDING:
            problem = f"{MAX_PENDING:,} requests are not answered yet."
        if problem:
            return [ToClient(answers.error(identity, answers.INVALID_REQUEST, problem))]
        self._late.pop(key, None)
        if frame.method != _CALL:
            self._pending[key] = frame.method
            return [ToServer(line + b"\n")]
        try:
            frames.check_letters(frame.params, _PARAMS)
            call = self._call(frame, identity)
        except (MalformedRequestError, ValidationError):
            why = "These are no parameters of tools/call."
            return [ToClient(answers.error(identity, answers.INVALID_PARAMS, why))]
        self._calls[key] = call
        return [Declare(call)]

    def _call(self, frame: Frame, identity: Id) -> ToolCall:
        known = mcp_types.CallToolRequestParams.model_validate(frame.params)
        params, traceparent = context.with_trace(
            frame.params, self._inherited, self._random(16), self._random(8)
        )
        arguments = params.get("arguments")
        return ToolCall(
            id=identity,
            tool=f"mcp__{self._server}__{known.name}",
            arguments=arguments if isinstance(arguments, Mapping) else {},
            line=frames.format_frame({**frame.value, "params": params}),
            traceparent=traceparent,
            call_id=context.call_id_of(params),
            run_id=context.run_id_of(params),
        )

    def _notified(self, frame: Frame, line: bytes) -> list[Step]:
        """Pass a notification on; a call that asks for no answer is none that can be decided."""
        if _reads_as_call(frame.method):
            return [Tell("A tools/call without an id was not passed on.")]
        identity = frame.params.get("requestId")
        if frame.method == _CANCELLED and type(identity) in (int, str):
            return self._cancelled(identity, line)  # type: ignore[arg-type]
        return [ToServer(line + b"\n")]

    def _cancelled(self, identity: Id, line: bytes) -> list[Step]:
        key = frames.key_of(identity)
        call = self._calls.get(key)
        if call is not None:
            call.cancel()
            return [] if call.forwarded_s is None else [ToServer(line + b"\n")]
        if self._pending.pop(key, None) is not None:
            self._is_late(identity)
        return [ToServer(line + b"\n")]

    def _answered(self, frame: Frame, identity: Id, line: bytes, now_s: float) -> list[Step]:
        key = frames.key_of(identity)
        call = self._calls.get(key)
        if call is not None and call.forwarded_s is not None:
            self._forget(call)
            effect = Effect(call, outcome_of(frame.value), _us(now_s - call.forwarded_s))
            return [effect, ToClient(line + b"\n")]
        method = self._pending.pop(key, None)
        if method is None:
            if key in self._late:
                return []
            return self._bad_line("The server answers what nobody asked; it is not passed on.")
        return [*(self._listed(frame) if method == _LIST else ()), ToClient(line + b"\n")]

    def _listed(self, frame: Frame) -> list[Step]:
        result = frame.value.get("result")
        seen = pins.compare(
            result.get("tools") if isinstance(result, Mapping) else None, self._pinned
        )
        self._pinned.update(seen.new)
        steps: list[Step] = []
        if seen.new or seen.drifted:
            steps.append(Listed(seen.new, seen.drifted))
        if seen.refused:
            steps.append(Tell(f"{seen.refused} of the server's tools could not be pinned."))
        return steps

    def _bad_line(self, text: str) -> list[Step]:
        self._bad += 1
        if self._bad > MAX_BAD:
            raise BreachError(
                f"More than {MAX_BAD} lines of the server were no messages or answers."
            )
        return [Tell(text)]

    def _count_unasked(self, now_s: float) -> None:
        if now_s - self._window_s >= WINDOW_S:
            self._unasked, self._window_s = 0, now_s
        self._unasked += 1
        if self._unasked > MAX_UNASKED:
            raise BreachError(f"The server sent {MAX_UNASKED:,} messages in {WINDOW_S:g} seconds.")

    def _forget(self, call: ToolCall) -> None:
        self._calls.pop(frames.key_of(call.id), None)

    def _is_late(self, identity: Id) -> None:
        self._late[frames.key_of(identity)] = None
        while len(self._late) > MAX_PENDING:
            self._late.pop(next(iter(self._late)))


def _reads_as_call(method: str) -> bool:
    """Tell whether a careless server could take a method for `tools/call`."""
    return method.partition("\0")[0].strip().casefold() == _CALL


def outcome_of(answer: Mapping[str, JSON]) -> Outcome:
    """Return how a call ended by its answer; "unknown" where more is to come."""
    result = answer.get("result")
    if not isinstance(result, Mapping) or result.get("isError") is True:
        return "error"
    if "task" in result or result.get("resultType", "complete") != "complete":
        return "unknown"
    return "ok"


def _us(seconds: float) -> int:
    return max(0, int(seconds * 1_000_000))
