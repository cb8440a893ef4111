"""A decision as agents word it, in our terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.normalize.vocabulary import ApprovalState

_REJECTED = ("reject", "rejected", "deny", "denied", "block", "blocked", "abort", "cancel")
_APPROVED = ("accept", "accepted", "approve", "approved", "allow", "allowed", "modify")
STATES: dict[str, ApprovalState] = {
    **dict.fromkeys(_REJECTED, "rejected"),
    **dict.fromkeys(_APPROVED, "approved"),
    "approved_for_session": "approved",
    "approved_execpolicy_amendment": "approved",
    "auto_accept": "not_required",
    "ask": "requested",
    "requested": "requested",
    "timed_out": "timed_out",
    "timeout": "timed_out",
}
# Sources that answer without asking: settings, rules, modes.
_UNASKED = frozenset(("config", "rule", "policy", "mode", "auto", "settings"))


def approval_state(decision: str | None, source: str | None) -> ApprovalState | None:
    """Return the state that a decision and its source mean, or None for a word we do not know.

    What settings let pass without a question is `not_required`: nobody approved it.
    """
    if decision is None:
        return None
    state = STATES.get(decision.lower())
    if state == "approved" and source is not None and source.lower() in _UNASKED:
        return "not_required"
    return state
