"""Whether a run met trouble: what decides of a run that its hash did not choose.

Trouble is what `retention.troubles` says (an error or a denial at the gate, an exit code, something
that went past the gate), and what the agent itself told of errors and denials, as `vocabulary.md`
reads it. Only what the ledger says up to a place counts, so the answer for that place stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.model.canonical import MAX_INT
from desktop_app.normalize.facts import reader
from desktop_app.normalize.signals import Signal, parse_request, resources, scope_records, scopes
from desktop_app.retention.scopes import RunScope
from desktop_app.retention.troubles import Troubles

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop_app.model.entry import Entry

_BAD = ("error", "denied")


def gate_says(entries: Iterable[Entry], sender: str, run_id: str) -> bool:
    """Tell whether entries of a run, and answers to its questions, in order, say so."""
    troubles = Troubles()
    for entry in entries:
        troubles.see(entry)
    return troubles.before(RunScope(sender, run_id), MAX_INT)


def agent_says(signal: Signal, body: bytes) -> bool:
    """Tell whether a record of a request says so; metrics never do.

    Raises:
        google.protobuf.message.DecodeError: the body is no such request.
    """
    if signal is Signal.METRICS:
        return False
    request = parse_request(signal, body)
    for group in resources(signal, request):
        for scope in scopes(signal, group):
            read = reader(group.resource, scope.scope)
            look = read.span if signal is Signal.TRACES else read.log
            for record in scope_records(signal, scope):
                facts = look(record)
                if facts.error_class is not None or facts.outcome in _BAD:
                    return True
    return False
