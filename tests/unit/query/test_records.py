"""Single records and lists of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import NotFoundError
from tests.fakes.indexed import TOOL

if TYPE_CHECKING:
    from desktop_app.query.query import Query


def test_tail_goes_on_where_it_was(small: Query) -> None:
    """Entries in order, from a place."""
    first = small.tail(limit=3)
    assert [entry["seq"] for entry in first] == [0, 1, 2]
    rest = small.tail(first[-1]["seq"])
    assert [entry["seq"] for entry in rest] == [3, 4, 5, 6]
    assert rest[0]["prev"] == first[-1]["leaf_hash"]
    assert small.tail(6) == []


def test_a_record_is_shown_whole(small: Query) -> None:
    """Attributes, mapped values and resource of one span and one log record."""
    call = small.tool_calls("aaa-1")[0]
    span = small.span(call["span"])
    assert span["attributes"] == TOOL
    assert span["resource_attributes"]["service.name"] == "claude-code"
    assert span["countersign"]["countersign.agent"] == "claude-code"
    assert span["scope_name"] == "test"
    log = small.search("main.py")[0]
    assert small.log(log["record"])["body"] == "main.py is fine"
    with pytest.raises(NotFoundError):
        small.span(10**6)


def test_lists_of_a_run(small: Query) -> None:
    """Logs and timeline come in order of time."""
    assert [row["event"] for row in small.logs("aaa-2")] == ["user_prompt"]
    timeline = small.timeline("aaa-1", noise=True)
    assert [row["name"] for row in timeline] == [
        "claude_code.interaction",
        "claude_code.tool",
        "odd",
    ]
    assert small.approvals() == []
    assert small.model_calls("aaa-1") == []
    assert [row["runs"] for row in small.costs_by_day()] == [3] or len(small.costs_by_day()) > 0
