"""What a person asks to export, as a scope: a run, a stretch of time, an agent, or a trace.

The index finds runs and traces; which entries they have is read from the ledger when the bundle is
made.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from desktop_app.bundle.build.selection import find_spans, scope_seqs
from desktop_app.bundle.scope import AgentScope, IncidentScope, RunScope, TimeScope
from desktop_app.errors import NotFoundError, UsageError
from desktop_app.ledger.reader import LedgerReader
from desktop_app.operations import reading

if TYPE_CHECKING:
    from desktop_app.bundle.scope import Scope
    from desktop_app.operations.context import Context

_AGE = re.compile(r"([1-9][0-9]{0,5})(s|m|h|d)")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_TRACE = re.compile(r"[0-9a-f]{32}")
_SPAN = re.compile(r"[0-9a-f]{16}")
_RUNS = 100_000
_WHERE = "`countersign show RUN --output json` has trace and span ids (`spans_list`)."
_END_US = 2**53 - 1


@dataclass(frozen=True, slots=True)
class Asked:
    """The words of the command line that say what to export; exactly one way is used."""

    run: str | None = None
    since: str | None = None
    until: str | None = None
    agent: str | None = None
    trace: str | None = None
    spans: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """A scope, and how a file that shows it is called: a word and a time in microseconds."""

    scope: Scope
    name: str
    ts_us: int


def choose(context: Context, asked: Asked) -> Chosen:
    """Return the scope that is asked for.

    Raises:
        UsageError: none or several ways at once, or a word that is no time or id.
        NotFoundError: nothing of that name is recorded.
    """
    ways = (asked.run, asked.agent, asked.trace, asked.since or asked.until)
    if sum(way is not None for way in ways) != 1:
        raise UsageError(
            "Say what to export, in one way.",
            hint="A run (its id, its name, or `last`), --since and --until, --agent, or --trace.",
        )
    with LedgerReader(context.paths.ledger) as ledger:
        chosen = _choose(context, ledger, asked)
        return _with_spans(ledger, chosen, asked.spans) if asked.spans else chosen


def _choose(context: Context, ledger: LedgerReader, asked: Asked) -> Chosen:
    if asked.run is not None:
        return _run(context, asked.run)
    if asked.agent is not None:
        return _agent(context, asked.agent)
    if asked.trace is not None:
        return _trace(context, asked.trace)
    return _time(context, ledger, asked)


def _run(context: Context, ref: str) -> Chosen:
    scope, row = _run_row(context, ref)
    return Chosen(scope, row["name"] or row["agent"] or row["sender"] or "run", row["first_ts_us"])


def _run_row(context: Context, ref: str) -> tuple[RunScope, dict[str, Any]]:
    with reading.index(context) as query:
        try:
            row = query.run(ref)
        except NotFoundError as error:
            if not query.runs(agent=ref, limit=1, hidden=True):
                raise
            hint = f"It is an agent: `--agent {ref}` exports all its runs; `countersign runs`."
            raise NotFoundError(error.message, hint=hint) from error
    if row["run_id"] is None:
        raise UsageError("Records of no known run are exported by time: --since, --until.")
    return RunScope(row["sender"], row["run_id"]), row


def run_of(context: Context, ref: str) -> RunScope:
    """Return the run that a person means.

    Raises:
        NotFoundError: none, or several.
        UsageError: the records of no known run.
    """
    return _run_row(context, ref)[0]


def _agent(context: Context, agent: str) -> Chosen:
    with reading.index(context) as query:
        rows = query.runs(agent=agent, limit=_RUNS, hidden=True)
    runs = {(row["sender"], row["run_id"]) for row in rows if row["run_id"] is not None}
    if not runs:
        raise NotFoundError(f"No run of {agent!r} is recorded.", hint="`countersign runs`")
    return Chosen(AgentScope(agent, tuple(sorted(runs))), agent, context.clock.now_us())


def _trace(context: Context, text: str) -> Chosen:
    trace_id = text.lower()
    if not _TRACE.fullmatch(trace_id):
        raise UsageError("A trace id has 32 hex digits.", hint=_WHERE)
    with reading.index(context) as query:
        seqs = tuple(query.entries_of_trace(trace_id))
    if not seqs:
        raise NotFoundError(f"Nothing of the trace {trace_id} is recorded.")
    scope = IncidentScope(bytes.fromhex(trace_id), seqs)
    return Chosen(scope, f"trace-{trace_id[:8]}", context.clock.now_us())


def _time(context: Context, ledger: LedgerReader, asked: Asked) -> Chosen:
    now_us = context.clock.now_us()
    since_us = 0 if asked.since is None else moment(asked.since, now_us)
    until_us = _END_US if asked.until is None else moment(asked.until, now_us)
    found = ledger.between(since_us, until_us)
    if found is None:
        raise NotFoundError("Nothing was recorded in that time.")
    return Chosen(TimeScope(*found), "log", ledger.entry(found[0]).ts_us)


def moment(text: str, now_us: int) -> int:
    """Return a time in microseconds: `30m` ago, or `2026-11-20T10:25` (local unless it says else).

    Raises:
        UsageError: neither.
    """
    if (match := _AGE.fullmatch(text)) is not None:
        return now_us - int(match[1]) * _SECONDS[match[2]] * 1_000_000
    try:
        return int(datetime.fromisoformat(text).astimezone().timestamp() * 1_000_000)
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(
            f"{text!r} is no time.", hint="As `30m`, `7d`, `2026-11-20` or `2026-11-20T10:25`."
        ) from error


def _with_spans(ledger: LedgerReader, chosen: Chosen, spans: tuple[str, ...]) -> Chosen:
    """Return the scope with these spans as the only records that are opened."""
    wanted = [span.lower() for span in spans]
    if not all(_SPAN.fullmatch(span) for span in wanted):
        raise UsageError("A span id has 16 hex digits.", hint=_WHERE)
    ids = frozenset(bytes.fromhex(span) for span in wanted)
    found = tuple(find_spans(ledger, scope_seqs(ledger, chosen.scope, ledger.size()), ids))
    if len({span_id for _, _, span_id in found}) < len(ids):
        raise NotFoundError(
            "Not every one of these spans is in what you ask to export.", hint=_WHERE
        )
    records = tuple((seq, index) for seq, index, _ in found)
    return replace(chosen, scope=replace(chosen.scope, records=records))
