"""Openings show what is asked for, provably, and nothing beside it."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.bundle.build.openings import (
    chosen,
    disclosed,
    records_file,
    run_keys_file,
)
from desktop_app.bundle.build.request import RunKey
from desktop_app.bundle.layout import Level
from desktop_app.bundle.scope import RunScope
from desktop_app.errors import BadEncodingError, NotFoundError
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.kinds import EntryKind
from desktop_app.tlog.bodies import body_leaves
from desktop_app.tlog.commitment import commit
from desktop_app.tlog.merkle import leaf_hash, verify_inclusion
from tests.fakes.ledger_builder import logs, standard, traces

if TYPE_CHECKING:
    from collections.abc import Iterator

TRACES, LOGS, METRICS, EVENTS = 4, 5, 6, 7  # places in `standard`


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LedgerReader]:
    """Bodies of every kind."""
    with LedgerReader(standard(tmp_path_factory.mktemp("ledger")).path) as reader:
        yield reader


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 40), st.data())
def test_each_record_leads_to_the_commitment(count: int, data: st.DataObject) -> None:
    """Whatever is chosen, of a body of any number of records."""
    body = traces(count).SerializeToString()
    secret = bytes(32)
    indices = sorted(data.draw(st.sets(st.integers(0, count), min_size=1)))
    found = json.loads(records_file(EntryKind.OTLP_TRACES, body, secret, indices))
    leaves = body_leaves(EntryKind.OTLP_TRACES, body).leaves
    assert found["count"] == count + 1
    assert [record["index"] for record in found["records"]] == indices
    for record in found["records"]:
        content = base64.b64decode(record["record"])
        assert content == leaves[record["index"]]
        verify_inclusion(
            index=record["index"],
            size=found["count"],
            leaf_hash=leaf_hash(bytes.fromhex(record["salt"]) + content),
            proof=[base64.b64decode(item) for item in record["proof"]],
            root=commit(secret, leaves),
        )


def test_a_record_that_is_not_there() -> None:
    """Refused, not skipped."""
    with pytest.raises(NotFoundError):
        records_file(EntryKind.OTLP_LOGS, logs().SerializeToString(), bytes(32), [3])
    with pytest.raises(BadEncodingError):
        records_file(EntryKind.COMMAND, b"", bytes(32), [0])


def test_what_is_chosen() -> None:
    """All, some or nothing."""
    whole, some = RunScope("", "r"), RunScope("", "r", ((3, 0), (3, 2), (5, 1)))
    assert chosen(whole, Level.REDACTED, 3) is None
    assert chosen(some, Level.FULL, 3) == (0, 2)
    assert chosen(some, Level.FULL, 4) == ()
    assert chosen(whole, Level.METADATA, 3) == chosen(some, Level.METADATA, 3) == ()


@pytest.mark.parametrize("place", [TRACES, LOGS, METRICS, EVENTS])
def test_a_whole_body_is_disclosed_as_it_is(ledger: LedgerReader, place: int) -> None:
    """None: everything; (): nothing."""
    entry, body = ledger.entry(place), ledger.body(place)
    assert body is not None
    assert disclosed(entry, body, None) == body
    assert disclosed(entry, body, ()) is None


@pytest.mark.parametrize("indices", [(1,), (2, 4), (0, 3), (0, 1, 2, 3, 4, 5), (0,)])
def test_of_a_request_only_the_chosen_records_are_left(
    ledger: LedgerReader, indices: tuple[int, ...]
) -> None:
    """With the skeleton in their groups; without it in one that says nothing."""
    entry, body = ledger.entry(TRACES), ledger.body(TRACES)
    assert body is not None
    left = disclosed(entry, body, indices)
    assert left is not None
    found = body_leaves(entry.kind, left).leaves
    whole = body_leaves(entry.kind, body).leaves
    assert found[1:] == [whole[index] for index in indices if index]
    if 0 in indices:
        assert found[0] == whole[0]
    else:
        assert b"codex" not in found[0]


def test_of_events_only_the_chosen_lines_are_left(ledger: LedgerReader) -> None:
    """Joined as they were."""
    entry, body = ledger.entry(EVENTS), ledger.body(EVENTS)
    assert body is not None
    assert disclosed(entry, body, (2,)) == b'{"id":"2"}'
    assert disclosed(entry, body, (1, 2)) == body


def test_run_keys_have_one_order() -> None:
    """By sender and run."""
    keys = [RunKey("b", "1", b"\1" * 32), RunKey("a", "2", b"\2" * 32)]
    assert run_keys_file(keys) == run_keys_file(keys[::-1])
    assert [run["sender"] for run in json.loads(run_keys_file(keys))["runs"]] == ["a", "b"]
    assert "\\x01" not in repr(keys)
