"""What a person types becomes one scope, or a sentence that says why not."""

from __future__ import annotations

from datetime import datetime

import pytest

from desktop_app.bundle.build.selection import scope_seqs
from desktop_app.bundle.scope import AgentScope, IncidentScope, RunScope, TimeScope
from desktop_app.cli.app import Session
from desktop_app.cli.output import Output
from desktop_app.errors import NotFoundError, UsageError
from desktop_app.host.clock import SystemClock, SystemIds
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.kinds import EntryKind
from desktop_app.normalize.signals import Signal, parse_request, walk
from desktop_app.operations.bundle_scope import Asked, choose, moment
from tests.fakes import recorded

CLAUDE = recorded.run("claude-gzip-protobuf").expected["session_ids"][0]
NOW = 1_795_169_861_000_000


@pytest.fixture
def session(store, monkeypatch):
    """A session over the store of recorded runs."""
    for name, value in store.items():
        monkeypatch.setenv(name, value)
    clock, ids = SystemClock(), SystemIds()
    return Session(Output(clock, ids), clock, ids)


def test_a_run_by_its_id_beginning_name_or_last(session):
    """The file is called by its name, else by its agent."""
    chosen = choose(session, Asked(run=CLAUDE))
    assert isinstance(chosen.scope, RunScope)
    assert chosen.scope.run_id == CLAUDE
    assert choose(session, Asked(run=CLAUDE[:9])).scope == chosen.scope
    assert chosen.name == "claude-code"
    assert choose(session, Asked(run="greeting")).name == "greeting"
    assert isinstance(choose(session, Asked(run="last")).scope, RunScope)


def test_an_agents_runs(session):
    """All of them, in one order."""
    scope = choose(session, Asked(agent="claude-code")).scope
    assert isinstance(scope, AgentScope)
    assert CLAUDE in {run_id for _, run_id in scope.runs}
    assert list(scope.runs) == sorted(scope.runs)


def test_a_trace(session):
    """The entries that the index knows."""
    with LedgerReader(session.paths.ledger) as ledger:
        entry = next(iter(ledger.of_kinds({EntryKind.OTLP_TRACES})))
        body = ledger.body(entry.seq)
        _, _, span = next(walk(Signal.TRACES, parse_request(Signal.TRACES, body)))
    chosen = choose(session, Asked(trace=span.trace_id.hex().upper()))
    assert isinstance(chosen.scope, IncidentScope)
    assert entry.seq in chosen.scope.seqs
    assert chosen.name == f"trace-{span.trace_id.hex()[:8]}"


def test_a_stretch_of_time(session):
    """From then on, up to then, or both."""
    with LedgerReader(session.paths.ledger) as ledger:
        size = ledger.size()
        middle = ledger.entry(size // 2)
    assert choose(session, Asked(since="7d")).scope == TimeScope(0, size - 1)
    at = datetime.fromtimestamp(middle.ts_us / 1e6).astimezone().isoformat()
    after = choose(session, Asked(since=at)).scope
    assert isinstance(after, TimeScope)
    assert 0 < after.first_seq <= middle.seq + 1
    before = choose(session, Asked(until=at)).scope
    assert isinstance(before, TimeScope)
    assert before.first_seq == 0
    with pytest.raises(NotFoundError):
        choose(session, Asked(until="2001-01-01"))


def test_one_span(session):
    """Its place in its entry is the only one that is opened."""
    with LedgerReader(session.paths.ledger) as ledger:
        scope = choose(session, Asked(run=CLAUDE)).scope
        seq = next(
            seq
            for seq in scope_seqs(ledger, scope, ledger.size())
            if ledger.entry(seq).kind is EntryKind.OTLP_TRACES
        )
        spans = list(walk(Signal.TRACES, parse_request(Signal.TRACES, ledger.body(seq))))
    span_id = spans[1][2].span_id.hex()
    chosen = choose(session, Asked(run=CLAUDE, spans=(span_id.upper(),)))
    assert (seq, 2) in chosen.scope.records
    with pytest.raises(NotFoundError):
        choose(session, Asked(run=CLAUDE, spans=(span_id, "ee" * 8)))
    with pytest.raises(UsageError):
        choose(session, Asked(run=CLAUDE, spans=("xyz",)))


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        (Asked(), UsageError),
        (Asked(run="last", agent="codex"), UsageError),
        (Asked(trace="ab" * 16, since="1h"), UsageError),
        (Asked(trace="xyz"), UsageError),
        (Asked(since="yesterday"), UsageError),
        (Asked(trace="ab" * 16), NotFoundError),
        (Asked(agent="nobody"), NotFoundError),
        (Asked(run="nothing-like-it"), NotFoundError),
    ],
)
def test_what_cannot_be_chosen(session, asked, error):
    """None or several ways, words that are no ids or times, and what is not there."""
    with pytest.raises(error):
        choose(session, asked)


def test_who_names_an_agent_or_no_id_is_told_what_to_say(session):
    """All its runs, or where ids stand."""
    with pytest.raises(NotFoundError) as refused:
        choose(session, Asked(run="claude-code"))
    assert "--agent claude-code" in refused.value.hint
    for asked in (Asked(trace="xyz"), Asked(run=CLAUDE, spans=("xyz",))):
        with pytest.raises(UsageError) as refused:
            choose(session, asked)
        assert "show RUN --output json" in refused.value.hint


def test_moments():
    """An age before now, or a time; local unless it says which zone."""
    assert moment("30m", NOW) == NOW - 1_800_000_000
    assert moment("7d", NOW) == NOW - 604_800_000_000
    assert moment("2026-11-20T10:17:41+00:00", NOW) == NOW
    local = datetime.fromtimestamp(NOW / 1e6).astimezone().replace(tzinfo=None).isoformat()
    assert moment(local, 0) == NOW
    for wrong in ("", "0m", "10", "2026-13-01", "9999-12-31T23:59+00:00x"):
        with pytest.raises(UsageError):
            moment(wrong, NOW)
