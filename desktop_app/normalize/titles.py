"""One line for a person. Made of names and numbers alone, never of content."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.normalize.dialects.table import Found


def title_of(found: Found, name: str) -> str:
    """Return the title of a record from its found fields and its own name."""
    make = _TITLES.get(found["category"])
    return make(found, name) if make is not None else found.get("_title") or name


def _model_call(found: Found, name: str) -> str:
    model = found.get("model_response") or found.get("model_requested")
    return f"Model call {model}" if model else name


def _tool_call(found: Found, name: str) -> str:
    return found.get("tool_name") or found.get("_title") or name


def _approval(found: Found, name: str) -> str:
    decision = found.get("decision")
    if decision is None:
        return found.get("_title") or name
    source = found.get("decision_source")
    return f"{found.get('tool_name') or 'Action'}: {decision}" + (f" ({source})" if source else "")


def _hook(found: Found, name: str) -> str:
    return f"Hook {found.get('hook_event') or name}"


def _subagent(found: Found, name: str) -> str:
    return f"Sub-agent {found.get('agent_name') or found.get('subagent_id') or name}"


def _agent_run(found: Found, name: str) -> str:
    return f"Run of {found['agent_name']}" if found.get("agent_name") else f"Run ({name})"


def _turn(found: Found, name: str) -> str:  # noqa: ARG001 - the shape of all titles
    length = found.get("prompt_length")
    return f"Turn, prompt of {length} characters" if length else "Turn"


def _error(found: Found, name: str) -> str:  # noqa: ARG001 - the shape of all titles
    return f"Error in {name}"


def _retry(found: Found, name: str) -> str:
    attempt = found.get("retry_attempt")
    return f"Retry {attempt} of {name}" if attempt else f"Retry of {name}"


_TITLES: dict[str, Callable[[Found, str], str]] = {
    "model_call": _model_call,
    "tool_call": _tool_call,
    "approval": _approval,
    "hook": _hook,
    "subagent": _subagent,
    "agent_run": _agent_run,
    "turn": _turn,
    "error": _error,
    "retry": _retry,
}
