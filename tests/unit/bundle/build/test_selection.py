"""Exactly the entries that `bundle.md` names are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.bundle import layout
from desktop_app.bundle.build.selection import (
    find_spans,
    in_path_order,
    runs_in_scope,
    scope_seqs,
    select,
)
from desktop_app.bundle.scope import AgentScope, IncidentScope, RunScope, TimeScope, in_scope
from desktop_app.errors import NotFoundError
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.entry import Draft
from desktop_app.model.kinds import EntryKind
from desktop_app.normalize.signals import Signal, parse_request, walk
from tests.fakes.ledger_builder import command, empty, run_entry, standard
from tests.fakes.pruned_ledger import empty_rows, pruned

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.bundle.scope import Scope

SCOPES: list[Scope] = [
    RunScope("codex", "run-1"),
    TimeScope(3, 17),
    TimeScope(3, 10**6),
    AgentScope("codex", (("claude", "run-2"), ("codex", "run-1"))),
    IncidentScope(bytes(16), (4, 9)),
]
TRACES, EVENTS = 4, 7  # places in `standard`
OURS = {"sender": "", "auth": "recorder"}


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LedgerReader]:
    """Five epochs and two runs."""
    with LedgerReader(standard(tmp_path_factory.mktemp("ledger")).path) as reader:
        yield reader


@pytest.mark.parametrize("scope", SCOPES)
def test_the_scope_is_what_a_verifier_takes_it_for(ledger: LedgerReader, scope: Scope) -> None:
    """The same entries as `in_scope` of each, below N."""
    for size in (12, ledger.size()):
        wanted = [entry.seq for entry in ledger.entries(0, size) if in_scope(scope, entry)]
        assert list(scope_seqs(ledger, scope, size)) == wanted
        found = select(ledger, scope, size=size, export=size - 1)
        assert list(found.scope) == wanted
        assert set(found.shown) == {*wanted, *found.keys, *found.context, size - 1}
        assert list(found.shown) == sorted(found.shown)


def test_seals_before_the_scope_are_not_shown(ledger: LedgerReader) -> None:
    """Introductions and rotations are, of every epoch before N."""
    size = ledger.size()
    found = select(ledger, RunScope("claude", "run-2"), size=size, export=size - 1)
    first = ledger.entry(found.scope[0])
    kinds = {ledger.entry(seq).kind for seq in found.keys}
    assert EntryKind.KEYS_ROTATED in kinds
    assert all(ledger.entry(seq).epoch >= first.epoch for seq in found.seals)
    introductions = [e.seq for e in ledger.of_kinds({EntryKind.EPOCH_START})]
    assert set(introductions) <= set(found.keys)


def test_the_context(tmp_path: Path) -> None:
    """Between the ends of the scope; of what was before, a pause that was still on."""

    def note(kind: EntryKind) -> Draft:
        return Draft(kind, OURS, {})

    built = empty(tmp_path)
    writer = built.open()
    drafts = [
        note(EntryKind.CONFIG_CHANGED),  # 2: before
        note(EntryKind.PAUSE_START),  # 3: on at the first entry
        run_entry(EntryKind.RUN_START, "r"),  # 4
        note(EntryKind.OTLP_REJECTED),  # 5
        command(),  # 6: no context
        note(EntryKind.PAUSE_END),  # 7
        run_entry(EntryKind.RUN_END, "r"),  # 8
        note(EntryKind.RECORDER_STOP),  # 9: after
        run_entry(EntryKind.RUN_START, "s"),  # 10
    ]
    writer.append(drafts).result()
    writer.close()
    with LedgerReader(built.path) as ledger:
        found = select(ledger, RunScope("codex", "r"), size=11, export=10)
        assert found.context == (3, 5, 7)
        assert set(found.shown) == {0, 1, 3, 4, 5, 7, 8, 10}
        assert select(ledger, RunScope("codex", "s"), size=11, export=10).context == ()


def test_nothing_in_scope(ledger: LedgerReader) -> None:
    """Said; also when all of it lies at N or after."""
    for scope in (RunScope("codex", "nobody"), TimeScope(500, 600)):
        with pytest.raises(NotFoundError):
            select(ledger, scope, size=30, export=29)


def test_the_runs_of_a_scope(ledger: LedgerReader) -> None:
    """Named by the scope, or by its entries."""
    assert runs_in_scope(ledger, SCOPES[0], 300) == [("codex", "run-1")]
    assert runs_in_scope(ledger, SCOPES[3], 300) == [("claude", "run-2"), ("codex", "run-1")]
    assert runs_in_scope(ledger, TimeScope(0, 9), 300) == [("codex", "run-1")]
    assert runs_in_scope(ledger, IncidentScope(bytes(16), (3,)), 300) == []


def test_spans_are_found_by_their_ids(ledger: LedgerReader) -> None:
    """Where they stand in their body's commitment; other kinds hold none."""
    body = ledger.body(TRACES)
    assert body is not None
    spans = [span for _, _, span in walk(Signal.TRACES, parse_request(Signal.TRACES, body))]
    ids = [span.span_id for span in spans]
    wanted = frozenset((ids[1], ids[3]))
    found = list(find_spans(ledger, range(2, 9), wanted))
    assert found == [(TRACES, 2, ids[1]), (TRACES, 4, ids[3])]
    assert not list(find_spans(ledger, range(2, 9), frozenset((b"\xee" * 8,))))
    assert not list(find_spans(ledger, [EVENTS], frozenset((b'"id"',))))


def test_numbers_in_the_order_of_their_paths() -> None:
    """As text, with what follows them in a name."""
    numbers = [0, 1, 9, 10, 11, 100]
    assert in_path_order(numbers) == [0, 1, 10, 100, 11, 9]
    paths = [layout.proof_path(number) for number in in_path_order(numbers)]
    assert paths == sorted(paths)


def test_what_was_pruned_is_not_shown_in_part(tmp_path: Path) -> None:
    """A run or a stretch with a pruned entry is refused in words; what is whole goes on."""
    built = pruned(tmp_path)
    gone = empty_rows(built)
    with LedgerReader(built.path) as ledger:
        size = ledger.size()
        for scope, count in (
            (RunScope("codex", "many"), len(gone) - 1),  # one was of the run `old`
            (RunScope("codex", "old"), 1),
            (AgentScope("codex", (("codex", "many"), ("codex", "old"))), len(gone)),
            (TimeScope(gone[5] - 1, gone[5] + 1), 3),
            (IncidentScope(bytes(16), (1, gone[3])), 1),
        ):
            with pytest.raises(NotFoundError, match=f"{count:,} entr(y was|ies were) pruned"):
                select(ledger, scope, size=size, export=size - 1)
        young = select(ledger, RunScope("codex", "young"), size=size, export=size - 1)
        assert len(young.scope) == 4
        later = TimeScope(gone[-1] + 1, size - 1)
        assert len(select(ledger, later, size=size, export=size - 1).scope) == size - gone[-1] - 1
