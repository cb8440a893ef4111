"""Who asks by the control socket: a person, a program, or an agent, as far as the system tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import NotAnsweredByPersonError, UsageError
from desktop_app.host.processes import AgentAncestor, agent_ancestor, ancestors

if TYPE_CHECKING:
    from desktop_app.control.server import Call
    from desktop_app.model.canonical import JSON


def by_person(call: Call, what: str) -> None:
    """Refuse what an agent asks, who cannot be looked at, and what no person confirmed.

    Raises:
        NotAnsweredByPersonError: one of the three.
    """
    found = agent(call)
    if found is not None:
        raise NotAnsweredByPersonError(f"{found.name} asked for `{what}`; only a person may.")
    if not is_known(call):
        raise NotAnsweredByPersonError("The recorder cannot tell which process asked for this.")
    if call.args.get("confirmed") is not True:
        raise NotAnsweredByPersonError(f"Nobody confirmed `{what}`.")


def actor(call: Call) -> dict[str, JSON]:
    """Return who asked: a person only where one confirmed it, and no agent can be above.

    What comes by the person's own window is a person's.
    """
    found = agent(call)
    if found is not None:
        return {"sender": "", "auth": "local", "agent": found.name}
    if call.person:
        return {"sender": "", "auth": "person", "process": "tray"}
    confirmed = call.args.get("confirmed") is True and is_known(call)
    return {"sender": "", "auth": "person" if confirmed else "local"}


def program(call: Call) -> dict[str, JSON]:
    """Return who tells of what nobody did: a process of ours."""
    return {**actor(call), "auth": "local", "process": "tray"}


def agent(call: Call) -> AgentAncestor | None:
    """Return the known agent above the process that asks, or None."""
    if call.person or call.peer is None or call.peer.pid is None:
        return None
    return agent_ancestor(call.peer.pid)


def is_known(call: Call) -> bool:
    """Whether the process that asks is the tray, or can be looked at: it still lives, and here."""
    if call.person:
        return True
    return call.peer is not None and call.peer.pid is not None and bool(ancestors(call.peer.pid))


def text(call: Call, name: str) -> str:
    """Return an argument that is a text.

    Raises:
        UsageError: it is missing, or none.
    """
    value = call.args.get(name)
    if not isinstance(value, str):
        raise UsageError(f"{name} is missing.")
    return value
