"""The span of a rollback: ids of its own, its times, and a link that is a link."""

from __future__ import annotations

import pytest

from desktop_app.recorder.rollback_span import Linked, begin, parse_link
from tests.fakes.ids import FakeIds

LINK = {"trace_id": "ab" * 16, "span_id": "cd" * 8}


def test_it_begins_and_ends() -> None:
    """With new ids; a clock that was set back gives no negative time."""
    ids = FakeIds()
    one, other = begin(ids, 1_000, parse_link(LINK)), begin(ids, 1_000, None)
    assert (len(one.trace_id), len(one.span_id)) == (16, 8)
    assert one.trace_id != other.trace_id
    told = one.ended(1_250)
    assert told == {
        "trace_id": one.trace_id.hex(),
        "span_id": one.span_id.hex(),
        "start_us": 1_000,
        "end_us": 1_250,
        "link": LINK,
    }
    assert other.ended(900)["end_us"] == 1_000
    assert other.ended(1_250)["link"] is None


def test_links() -> None:
    """Ids of full length in hex, both of them; or none at all."""
    assert parse_link(None) is None
    assert parse_link(LINK) == Linked(b"\xab" * 16, b"\xcd" * 8)


@pytest.mark.parametrize(
    "wrong",
    [
        "x",
        {},
        {"trace_id": "ab" * 16},
        {**LINK, "span_id": "cd"},
        {**LINK, "trace_id": "zz" * 16},
        {**LINK, "span_id": 5},
    ],
)
def test_what_is_no_link(wrong: object) -> None:
    """It is refused, and not written down in part."""
    with pytest.raises(ValueError, match=r"hex|ids"):
        parse_link(wrong)
