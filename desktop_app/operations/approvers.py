"""Roles of approvers as a person meets them: who holds one, and what to do where nobody does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_app.operations.recorder_access import running

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from desktop_app.operations.context import Context

LIST, ADD, REMOVE = "approvers.list", "approvers.add", "approvers.remove"


def held(context: Context) -> frozenset[str] | None:
    """Return the roles that somebody holds; None where no recorder runs that could tell."""
    client = running(context)
    if client is None:
        return None
    with client:
        told: Any = client.call(LIST)
    return frozenset(str(one["role"]) for one in told["held"])


def unheld_told(role: str) -> tuple[str, str]:
    """Return what a role that nobody holds means, and the way on."""
    return (
        f"Nobody holds the role {role}: what it must allow can only be denied.",
        f"`countersign consent approvers add {role}`",
    )


def unheld(role: str) -> str:
    """Return both as one line."""
    return " ".join(unheld_told(role))


def warnings(roles: Iterable[str], known: Container[str] | None) -> list[str]:
    """Return what is to be said of the roles that a policy names.

    Args:
        roles: that it names.
        known: those that somebody holds; None where that could not be looked at.
    """
    if known is None:
        return [f"Whether anybody holds the role {role} is not known: no recorder runs."
                for role in roles]  # fmt: skip
    return [unheld(role) for role in roles if role not in known]
