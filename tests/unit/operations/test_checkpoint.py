"""The newest checkpoint as text to keep elsewhere."""

from __future__ import annotations

import pytest

from desktop_app.errors import NotFoundError
from desktop_app.host.paths import Paths
from desktop_app.operations.checkpoint import newest_checkpoint
from desktop_app.tlog.checkpoint import parse_checkpoint
from desktop_app.tlog.note import parse_note
from tests.fakes.told_context import ToldContext, in_environment


def test_it_is_the_signed_note(store, monkeypatch):
    """Of the size that is told beside it."""
    found = newest_checkpoint(in_environment(store, monkeypatch))
    checkpoint = parse_checkpoint(parse_note(found.note.encode()).text)
    assert checkpoint.size == found.size > 0


def test_before_anything_was_recorded_there_is_none(tmp_path):
    """Said, and no ledger is made."""
    context = ToldContext(Paths(tmp_path / "data", tmp_path, tmp_path))
    with pytest.raises(NotFoundError):
        newest_checkpoint(context)
    assert not (tmp_path / "data").exists()
