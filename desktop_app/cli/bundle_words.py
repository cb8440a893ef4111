"""A bundle in words for the person who makes one or looks into one: what it shows, what it lacks.

What is missing is said in the sentences of the report (`bundle.views.absent`), so that who exports
reads what a reviewer will read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.bundle.scope import AgentScope, IncidentScope, RunScope, Scope, TimeScope
from desktop_app.bundle.views.absent import missing
from desktop_app.model.amounts import counted
from desktop_app.model.visible import visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console

    from desktop_app.bundle.views.absent import Missing


def run_words(run_id: str, sender: str) -> str:
    """Return `the run x of codex`; senders on this machine's own ports need not have a name."""
    return f"the run {run_id} of {sender}" if sender else f"the run {run_id}"


def scope_words(scope: Scope) -> str:
    """Return what a scope shows, as it goes on from "shows"."""
    if isinstance(scope, RunScope):
        text = run_words(scope.run_id, scope.sender)
    elif isinstance(scope, TimeScope):
        text = f"all entries from #{scope.first_seq:,} to #{scope.last_seq:,}"
    elif isinstance(scope, AgentScope):
        text = f"{counted(len(scope.runs), 'run')} of the agent {scope.agent}"
    elif isinstance(scope, IncidentScope):
        text = f"{counted(len(scope.seqs), 'entry')} that speak of the trace {scope.trace_id.hex()}"
    if not scope.records:
        return text
    return f"{text}; of what they stand for only {counted(len(scope.records), 'record')}"


def previous_words(size: int, recipients: Sequence[str]) -> str:
    """Return what the bundle proves about the one that the same reader got before."""
    same = "for the same recipients" if recipients else "that was not encrypted"
    return f"that the log only grew since the last bundle {same} ({counted(size, 'entry')})"


def print_missing(console: Console, rows: Sequence[Mapping[str, object]]) -> None:
    """Print what is missing, gravest first, a sentence each, with the first entries that say so."""
    from desktop_app.cli import views  # noqa: PLC0415 - JSON output must not pay for it

    if not rows:
        console.print("The entries name nothing that is missing.")
        return
    console.print("Missing, by what the entries say:")
    for one in missing(rows):
        console.print(views.hanging("  - ", visible(f"{one.sentence} {_places(one)}")))


def _places(one: Missing) -> str:
    named = ", ".join(f"#{seq:,}" for seq in one.seqs)
    more = f" and {one.more:,} more" if one.more else ""
    return f"Entries {named}{more}." if len(one.seqs) > 1 else f"Entry {named}."
