"""Entry kinds are in somebody's ledger for ever."""

from __future__ import annotations

from desktop_app.model.kinds import EntryKind, lasts

# Append a new kind here and in the documented format; never change or remove a line.
PUBLISHED = {
    "log.start",
    "log.adopted",
    "epoch.start",
    "epoch.seal",
    "epoch.recovered",
    "keys.rotated",
    "recorder.start",
    "recorder.stop",
    "pause.start",
    "pause.end",
    "config.changed",
    "sender.added",
    "sender.removed",
    "egress.refused",
    "command",
    "otlp.traces",
    "otlp.logs",
    "otlp.metrics",
    "otlp.rejected",
    "cloudevents",
    "run.start",
    "run.end",
    "agent.setup",
    "agent.setup_undone",
    "bundle.export",
    "bundle.exported",
    "bundle.cancelled",
    "mode.changed",
    "consent.record",
    "verdict",
    "action.intent",
    "action.effect",
    "gate.failed_open",
    "gate.attempt",
    "session.start",
    "session.prompt",
    "session.end",
    "hold.placed",
    "hold.released",
    "purge",
    "payload.kept",
    "run.environment",
    "file.snapshot",
    "file.op",
    "rollback",
    "capture",
    "vault.reveal",
    "anchor.timestamp",
    "upstream.added",
    "upstream.removed",
    "upstream.sent",
    "upstream.trouble",
}


def test_published_kinds_stay() -> None:
    """No kind was renamed or removed, and a new one is noted here."""
    assert {str(kind) for kind in EntryKind} == PUBLISHED


def test_what_lasts_is_settled_for_ever() -> None:
    """Each seal counts it: a kind that changed sides would break every ledger."""
    assert {str(kind) for kind in EntryKind if not lasts(kind)} == {
        *("otlp.traces", "otlp.logs", "otlp.metrics", "otlp.rejected", "cloudevents"),
        *("action.intent", "action.effect", "session.start", "session.prompt", "session.end"),
        *("run.environment", "file.snapshot", "file.op", "capture", "payload.kept"),
    }
