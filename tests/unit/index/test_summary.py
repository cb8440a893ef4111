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
        (EntryKind.OTLP_TRACES, {"records": 1}, "1 span"),
        (EntryKind.OTLP_TRACES, {"records": None}, "spans"),
        (
            EntryKind.BUNDLE_EXPORT,
            {"scope": {"kind": "run", "run_id": "7821bcb7-efd7"}, "level": "redacted"},
            "bundle.export, run 7821bcb7, level redacted",
        ),
        (
            EntryKind.BUNDLE_EXPORT,
            {
                "scope": {"kind": "time", "first_seq": 4, "last_seq": 9},
                "level": "full",
                "recipients": ["age1"],
                "reason": "court",
            },
            "bundle.export, entries #4 to #9, level full, for 1 recipient, reason court",
        ),
        (
            EntryKind.BUNDLE_EXPORT,
            {"scope": {"kind": "agent", "agent": "codex"}, "level": "redacted", "recipients": []},
            "bundle.export, agent codex, level redacted",
        ),
        (
            EntryKind.BUNDLE_EXPORT,
            {"scope": {"kind": "incident", "trace_id": "46c66c3e00"}, "level": "metadata"},
            "bundle.export, trace 46c66c3e, level metadata",
        ),
        (
            EntryKind.BUNDLE_EXPORT,
            {"scope": {"kind": "later"}, "level": "redacted"},
            "bundle.export, level redacted",
        ),
        (EntryKind.BUNDLE_EXPORT, {"scope": 1, "level": "full"}, "bundle.export, level full"),
        (
            EntryKind.BUNDLE_EXPORTED,
            {"export": 42, "files": 38, "bytes": 241_275},
            "bundle.exported, of #42, 38 files, 241 kB",
        ),
        (EntryKind.BUNDLE_EXPORTED, {"export": 42}, "bundle.exported, of #42, files"),
        (
            EntryKind.BUNDLE_CANCELLED,
            {"export": 42, "reason": "interrupted"},
            "bundle.cancelled, of #42, reason interrupted",
        ),
        (
            EntryKind.MODE_CHANGED,
            {"mode": "local-only", "on": False, "consent": 12},
            "mode.changed, local-only off, by the consent in #12",
        ),
        (
            EntryKind.MODE_CHANGED,
            {"mode": "local-only", "on": True, "consent": None},
            "mode.changed, local-only on",
        ),
        (
            EntryKind.CONSENT_RECORD,
            {"state": "given", "purpose": "connections beyond this computer"},
            "consent.record, given, connections beyond this computer",
        ),
        (
            EntryKind.VERDICT,
            {"verdict": "CONSISTENT", "target": "ledger", "size": 10_485},
            "verdict, CONSISTENT, ledger of 10,485 entries",
        ),
        (
            EntryKind.VERDICT,
            {"verdict": "UNREADABLE", "target": "bundle", "size": None},
            "verdict, UNREADABLE, bundle",
        ),
        (
            EntryKind.EGRESS_REFUSED,
            {"targets": [{"target": "192.0.2.1:443", "attempts": 3}], "others": 0},
            "egress.refused, 3 attempts at 192.0.2.1:443",
        ),
        (
            EntryKind.EGRESS_REFUSED,
            {"targets": [{"target": "a:1", "attempts": 1}] * 5, "others": 0},
            "egress.refused, 1 attempt at a:1, 1 attempt at a:1, 1 attempt at a:1, and at 2 more",
        ),
        (EntryKind.EGRESS_REFUSED, {"targets": 1}, "egress.refused, "),
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
