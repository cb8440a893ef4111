"""Scopes: one form for each, and which entries they name."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.bundle.scope import (
    CONTEXT_KINDS,
    AgentScope,
    IncidentScope,
    RunScope,
    Scope,
    TimeScope,
    in_scope,
    parse_scope,
    scope_json,
)
from desktop_app.errors import BadEncodingError, NewerFormatError
from desktop_app.model.entry import Entry
from desktop_app.model.kinds import EntryKind

SEQ = st.integers(0, 2**53 - 1)
RECORDS = st.sets(st.tuples(SEQ, SEQ), max_size=4).map(lambda pairs: tuple(sorted(pairs)))
RUNS = st.sets(st.tuples(st.text(max_size=4), st.text(max_size=4)), min_size=1, max_size=4)
SCOPES = st.one_of(
    st.builds(RunScope, st.text(), st.text(), RECORDS),
    st.tuples(SEQ, SEQ, RECORDS).map(lambda t: TimeScope(min(t[:2]), max(t[:2]), t[2])),
    st.builds(AgentScope, st.text(), RUNS.map(lambda runs: tuple(sorted(runs))), RECORDS),
    st.builds(
        IncidentScope,
        st.binary(min_size=16, max_size=16),
        st.sets(SEQ, min_size=1, max_size=5).map(lambda seqs: tuple(sorted(seqs))),
        RECORDS,
    ),
)
ENTRY = Entry(
    leaf=b"",
    log="countersign/0123456789abcdef",
    seq=5,
    epoch=1,
    ts_us=0,
    boot_id="",
    boot_us=0,
    kind=EntryKind.OTLP_TRACES,
    run_id="r",
    run_seq=0,
    trace_id=None,
    actor={"sender": "s"},
    subject={},
    payload=None,
    prev=bytes(32),
)


@given(SCOPES)
def test_round_trip(scope: Scope):
    """What is written is read."""
    assert parse_scope(scope_json(scope)) == scope


RUN = {"kind": "run", "sender": "s", "run_id": "r"}
AGENT = {"kind": "agent", "agent": "a", "runs": [["s", "r"], ["s", "t"]]}
INCIDENT = {"kind": "incident", "trace_id": "00" * 16, "seqs": [1, 2]}


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        {"kind": 1},
        {"kind": "run"},
        {**RUN, "more": 1},
        {**RUN, "sender": None},
        {**RUN, "records": []},
        {**RUN, "records": None},
        {**RUN, "records": [[1, 2], [1, 2]]},
        {**RUN, "records": [[2, 0], [1, 2]]},
        {**RUN, "records": [[1]]},
        {**RUN, "records": [[1, 2, 3]]},
        {**RUN, "records": [[1, -1]]},
        {**RUN, "records": [[1, "2"]]},
        {"kind": "time", "first_seq": 2, "last_seq": 1},
        {"kind": "time", "first_seq": -1, "last_seq": 1},
        {"kind": "time", "first_seq": True, "last_seq": 1},
        {**AGENT, "runs": []},
        {**AGENT, "runs": [["s", "t"], ["s", "r"]]},
        {**AGENT, "runs": ["sr"]},
        {**INCIDENT, "trace_id": "00" * 15},
        {**INCIDENT, "trace_id": "AA" * 16},
        {**INCIDENT, "seqs": [2, 1]},
        {**INCIDENT, "seqs": [1, 1]},
        {**INCIDENT, "seqs": "12"},
    ],
)
def test_other_forms_are_refused(value: object):
    """A list has one order, a field one shape."""
    with pytest.raises(BadEncodingError):
        parse_scope(value)


def test_newer_kind_is_told_as_such():
    """A scope of a later version is not guessed at."""
    with pytest.raises(NewerFormatError):
        parse_scope({"kind": "person", "name": "x"})


def test_entries_of_a_run():
    """Sender and run id, both."""
    assert in_scope(RunScope("s", "r"), ENTRY)
    assert not in_scope(RunScope("t", "r"), ENTRY)
    assert not in_scope(RunScope("s", "t"), ENTRY)
    assert not in_scope(RunScope("s", "r"), replace(ENTRY, run_id=None))
    assert not in_scope(RunScope("s", "r"), replace(ENTRY, actor={}))


def test_entries_of_a_stretch():
    """Both ends are in."""
    assert in_scope(TimeScope(5, 5), ENTRY)
    assert not in_scope(TimeScope(6, 9), ENTRY)
    assert not in_scope(TimeScope(0, 4), ENTRY)


def test_entries_of_an_agent_and_an_incident():
    """Those that are listed."""
    assert in_scope(AgentScope("a", (("q", "r"), ("s", "r"))), ENTRY)
    assert not in_scope(AgentScope("a", (("q", "r"), ("s", "q"))), ENTRY)
    assert not in_scope(AgentScope("a", (("s", "r"),)), replace(ENTRY, run_id=None))
    assert in_scope(IncidentScope(bytes(16), (1, 5)), ENTRY)
    assert not in_scope(IncidentScope(bytes(16), (1, 6)), ENTRY)


def test_context_is_what_the_specification_lists():
    """Seven kinds, none of an agent's own."""
    assert len(CONTEXT_KINDS) == 7
    assert EntryKind.OTLP_TRACES not in CONTEXT_KINDS
