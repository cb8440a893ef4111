"""How each agent's hooks speak: a table. Names of events are the agents' own.

Source: recorded inputs of real runs (`tests/data/agents/*-hooks`), and the schemas that Codex
carries. A new agent is a row here, one in `agents.catalog`, and its recorded inputs.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

Shape: TypeAlias = Literal["hookSpecificOutput", "decision"]
WAIT_S = 600  # how long an agent waits for a person
BRIEF_S = 15  # and for what nobody is asked about
LAST_S = 3  # and when it ends: Codex waits no longer, and its trust covers the time


class Moment(StrEnum):
    """When a hook speaks. What is no row of an agent's table is `OTHER`."""

    BEFORE = "before"  # a tool: it may be denied
    PERMISSION = "permission"  # the agent would ask its person itself
    AFTER = "after"  # a tool ran
    FAILED = "failed"  # a tool ran and failed
    STARTED = "started"  # a session begins or goes on
    PROMPT = "prompt"  # the person said something
    ENDED = "ended"  # a session ends
    OTHER = "other"  # models, notifications: nothing of it is kept


ASKING = (Moment.BEFORE, Moment.PERMISSION)  # somebody may be asked
SESSION = (Moment.STARTED, Moment.PROMPT, Moment.ENDED)  # recorded, never held back


@dataclass(frozen=True, slots=True)
class Dialect:
    """One agent's hooks.

    Attributes:
        agent: its name in the catalogue.
        moments: the events that we are asked at.
        shape: of an answer.
        allows: events at which "allow" is obeyed; at others it would be an error of the hook.
        units: of a time-out, in one second.
        matcher: what makes a hook speak for every tool; "" for leaving it out.
    """

    agent: str
    moments: Mapping[str, Moment]
    shape: Shape
    allows: frozenset[str]
    units: int = 1
    matcher: str = ""


_CLAUDE = {
    "PreToolUse": Moment.BEFORE,
    "PermissionRequest": Moment.PERMISSION,
    "PostToolUse": Moment.AFTER,
    "PostToolUseFailure": Moment.FAILED,
    "UserPromptSubmit": Moment.PROMPT,
    "SessionStart": Moment.STARTED,
    "SessionEnd": Moment.ENDED,
}
_CODEX = {name: moment for name, moment in _CLAUDE.items() if name != "PostToolUseFailure"}
_GEMINI = {
    "BeforeTool": Moment.BEFORE,
    "AfterTool": Moment.AFTER,
    "BeforeAgent": Moment.PROMPT,
    "SessionStart": Moment.STARTED,
    "SessionEnd": Moment.ENDED,
}

DIALECTS: Mapping[str, Dialect] = MappingProxyType(
    {
        "claude-code": Dialect(
            agent="claude-code",
            moments=_CLAUDE,
            shape="hookSpecificOutput",
            allows=frozenset(("PreToolUse", "PermissionRequest")),
            matcher="*",
        ),
        "codex": Dialect(
            agent="codex",
            moments=_CODEX,
            shape="hookSpecificOutput",
            # its PreToolUse takes "allow" for a mistake of the hook; without an answer it goes on
            allows=frozenset(("PermissionRequest",)),
        ),
        "gemini": Dialect(
            agent="gemini",
            moments=_GEMINI,
            shape="decision",
            allows=frozenset(("BeforeTool",)),
            units=1_000,
            matcher="*",
        ),
    }
)


def patience_s(moment: Moment) -> int:
    """Return how long an agent waits for a hook of ours; seconds."""
    if moment in ASKING:
        return WAIT_S
    return LAST_S if moment is Moment.ENDED else BRIEF_S
