"""Purges and holds as a person asks for them: what it is about in their words, and the deed.

Shapes of what comes back: `resources/docs/control.md`, "Retention".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from desktop_app.errors import NotFoundError, RecorderNotRunningError, UsageError
from desktop_app.operations import bundle_scope
from desktop_app.operations.recorder_access import ask_running, recorder
from desktop_app.retention.scopes import AgentScope, RunScope, Scope, TimeScope, format_scope

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_app.model.canonical import JSON
    from desktop_app.operations.context import Context

    Progress = Callable[[int, int], None]

CLASSES = ("payloads", "bodies", "entries")
_END_US = 2**53 - 1


@dataclass(frozen=True, slots=True)
class About:
    """What somebody says a purge or a hold is about; at most one way is used.

    Attributes:
        run: a run's id, the beginning of it, its name, or `last`.
        agent: its name.
        since, until: as `30m`, `7d`, `2026-11-20T10:25`.
        subject: a data subject in words.
    """

    run: str | None = None
    agent: str | None = None
    since: str | None = None
    until: str | None = None
    subject: str | None = None


def bytes_of(found: Mapping[str, Any]) -> int:
    """Return the bytes of one of a purge's `classes`: as they are stored, where that is known."""
    stored = found.get("stored")
    return int(found["bytes"] if stored is None else stored)


def purge(
    context: Context,
    about: About,
    *,
    older_than_days: int | None = None,
    only: str | None = None,
    dry_run: bool,
    confirmed: bool = False,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Purge, or show what a purge would take.

    Args:
        context: whose data directory.
        about: what; nothing: everything that is old enough by the policy, or by the days given.
        older_than_days: only what is older.
        only: one of `CLASSES`; None: all that what is asked for can take.
        dry_run: change nothing.
        confirmed: whether a person said yes.
        progress: told (done, total).

    Raises:
        UsageError: several ways at once.
        NotFoundError: no such run.
        NotAnsweredByPersonError: nobody confirmed it.
    """
    arguments: dict[str, JSON] = {
        **_about(context, about),
        "older_than_days": older_than_days,
        "class": only,
        "dry_run": dry_run,
        "confirmed": confirmed,
    }
    return _ask(context, "purge", arguments, progress)


def coming(context: Context) -> dict[str, Any] | None:
    """Return when the next purge by schedule is, and what it would take; None: no recorder runs."""
    try:
        return cast("dict[str, Any]", ask_running(context, "purge.next"))
    except RecorderNotRunningError:
        return None


def place_hold(
    context: Context,
    about: About,
    reason: str,
    *,
    role: str | None = None,
    passphrase: str | None = None,
    confirmed: bool = False,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Place a hold; return its id, its entry and how many entries with content it covers now."""
    told = _about(context, about)
    if not told:
        raise UsageError("Say what to hold.", hint="--run, --agent, --since, or --subject.")
    arguments: dict[str, JSON] = {**told, "reason": reason, "confirmed": confirmed}
    if role is not None:
        arguments |= {"role": role, "passphrase": passphrase}
    return _ask(context, "hold.place", arguments, progress)


def release_hold(
    context: Context, hold: str, reason: str, *, passphrase: str | None = None, confirmed: bool
) -> dict[str, Any]:
    """End a hold."""
    arguments: dict[str, JSON] = {"hold": hold, "reason": reason, "confirmed": confirmed}
    if passphrase is not None:
        arguments["passphrase"] = passphrase
    return _ask(context, "hold.release", arguments)


def holds(context: Context) -> list[dict[str, Any]]:
    """Return the holds in force, oldest first."""
    return cast("list[dict[str, Any]]", _ask(context, "hold.list", {})["holds"])


def _ask(
    context: Context, verb: str, arguments: dict[str, JSON], progress: Progress | None = None
) -> dict[str, Any]:
    if not context.paths.ledger.exists():
        raise NotFoundError("Nothing is recorded yet.")
    with recorder(context) as client:
        return dict(client.call(verb, arguments, progress=progress))


def _about(context: Context, about: About) -> dict[str, JSON]:
    """Return the arguments that say what it is about; none: nothing was said.

    Raises:
        UsageError: several ways at once, or a word that is no time.
        NotFoundError: no such run.
    """
    ways = (about.run, about.agent, about.since or about.until, about.subject)
    if sum(way is not None for way in ways) > 1:
        raise UsageError("Say what it is about in one way.")
    if about.subject is not None:
        return {"subject": about.subject}
    scope = _scope(context, about)
    return {} if scope is None else {"scope": format_scope(scope)}


def _scope(context: Context, about: About) -> Scope | None:
    if about.run is not None:
        found = bundle_scope.run_of(context, about.run)
        return RunScope(found.sender, found.run_id)
    if about.agent is not None:
        return AgentScope(about.agent)
    if about.since is None and about.until is None:
        return None
    now_us = context.clock.now_us()
    since_us = 0 if about.since is None else bundle_scope.moment(about.since, now_us)
    until_us = _END_US if about.until is None else bundle_scope.moment(about.until, now_us)
    if since_us > until_us:
        raise UsageError("That stretch of time ends before it begins.")
    return TimeScope(since_us, until_us)
