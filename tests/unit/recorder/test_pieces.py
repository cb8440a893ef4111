"""Requests of very many scope groups are cut, and nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.normalize import signals
from desktop_app.normalize.signals import Signal
from desktop_app.recorder import pieces as module
from desktop_app.recorder.pieces import pieces
from tests.fakes import otlp


def request(groups: list[list[int]]) -> signals.ExportRequest:
    """Return logs with that many records in each scope of each resource."""
    made = signals.new_request(Signal.LOGS)
    number = 0
    for scopes in groups:
        resource = made.resource_logs.add(schema_url="s")
        resource.resource.attributes.add(key="k").value.int_value = number
        for count in scopes:
            scope = resource.scope_logs.add()
            for _ in range(count):
                number += 1
                scope.log_records.add(time_unix_nano=number)
    return made


def test_an_ordinary_request_is_one_piece() -> None:
    """The very request, nothing copied."""
    made = otlp.traces(3)
    assert pieces(Signal.TRACES, made) == [made]
    assert pieces(Signal.TRACES, made)[0] is made


@given(st.lists(st.lists(st.integers(0, 2), max_size=5), max_size=8))
def test_pieces_hold_all_records_in_order(groups: list[list[int]]) -> None:
    """Each piece within the bound, each record under its own resource."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MAX_GROUPS", 3)
        made = request(groups)
        wanted = [(g.resource, r.time_unix_nano) for g, _, r in signals.walk(Signal.LOGS, made)]
        found = pieces(Signal.LOGS, made)
        assert [
            (g.resource, r.time_unix_nano)
            for piece in found
            for g, _, r in signals.walk(Signal.LOGS, piece)
        ] == wanted
        if len(found) > 1:
            assert all(sum(map(len, signals.groups(Signal.LOGS, piece))) <= 3 for piece in found)


def test_a_resource_without_attributes_stays_without() -> None:
    """Cutting adds no empty resource."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MAX_GROUPS", 1)
        made = signals.new_request(Signal.LOGS)
        for _ in range(2):
            made.resource_logs.add().scope_logs.add().log_records.add(time_unix_nano=1)
        assert not any(p.resource_logs[0].HasField("resource") for p in pieces(Signal.LOGS, made))
