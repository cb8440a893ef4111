"""The sessions that an MCP proxy over HTTP holds: one for each session id that its server gave."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.agents.mcp.frames import Key
    from desktop_app.agents.mcp.session import Session
    from desktop_app.operations.mcp_recorder import McpRecorder

MAX_TALKS = 256


@dataclass(slots=True)
class Talk:
    """One session, or one request of a server that has none.

    Attributes:
        session: what becomes of its messages.
        recorders: over which the effect of a call is told, by the id of its request.
    """

    session: Session
    recorders: dict[Key, McpRecorder] = field(default_factory=dict)


class Talks:
    """The newest sessions; of one that is forgotten a late answer is not passed on."""

    def __init__(self, new: Callable[[], Session]) -> None:
        self._new = new
        self._known: OrderedDict[str, Talk] = OrderedDict()

    def of(self, session_id: str) -> Talk:
        """Return the session of that id, else a new one that nobody knows yet."""
        if session_id in self._known:
            self._known.move_to_end(session_id)
            return self._known[session_id]
        return Talk(self._new())

    def keep(self, session_id: str, talk: Talk) -> None:
        """Know a session that its server accepted; the first one under an id stays."""
        if session_id and session_id not in self._known:
            self._known[session_id] = talk
            while len(self._known) > MAX_TALKS:
                self._known.popitem(last=False)

    def drop(self, session_id: str) -> None:
        """Forget a session that its client ended."""
        self._known.pop(session_id, None)
