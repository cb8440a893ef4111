"""Keys of keyed digests: both halves are needed, one key a run, bounded memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import OverloadedError
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder import runkeys
from desktop_app.recorder.journal import Journal
from desktop_app.recorder.runkeys import RunKeys, SenderContext
from tests.fakes.clock import FakeClock

if TYPE_CHECKING:
    from tests.fakes.recording import Recording


def test_a_runs_key_is_its_own(recording: Recording) -> None:
    """Stable, and different for each sender, run and digest key."""
    keys = RunKeys(recording.journal)
    keys.open(b"d" * 32)
    names = [("a", "1"), ("a", "2"), ("b", "1"), ("a", None)]
    found = [keys.key(*name) for name in names]
    assert len(set(found)) == len(names)
    assert [keys.key(*name) for name in names] == found
    other = RunKeys(recording.journal)
    other.open(b"e" * 32)
    assert other.key("a", "1") != found[0]


def test_a_forgotten_key_is_made_the_same_again(
    recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cache is bounded; the ledger holds the secret."""
    monkeypatch.setattr(runkeys, "MAX_CACHED", 2)
    keys = RunKeys(recording.journal)
    keys.open(b"d" * 32)
    first = keys.key("a", "1")
    for number in range(5):
        keys.key("b", str(number))
    assert len(keys._cache) == 2
    assert keys.key("a", "1") == first


def test_without_a_ledger_there_is_no_key(recording: Recording) -> None:
    """503 for the sender; an open ledger without the digest key is a bug of ours."""
    with pytest.raises(OverloadedError):
        RunKeys(Journal(FakeClock(), lambda: None)).key("a", "1")
    with pytest.raises(RuntimeError):
        RunKeys(recording.journal).key("a", "1")


def test_a_context_is_one_senders(recording: Recording) -> None:
    """It neither sees another's traces nor uses another's keys."""
    keys = RunKeys(recording.journal)
    keys.open(b"d" * 32)
    recording.journal.book.learn("a", {b"t": "run"})
    mine = SenderContext("a", keys, recording.journal.book)
    theirs = SenderContext("b", keys, recording.journal.book)
    assert (mine.run_of_trace(b"t"), theirs.run_of_trace(b"t")) == ("run", None)
    assert mine.run_key("1") == keys.key("a", "1") != theirs.run_key("1")


def test_a_key_that_was_purged_is_forgotten(recording: Recording) -> None:
    """It is made of what the ledger holds by then."""
    keys = RunKeys(recording.journal)
    keys.open(b"d" * 32)
    old = keys.key("a", "1")
    recording.journal.note(EntryKind.COMMAND, {"verb": "x"})
    recording.writer.purge([], [("a", "1")]).result()
    assert keys.key("a", "1") == old
    keys.forget([("a", "1"), ("b", "1")])
    assert keys.key("a", "1") != old
