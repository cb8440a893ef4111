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
        (EntryKind.ROLLBACK, {"part": 0}, "rollback, copies"),
        (EntryKind.ROLLBACK, {"phase": "begun", "ops": 1}, "rollback, begun, 1 path"),
        (
            EntryKind.ROLLBACK,
            {"phase": "done", "undo": 41, "ops": 4, "failed": 2},
            "rollback, done, undoes #41, 4 paths, 2 paths left alone",
        ),
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
            EntryKind.CONSENT_RECORD,
            {"state": "given", "purpose": "agent action", "intent": 4, "by": "you"},
            "consent.record, given, agent action, for #4, by you",
        ),
        (
            EntryKind.CONSENT_RECORD,
            {"state": "revoked", "purpose": "agent action", "withdraws": 5, "by": "you"},
            "consent.record, revoked, agent action, of #5, by you",
        ),
        (
            EntryKind.CONSENT_RECORD,
            {"state": "given", "purpose": "agent action", "puts_back": 5},
            "consent.record, given, agent action, puts back #5",
        ),
        (
            EntryKind.ACTION_INTENT,
            {"agent": "codex", "tool": "shell", "decision": "asked", "rule": "deletions"},
            "action.intent, codex shell, asked, rule deletions",
        ),
        (
            EntryKind.ACTION_INTENT,
            {"agent": "codex", "tool": "shell", "decision": "allowed", "rule": "", "grant": 9},
            "action.intent, codex shell, allowed, by the grant in #9",
        ),
        (
            EntryKind.ACTION_INTENT,
            {"agent": "codex", "tool": "shell", "decision": "none", "rule": "", "grant": None},
            "action.intent, codex shell, none",
        ),
        (
            EntryKind.ACTION_EFFECT,
            {"tool": "Bash", "outcome": "ok", "intent": 4, "differs": True},
            "action.effect, Bash, ok, of #4, not what was approved",
        ),
        (
            EntryKind.ACTION_EFFECT,
            {"outcome": "unknown", "intent": None, "differs": False},
            "action.effect, a tool, unknown, never asked",
        ),
        (
            EntryKind.GATE_FAILED_OPEN,
            {"agent": "gemini-cli", "tool": "write_file", "why": "denied and ran"},
            "gate.failed_open, gemini-cli write_file, denied and ran",
        ),
        (
            EntryKind.GATE_ATTEMPT,
            {"agent": "codex", "what": "grant.revoke"},
            "gate.attempt, codex tried grant.revoke",
        ),
        (
            EntryKind.GATE_ATTEMPT,
            {"agent": "", "what": "answer", "role": "lead", "intent": 5},
            "gate.attempt, wrong passphrase of the role lead",
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
        (
            EntryKind.HOLD_PLACED,
            {"hold": "5f0c91d7a2b4", "covers": {"entries": 2}},
            "hold.placed, 5f0c91d7a2b4, keeps 2 entries",
        ),
        (EntryKind.HOLD_PLACED, {"hold": "5f0c", "covers": 2}, "hold.placed, 5f0c"),
        (
            EntryKind.ANCHOR_TIMESTAMP,
            {"id": "", "size": 4711, "token": "MII"},
            "anchor.timestamp, over the first 4,711 entries",
        ),
        (EntryKind.ANCHOR_TIMESTAMP, {"size": "x"}, "anchor.timestamp, over a checkpoint"),
        (
            EntryKind.UPSTREAM_ADDED,
            {"name": "logs", "kind": "otlp", "where": "https://l.example/", "consent": 4711},
            "upstream.added, logs, otlp at https://l.example/, by the consent in #4711",
        ),
        (
            EntryKind.UPSTREAM_REMOVED,
            {"id": "00112233445566aa", "reason": "asked"},
            "upstream.removed, 00112233445566aa, reason asked",
        ),
        (
            EntryKind.UPSTREAM_SENT,
            {"id": "0a", "first": 5, "last": 9, "records": 1_200, "bytes": 90_000, "gone": 0},
            "upstream.sent, 1,200 records to 0a, 90 kB, #5 to #9",
        ),
        (
            EntryKind.UPSTREAM_SENT,
            {"id": "0a", "first": 5, "last": 5, "records": 0, "gone": 1},
            "upstream.sent, 0 records to 0a, #5, 1 entry purged before",
        ),
        (
            EntryKind.UPSTREAM_SENT,
            {"id": "0a", "first": 5, "last": 4, "records": 1, "bytes": 7},
            "upstream.sent, 1 record to 0a, 7 bytes",
        ),
        (
            EntryKind.UPSTREAM_TROUBLE,
            {"id": "0a", "first": 5, "last": None, "records": 0, "why": "HTTP 503", "sure": True},
            "upstream.trouble, 0a, HTTP 503",
        ),
        (
            EntryKind.UPSTREAM_TROUBLE,
            {"id": "0a", "first": 5, "last": 9, "records": 3, "why": "HTTP 400", "refused": True},
            "upstream.trouble, 0a, 3 records refused, #5 to #9, HTTP 400",
        ),
        (
            EntryKind.UPSTREAM_TROUBLE,
            {"id": "0a", "first": 5, "last": 9, "records": 0, "why": "not known", "sure": False},
            "upstream.trouble, 0a, #5 to #9, not known",
        ),
        (EntryKind.UPSTREAM_TROUBLE, {}, "upstream.trouble, None, None"),
        (EntryKind.HOLD_RELEASED, {"hold": "5f0c"}, "hold.released, 5f0c"),
        (
            EntryKind.PURGE,
            {"class": "bodies", "count": 1_204, "by": "schedule"},
            "purge, bodies of 1,204 entries, by schedule",
        ),
        (EntryKind.PURGE, {"class": "bodies", "by": "person"}, "purge, bodies, by person"),
        (
            EntryKind.PAYLOAD_KEPT,
            {"label": "prompt", "bytes": 61, "kept": {"payloads": 1}},
            "payload.kept, prompt, 61 bytes, kept",
        ),
        (
            EntryKind.PAYLOAD_KEPT,
            {"label": "l" * 99, "bytes": None},
            f"payload.kept, {'l' * 40}, not kept",
        ),
        (
            EntryKind.VAULT_REVEAL,
            {"label": "command_line", "entry": 4711, "reason": "it failed"},
            "vault.reveal, command_line of #4711, it failed",
        ),
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
