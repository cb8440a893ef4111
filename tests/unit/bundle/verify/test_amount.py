"""Bodies are counted before they are cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.bundle.verify import amount
from desktop_app.bundle.verify.amount import check_amount
from desktop_app.errors import BadEncodingError, UnreadableError
from desktop_app.model.kinds import EntryKind
from desktop_app.model.wire import slices
from tests.fakes.bundle_hostile import _varint
from tests.fakes.ledger_builder import traces


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(amount, "MAX_PIECES", 10)


def counted(body: bytes) -> bool:
    """Tell whether a body of OTLP traces passes."""
    try:
        check_amount(EntryKind.OTLP_TRACES, body)
    except UnreadableError:
        return False
    return True


def grouped(records: bytes) -> bytes:
    """Return a request of one resource and one scope."""
    scope = b"\x12" + _varint(len(records)) + records
    return b"\x0a" + _varint(len(scope)) + scope


@pytest.mark.attack("D08", "D09")
def test_records_are_counted() -> None:
    """Empty ones too; two of the pieces are their groups."""
    assert counted(grouped(b"\x12\x00" * 8))
    assert not counted(grouped(b"\x12\x00" * 9))
    assert counted(grouped(b"\x12\x03abc" * 8))
    assert not counted(grouped(b"\x12\x03abc" * 9))


def test_long_records_are_few() -> None:
    """Lengths of several bytes are read as such."""
    assert counted(grouped((b"\x12" + _varint(300) + b"\x12" * 300) * 8))
    assert not counted(grouped((b"\x12" + _varint(300) + b"\x12" * 300) * 9))


@pytest.mark.attack("D08", "D09")
def test_groups_are_counted() -> None:
    """Resources and scopes cost as much as records."""
    assert counted(b"\x0a\x00" * 10)
    assert not counted(b"\x0a\x00" * 11)
    assert not counted(b"\x0a\x18" + b"\x12\x00" * 12)
    assert not counted(b"\x0a\x18" + b"\x1a\x00" * 12)


def test_events_are_counted_by_lines() -> None:
    """A body of CloudEvents."""
    check_amount(EntryKind.CLOUDEVENTS, b"\n" * 9)
    with pytest.raises(UnreadableError):
        check_amount(EntryKind.CLOUDEVENTS, b"\n" * 10)


@pytest.mark.parametrize("end", [b"\x0a", b"\x0a\xff", b"\x0a" + b"\xff" * 6, b"\x0a\x7f"])
def test_what_is_cut_off_passes(end: bytes) -> None:
    """Cutting refuses it."""
    body = grouped(b"\x12\x0fabcdefghijklmno" * 3) + end
    assert counted(body)
    with pytest.raises(BadEncodingError):
        slices(body)


@given(st.binary(max_size=200))
def test_whatever_it_is_never_fails(body: bytes) -> None:
    """Any bytes."""
    counted(body)


def test_a_usual_body_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A real request, counted in full."""
    monkeypatch.setattr(amount, "MAX_PIECES", 60)
    assert counted(traces(50).SerializeToString())
    assert not counted(traces(80).SerializeToString())
