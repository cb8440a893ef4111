"""Tries to do what only a person may: counted, and written down as far as they must be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import DiskFullError
from desktop_app.model.entry import RECORDER
from desktop_app.recorder import tries
from tests.fakes.gate import subjects
from tests.fakes.recording import FailingWriter

if TYPE_CHECKING:
    import pytest

    from desktop_app.recorder.recorder import Recorder


def test_attempts_are_counted_and_written_once_a_second(
    made: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An agent that tries in a loop does not fill the ledger."""
    monkeypatch.setattr(tries, "ATTEMPT_US", 600_000_000)  # a busy machine is slow
    for _ in range(5):
        made.gating.tries.attempted("answer", "codex", RECORDER)
    assert subjects(made, "gate.attempt") == [{"what": "answer", "agent": "codex"}]
    told = made.status()["gate_attempts"]
    assert (told["count"], told["what"], told["agent"]) == (5, "answer", "codex")


def test_an_attempt_is_refused_also_when_it_cannot_be_written(made: Recorder) -> None:
    """The disk is full; the count stands."""
    writer = made.journal.writer
    made.journal.open(FailingWriter(DiskFullError("full")))
    made.gating.tries.attempted("answer", "codex", RECORDER)
    made.journal.open(writer)
    assert made.status()["gate_attempts"]["count"] == 1


def test_a_wrong_passphrase_counts_also_when_it_cannot_be_written(made: Recorder) -> None:
    """Each of them is an entry, however quickly they come; a full disk gives no free tries."""
    for _ in range(2):
        made.gating.tries.wrong_passphrase("lead", 5, RECORDER)
    assert len(subjects(made, "gate.attempt")) == 2
    writer = made.journal.writer
    made.journal.open(FailingWriter(DiskFullError("full")))
    made.gating.tries.wrong_passphrase("lead", 5, RECORDER)
    made.journal.open(writer)
    tried = made.status()["gate_attempts"]
    assert (tried["count"], tried["what"], tried["role"]) == (3, "answer", "lead")
    made.gating.tries.attempted("answer", "codex", RECORDER)
    assert made.status()["gate_attempts"]["role"] is None
