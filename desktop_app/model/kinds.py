"""The kinds of ledger entries. Append-only: a name here is in somebody's ledger for ever.

Never rename, never reuse, never remove. A kind that a verifier does not know makes the ledger
UNREADABLE for it (ATTACKS A14), so a new kind needs a new minor of the format in `ledger.md`.
Whether a kind lasts is settled when it comes here, and for ever: every seal counts those that do.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

HANDED_OUT: Final = "ledger checkpoint"  # `verb` of a command: a checkpoint was given to a person


class EntryKind(StrEnum):
    """What an entry says happened. `subject` fields per kind: `resources/docs/ledger.md`."""

    # the log itself
    LOG_START = "log.start"  # entry 0: install id, root keys, custody
    LOG_ADOPTED = "log.adopted"  # entry 0 of a log that goes on from a diverged one
    EPOCH_START = "epoch.start"  # introduces an epoch's keys, signed by predecessor and root
    EPOCH_SEAL = "epoch.seal"  # ends an epoch: range, count, digest of its MACs
    EPOCH_RECOVERED = "epoch.recovered"  # introduced by the root alone; every verdict names it
    KEYS_ROTATED = "keys.rotated"  # a new root, signed by the old and the new one
    # the recorder
    RECORDER_START = "recorder.start"
    RECORDER_STOP = "recorder.stop"
    PAUSE_START = "pause.start"
    PAUSE_END = "pause.end"  # how many records of each signal were rejected meanwhile
    CONFIG_CHANGED = "config.changed"
    SENDER_ADDED = "sender.added"
    SENDER_REMOVED = "sender.removed"
    EGRESS_REFUSED = "egress.refused"
    MODE_CHANGED = "mode.changed"  # local-only on or off, and by which consent
    VERDICT = "verdict"  # what a verification came to, told by whoever made it
    COMMAND = "command"  # a verb that changed or revealed something and has no kind of its own
    # what agents sent
    OTLP_TRACES = "otlp.traces"
    OTLP_LOGS = "otlp.logs"
    OTLP_METRICS = "otlp.metrics"
    OTLP_REJECTED = "otlp.rejected"  # counts and reasons of records that were not kept
    CLOUDEVENTS = "cloudevents"
    # runs
    RUN_START = "run.start"
    RUN_END = "run.end"  # carries the run's entry count
    # agents' wiring
    AGENT_SETUP = "agent.setup"
    AGENT_SETUP_UNDONE = "agent.setup_undone"
    # audit bundles
    BUNDLE_EXPORT = "bundle.export"  # asked for: what, for whom; before anything is read
    BUNDLE_EXPORTED = "bundle.exported"  # made: digest of its files; before it is signed
    BUNDLE_CANCELLED = "bundle.cancelled"  # not made, or not to its end
    # consent of the person
    CONSENT_RECORD = "consent.record"  # what was asked in which words, and the answer
    # the gate
    ACTION_INTENT = "action.intent"  # what an agent is about to do, and what was decided
    ACTION_EFFECT = "action.effect"  # how it ended
    GATE_FAILED_OPEN = "gate.failed_open"  # something ran that was denied or never asked
    GATE_ATTEMPT = "gate.attempt"  # an agent tried to answer or to loosen for the person
    # what an agent's hooks tell besides its tools
    SESSION_START = "session.start"
    SESSION_PROMPT = "session.prompt"  # its digest and size, never a word
    SESSION_END = "session.end"
    # evidence and content in the vault
    PAYLOAD_KEPT = "payload.kept"  # content that an agent handed over by itself
    RUN_ENVIRONMENT = "run.environment"  # machine and agent at a run's start
    FILE_SNAPSHOT = "file.snapshot"  # what a run's folder held before it, or why it is not known
    FILE_OP = "file.op"  # changes of files, and of which calls
    ROLLBACK = "rollback"  # changes of an agent undone, before and after
    CAPTURE = "capture"  # a picture of the screen, or why there is none
    VAULT_REVEAL = "vault.reveal"  # content is shown to a person; before it is
    # retention
    HOLD_PLACED = "hold.placed"  # what must not be purged, and what that covered when it was placed
    HOLD_RELEASED = "hold.released"
    PURGE = "purge"  # what is destroyed and by which rule; before anything is
    # beyond this computer, by consent
    UPSTREAM_ADDED = "upstream.added"  # where to, what, by which consent, until when
    UPSTREAM_REMOVED = "upstream.removed"
    UPSTREAM_SENT = "upstream.sent"  # from which entry to which all is dealt with there
    UPSTREAM_TROUBLE = "upstream.trouble"  # what was not accepted, or is not sure to have arrived
    # what vouches for the log from outside
    ANCHOR_TIMESTAMP = "anchor.timestamp"  # a time stamp over a checkpoint of this log


BULK = frozenset(
    (
        *(EntryKind.OTLP_TRACES, EntryKind.OTLP_LOGS, EntryKind.OTLP_METRICS),
        *(EntryKind.OTLP_REJECTED, EntryKind.CLOUDEVENTS),
        *(EntryKind.ACTION_INTENT, EntryKind.ACTION_EFFECT),
        *(EntryKind.SESSION_START, EntryKind.SESSION_PROMPT, EntryKind.SESSION_END),
        *(EntryKind.RUN_ENVIRONMENT, EntryKind.FILE_SNAPSHOT, EntryKind.FILE_OP),
        *(EntryKind.CAPTURE, EntryKind.PAYLOAD_KEPT),
    )
)
"""The kinds whose entries may lose their leaves one day; all others last (`retention.md`)."""


def lasts(kind: EntryKind) -> bool:
    """Tell whether entries of a kind stay whole for ever: later judgement needs them."""
    return kind not in BULK
