"""The subject of an `anchor.timestamp`, there and back, and what it cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import BadEncodingError
from desktop_app.ledger.stamps import MAX_TOKEN_BYTES, NotedStamp, parse_stamp
from desktop_app.model.canonical import MAX_INT

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON

NOTED = NotedStamp("", 4711, b"c" * 32, b"token", 1_789_000_000_000_000)
_NUMBERS = st.integers(0, MAX_INT)


@given(
    st.builds(
        NotedStamp,
        st.sampled_from(("", "00112233445566aa")),
        _NUMBERS,
        st.binary(min_size=32, max_size=32),
        st.binary(max_size=100),
        _NUMBERS,
    )
)
def test_it_reads_back(noted: NotedStamp) -> None:
    """Whatever it says; fields that come later are passed over."""
    assert parse_stamp({**noted.to_json(), "later": 1}) == noted


@pytest.mark.parametrize(
    "change",
    [
        {"id": None},
        {"id": "an upstream"},
        {"id": "0011"},
        {"size": -1},
        {"size": "4711"},
        {"size": True},
        {"checkpoint": "ab"},
        {"checkpoint": ("AB" * 32)},
        {"token": "not base64!"},
        {"token": None},
        {"token": "AAAA" * (MAX_TOKEN_BYTES // 3 + 1)},
        {"time_us": None},
    ],
    ids=str,
)
def test_another_form_is_refused(change: dict[str, JSON]) -> None:
    """By name."""
    with pytest.raises(BadEncodingError):
        parse_stamp({**NOTED.to_json(), **change})
