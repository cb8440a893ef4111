"""Undoing what an agent did to files, as a person asks for it: look, decide, do.

Both steps happen at one recorder, which keeps the plan in between. Shapes of what comes back:
`resources/docs/control.md`, "Rollback".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop_app.errors import UsageError
from desktop_app.operations import reading
from desktop_app.operations.recorder_access import recorder

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.control.client import ControlClient
    from desktop_app.model.canonical import JSON
    from desktop_app.operations.context import Context
    from desktop_app.query.query import Query

TIMEOUT_S = 600.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be undone.

    Attributes:
        run: its id, the beginning of it, its name, or `last`.
        to: back to this tool call: the agent's id of it, or the number of its entry.
        keep_call: leave what that call itself did.
        paths: only these files and folders of the run's folder.
        unattributed: also what changed while no call ran.
        undo: the entry of a rollback that is to be undone.
        merge: also files that somebody else changed since, where the changes do not conflict.
    """

    run: str
    to: str | None = None
    keep_call: bool = False
    paths: tuple[str, ...] = ()
    unattributed: bool = False
    undo: int | None = None
    merge: bool = False


def plan(context: Context, wanted: Wanted, *, confirmed: bool) -> dict[str, Any]:
    """Return what undoing would do now; nothing is changed. The recorder keeps the plan a while.

    Args:
        context: whose data directory; its recorder runs, and goes on running.
        wanted: what is to be undone.
        confirmed: whether a person wants to see it.

    Raises:
        NotFoundError: no such run, call or rollback, or nothing of it is kept.
        NotAnsweredByPersonError: nobody confirmed it.
    """
    arguments = _arguments(context, wanted, confirmed=confirmed)
    with recorder(context) as client:
        return _plan(client, arguments)


def carry_out(context: Context, plan: str) -> dict[str, Any]:
    """Do what a plan said, by its name, for a person who saw it; return what was done.

    Raises:
        NotFoundError: there is no such plan any more.
        StorageError: what is there now cannot be kept; nothing was changed.
    """
    with recorder(context) as client:
        return _carry_out(client, plan)


def rollback(
    context: Context,
    wanted: Wanted,
    *,
    confirmed: bool,
    decide: Callable[[dict[str, Any]], bool],
) -> dict[str, Any]:
    """Plan a rollback, let somebody decide about the plan, and carry it out.

    Args:
        context: whose data directory.
        wanted: what is to be undone.
        confirmed: whether a person wants to see the plan.
        decide: shown the plan; returns whether it is carried out. May raise.

    Returns:
        The plan, and under `outcome` what was done; None when it was not.

    Raises:
        NotFoundError: no such run, call or rollback, or nothing of it is kept.
        NotAnsweredByPersonError: nobody confirmed it.
    """
    arguments = _arguments(context, wanted, confirmed=confirmed)
    with recorder(context) as client:  # one for both steps: it may be started for this verb alone
        found = _plan(client, arguments)
        outcome = None
        if (found["steps"] or found["refs"]) and decide(found):
            outcome = _carry_out(client, found["plan"])
    return {**found, "run": wanted.run, "outcome": outcome}


def _arguments(context: Context, wanted: Wanted, *, confirmed: bool) -> dict[str, JSON]:
    with reading.index(context) as query:
        run = query.run(wanted.run)
        to_call = None if wanted.to is None else _intent(query, wanted.to)
        if run["run_id"] is None:
            raise UsageError("Records of no known run have no files to put back.")
        root = query.root_span(run["run"])
    return {
        "sender": run["sender"],
        "run_id": run["run_id"],
        "to": to_call,
        "including": not wanted.keep_call,
        "paths": list(wanted.paths),
        "unattributed": wanted.unattributed,
        "undo": wanted.undo,
        "merge": wanted.merge,
        "link": None if root is None else dict(root),
        "confirmed": confirmed,
    }


def _plan(client: ControlClient, arguments: dict[str, JSON]) -> dict[str, Any]:
    return dict(client.call("rollback.plan", arguments, timeout_s=TIMEOUT_S))


def _carry_out(client: ControlClient, plan: str) -> dict[str, Any]:
    arguments: dict[str, JSON] = {"plan": plan, "confirmed": True}
    return dict(client.call("rollback.apply", arguments, timeout_s=TIMEOUT_S))


def _intent(query: Query, call: str) -> int:
    """Return the entry of a call's intent."""
    if call.lstrip("#").isdecimal():
        return int(call.lstrip("#"))
    seqs = query.intents_of_call(call)
    if len(seqs) != 1:
        raise UsageError(f"{'No call' if not seqs else 'More than one call'} has the id {call!r}.")
    return seqs[0]
