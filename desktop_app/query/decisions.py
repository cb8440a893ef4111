"""What agents call a decision about an action, in our words: command line and reports say the same.

Both functions return text that is safe to show on a terminal, not escaped for any markup.
"""

from __future__ import annotations

from desktop_app.model.visible import visible

# What agents call a decision, in our words; what is not here is shown as it was said.
_WORDS = {
    "accept": "allowed",
    "approved": "allowed",
    "allow": "allowed",
    "approved_for_session": "allowed for this run",
    "reject": "denied",
    "rejected": "denied",
    "denied": "denied",
    "deny": "denied",
    "timed_out": "timed out",
    "requested": "asked",
    "not_required": "not asked",
}


def word(said: str | None, *, nothing: str = "") -> str:
    """Return `allowed`, `denied`, `not asked`, ...; what is unknown as it was said."""
    return _WORDS.get((said or "").lower(), visible(said or "")) or nothing


def source(said: str | None, *, person: str) -> str:
    """Return who decided, in small letters; `person` where the agent says that its user did."""
    text = visible((said or "").lower())
    return person if text.startswith("user") else text
