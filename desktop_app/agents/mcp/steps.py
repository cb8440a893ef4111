"""What follows from a message: values that `session.Session` returns and the proxy carries out."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.agents.mcp.frames import Id
    from desktop_app.agents.mcp.pins import Drift
    from desktop_app.model.canonical import JSON

Outcome: TypeAlias = Literal["ok", "error", "denied", "unknown"]


class BreachError(Exception):
    """The server does what no server may; the proxy ends with this sentence."""


@dataclass(slots=True)
class ToolCall:
    """One `tools/call` on its way.

    Attributes:
        id: of the request.
        tool: as policies name it, `mcp__SERVER__TOOL`.
        arguments: as sent. Content.
        line: what the server gets when it may run: what was judged, and the trace.
        traceparent: that trace.
        call_id, run_id: the agent's own names, where it says them.
        intent: `seq` of its intent, once it is decided.
        forwarded_s: when the server got it, by the clock of the session; None: not yet.
        gone: done when the client does not wait for it any more.
    """

    id: Id
    tool: str
    arguments: Mapping[str, JSON]
    line: bytes
    traceparent: str
    call_id: str | None = None
    run_id: str | None = None
    intent: int | None = None
    forwarded_s: float | None = None
    gone: Future[None] = field(default_factory=Future, compare=False)

    @property
    def cancelled(self) -> bool:
        """Whether the client does not wait for it any more."""
        return self.gone.done()

    def cancel(self) -> None:
        """Take that the client does not; whoever asks about it hears so."""
        if not self.gone.done():
            self.gone.set_result(None)


@dataclass(frozen=True, slots=True)
class Decided:
    """What the recorder says of a call.

    Attributes:
        allowed: whether it may go on.
        reason: for the client.
        intent: `seq` of its intent; None: there is none.
    """

    allowed: bool
    reason: str = ""
    intent: int | None = None


@dataclass(frozen=True, slots=True)
class ToServer:
    """Write this."""

    data: bytes


@dataclass(frozen=True, slots=True)
class ToClient:
    """Write this."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Declare:
    """Ask the recorder, without keeping others waiting."""

    call: ToolCall


@dataclass(frozen=True, slots=True)
class Effect:
    """Report how a call ended."""

    call: ToolCall
    outcome: Outcome
    duration_us: int


@dataclass(frozen=True, slots=True)
class Listed:
    """Pin what is new, and tell of what drifted."""

    new: Mapping[str, str]
    drifted: tuple[Drift, ...]


@dataclass(frozen=True, slots=True)
class Tell:
    """Say this on standard error; text of others in it is not escaped yet."""

    text: str


Step: TypeAlias = ToServer | ToClient | Declare | Effect | Listed | Tell
