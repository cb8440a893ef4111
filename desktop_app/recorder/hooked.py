"""MCP calls that an agent's own hook declared, and its proxy is about to declare: asked once.

The proxy's declaration of the very call gets the hook's answer: the same agent and tool, the same
arguments by their digest, under the same id of the call. Where an agent names none (Gemini CLI), it
must be the same run as far as the proxy hears of one.

The gate looks whether policy lets that answer hold for the call as the proxy names it, too.

MUST NOT: give an answer twice, one that is not there yet, is older than a moment, or is about a
    call that ran already; give it for another tool or other arguments. Thread safe, in memory.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from desktop_app.model.action import Denied, MustAsk
from desktop_app.recorder.decided import MOMENT_US

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.model.canonical import JSON
    from desktop_app.model.clock import Clock
    from desktop_app.policy.decide import Outcome
    from desktop_app.recorder.decided import Decided
    from desktop_app.recorder.declared import Declared

MAX_CALLS = 1_000
_ANY_MCP, _TOLD_APART = "mcp_", "mcp__"


@dataclass(slots=True, eq=False)
class _Call:
    """What a hook declared.

    Attributes:
        decided: its intent, and the answer.
        answered_us: when that was given, boot clock; None: not yet.
    """

    decided: Decided
    answered_us: int | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a hook declared of a call.

    Attributes:
        first: its intent.
        same: whether tool and arguments are the same too, so that its answer holds.
    """

    first: Decided
    same: bool


class Hooked:
    """The newest calls of MCP tools that hooks declared and no proxy did.

    Args:
        clock: tells how long ago an answer was given.
        digest: (sender, run, arguments) -> the digest that an intent of that run has.
    """

    def __init__(self, clock: Clock, digest: Callable[[str, str, JSON], str]) -> None:
        self._clock, self._digest = clock, digest
        self._lock = Lock()
        self._calls: deque[_Call] = deque(maxlen=MAX_CALLS)

    def remember(self, declared: Declared, decided: Decided) -> None:
        """Take up an intent, where a hook declared it and it is about MCP."""
        if declared.via != "hook" or not declared.tool.startswith(_ANY_MCP):
            return
        call = _Call(decided)
        with self._lock:
            self._calls.append(call)

        def answered(_verdict: object) -> None:
            call.answered_us = self._clock.boot_us()

        decided.verdict.add_done_callback(answered)

    def take(self, declared: Declared) -> Earlier | None:
        """Return what a hook declared of a proxy's call; it is given to nobody again.

        With the same id and another tool or other arguments, the answer is spent, too: one id is
        one call.
        """
        if declared.via != "mcp":
            return None
        with self._lock:
            for call in self._calls:
                if not self._is_due(call) or not _may_be(declared, call.decided):
                    continue
                same = self._is_same(declared, call.decided)
                if same or declared.call_id is not None:
                    self._calls.remove(call)
                    return Earlier(call.decided, same)
        return None

    def _is_due(self, call: _Call) -> bool:
        now_us = self._clock.boot_us()
        answered_us = call.answered_us
        fresh = answered_us is not None and now_us - answered_us <= MOMENT_US
        return fresh and call.decided.is_open

    def _is_same(self, declared: Declared, first: Decided) -> bool:
        if declared.tool != first.tool and _folded(declared.tool) != first.tool:
            return False
        digest = self._digest(first.run.sender, first.run.run_id, declared.arguments)
        return digest == first.args_digest


def answer_stands(first: Decided, now: Outcome) -> bool:
    """Tell whether the answer to a hook is no less than what policy wants of its proxy's call.

    A "no" is one. A person's "yes" holds where a person must be asked, and for no other role; what
    they allowed earlier does not where an administrator wants them to be asked each time.
    """
    because = first.outcome.decision.because
    if first.was_denied:
        return True
    match now.decision:
        case Denied():
            return False
        case MustAsk() as asks:
            asked = isinstance(first.outcome.decision, MustAsk)
            asked = asked or (because.grant is not None and not asks.because.managed)
            return asked and asks.because.role in ("", because.role)
        case _:
            return True


def _may_be(declared: Declared, first: Decided) -> bool:
    """Tell whether a proxy's call is of that agent, and by its id or run the one that it names."""
    if (declared.sender, declared.agent) != (first.run.sender, first.agent):
        return False
    if declared.call_id != first.call_id:
        return False
    # an id is of one call; `countersign run` gives its run to hooks, and not each agent to servers
    return declared.call_id is not None or declared.run_id in ("", first.run.run_id)


def _folded(tool: str) -> str:
    """Return `mcp__server__tool` as Gemini CLI writes it: `mcp_server_tool`."""
    server, between, name = tool.removeprefix(_TOLD_APART).partition("__")
    return f"{_ANY_MCP}{server}_{name}" if between else tool
