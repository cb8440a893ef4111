"""What a hook of ours prints, in the format that the agent obeys.

A rule's "allow" is no answer here, so that the agent's own permissions still hold: only what a
person answered or granted is said as "allow". "Deny" is always said, and always with a reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from desktop_app.agents.hooks.table import ASKING, DIALECTS, Moment
from desktop_app.model import canonical

if TYPE_CHECKING:
    from desktop_app.agents.hooks.parse import HookCall
    from desktop_app.agents.hooks.table import Dialect
    from desktop_app.model.canonical import JSON

Says: TypeAlias = Literal["allow", "deny", "none"]
MAX_REASON = 1_000  # characters
NO_REASON = "Countersign denied it."


@dataclass(frozen=True, slots=True)
class HookAnswer:
    """What the hook's process prints, and the code it ends with."""

    decision: Says
    stdout: str = ""
    stderr: str = ""
    exit: int = 0


NOTHING = HookAnswer("none")


def answer(call: HookCall, says: Says, reason: str = "", *, person: bool = False) -> HookAnswer:
    """Return what an agent hears of a decision.

    Args:
        call: what its hook said.
        says: the gate's word.
        reason: for the agent and its person; cut at `MAX_REASON`.
        person: whether a person's answer or grant decided it, and not a rule.
    """
    dialect = DIALECTS[call.agent]
    if call.moment not in ASKING or says == "none":
        return NOTHING
    if says == "allow" and not (person and call.event in dialect.allows):
        return NOTHING
    told = reason.encode("utf-8", "replace").decode()[:MAX_REASON] or NO_REASON
    made = _shaped(dialect, call, says, told)
    return HookAnswer(says, canonical.encode(made).decode())


def _shaped(dialect: Dialect, call: HookCall, says: Says, reason: str) -> dict[str, JSON]:
    if dialect.shape == "decision":
        return {"decision": says, "reason": reason}
    inner: dict[str, JSON] = {"hookEventName": call.event}
    if call.moment is Moment.PERMISSION:
        decision: dict[str, JSON] = {"behavior": says}
        if says == "deny":
            decision["message"] = reason
        inner["decision"] = decision
    else:
        inner |= {"permissionDecision": says, "permissionDecisionReason": reason}
    return {"hookSpecificOutput": inner}
