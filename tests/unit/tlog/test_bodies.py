"""What of a body is hashed."""

from __future__ import annotations

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import BadEncodingError
from desktop_app.model.kinds import EntryKind
from desktop_app.tlog.bodies import OTLP_KINDS, body_digest, body_leaves
from tests.fakes.ledger_builder import traces


def test_the_digest_is_keyed_and_labelled() -> None:
    """As `ledger.md` says it."""
    wanted = hmac.digest(b"s" * 32, b"countersign/body/v1" + b"body", "sha256")
    assert body_digest(b"s" * 32, b"body") == wanted


@given(st.lists(st.binary().filter(lambda line: b"\n" not in line), min_size=1))
def test_the_leaves_of_events_are_their_lines(lines: list[bytes]) -> None:
    """Behind an empty skeleton; joined again they are the body."""
    found = body_leaves(EntryKind.CLOUDEVENTS, b"\n".join(lines))
    assert found == ([b"", *lines], None)


@pytest.mark.parametrize("count", [0, 1, 5])
def test_the_leaves_of_a_request_are_skeleton_and_records(count: int) -> None:
    """With the number of records of each group."""
    request = traces(count)
    found = body_leaves(EntryKind.OTLP_TRACES, request.SerializeToString())
    assert len(found.leaves) == count + 1
    assert found.groups == [[len(scope.spans) for scope in request.resource_spans[0].scope_spans]]


@pytest.mark.parametrize("kind", sorted(set(EntryKind) - OTLP_KINDS - {EntryKind.CLOUDEVENTS}))
def test_no_other_kind_has_a_body(kind: EntryKind) -> None:
    """Whatever it is."""
    with pytest.raises(BadEncodingError):
        body_leaves(kind, b"")
