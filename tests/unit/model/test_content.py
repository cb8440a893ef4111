"""Content on its way to the vault: its words are not told, and what an entry says of it."""

from __future__ import annotations

import pytest

from desktop_app.errors import BadEncodingError
from desktop_app.model.content import Content, Kept, parse_kept


def test_content_is_not_shown_by_accident() -> None:
    """A log line that prints the value does not print what it holds."""
    assert "hunter2" not in repr(Content("prompt", "keep prompts and responses", b"hunter2"))


def test_what_an_entry_says() -> None:
    """Counts and a root, nothing else."""
    kept = Kept(2, 61, bytes([0xAB]) * 32)
    assert kept.to_json() == {"payloads": 2, "bytes": 61, "root": "ab" * 32}


def test_what_an_entry_says_is_parsed_strictly() -> None:
    """It comes back, and nothing else is taken for it."""
    kept = Kept(2, 61, bytes([0xAB]) * 32)
    told = kept.to_json()
    assert parse_kept(told) == kept
    for odd in (
        None,
        {},
        {**told, "more": 1},
        {**told, "payloads": 0},
        {**told, "payloads": True},
        {**told, "bytes": -1},
        {**told, "root": "AB" * 32},
        {**told, "root": "ab"},
    ):
        with pytest.raises(BadEncodingError):
            parse_kept(odd)
