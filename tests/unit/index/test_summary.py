"""One line an entry."""

from __future__ import annotations

import pytest

from desktop_app.index.summary import summary
from desktop_app.model.kinds import EntryKind
from tests.fakes.memory_ledger import MemoryLedger


@pytest.mark.parametrize(
    ("kind", "subject", "line"),
    [
        (EntryKind.OTLP_TRACES, {"records": 5, "agent": "codex"}, "5 spans from codex"),
        (EntryKind.OTLP_LOGS, {"records": 5, "agent": None}, "5 log records"),
        (EntryKind.OTLP_REJECTED, {"records": 2, "signal": "logs"}, "2 logs not kept"),
        (
            EntryKind.RUN_END,
            {"reason": "exit", "exit_code": 3},
            "run.end, reason exit, exit_code 3",
        ),
        (EntryKind.RECORDER_START, {}, "recorder.start"),
    ],
)
def test_a_summary_says_what_the_entry_is(kind: EntryKind, subject: dict, line: str) -> None:
    """Kind, counts and the few fields that a person looks for."""
    ledger = MemoryLedger()
    assert summary(ledger.entry(ledger.add(kind, subject))) == line


def test_a_summary_is_bounded() -> None:
    """However long a name is."""
    ledger = MemoryLedger()
    assert len(summary(ledger.entry(ledger.add(EntryKind.RUN_START, {"name": "x" * 5000})))) <= 200
