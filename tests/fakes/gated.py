"""A small ledger of a gate: asked, answered, granted, revoked, missed, and what ran unasked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.model.kinds import EntryKind
from desktop_app.normalize.signals import Signal
from tests.fakes import running
from tests.fakes.indexed import follow
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.telemetry import logs

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON

HEX = "0a" * 32
SCOPE: dict[str, JSON] = {
    "agent": "claude-code",
    "tool": "Bash",
    "program": ["npm", "test"],
    "exact": False,
    "folder": "/home/me/site",
    "below": True,
    "hosts": [],
}
RUN: dict[str, JSON] = {"sender": "claude-code", "run_id": "run-1"}
NOTICE: dict[str, JSON] = {
    "name": "agent-action",
    "version": 1,
    "language": "en",
    "digest": HEX,
}


def intent(**changed: Any) -> dict[str, JSON]:
    """The subject of an `action.intent` that is asked."""
    return {
        "agent": "claude-code",
        "tool": "Bash",
        "kind": "shell",
        "call_id": "toolu_01",
        "side_effect": "write",
        "traits": [],
        "places": ["workspace"],
        "hosts": 0,
        "args_digest": HEX,
        "secrets": [],
        "decision": "asked",
        "rule": "commands",
        "policy": "1 5f0c91d7",
        "grant": None,
        "shadows": [],
        "via": "hook",
        "idempotency": None,
        "deadline_us": 1_789_000_060_000_000,
        **changed,
    }


def effect(**changed: Any) -> dict[str, JSON]:
    """The subject of an `action.effect` that went well."""
    return {
        "intent": 2,
        "call_id": "toolu_01",
        "tool": "Bash",
        "outcome": "ok",
        "duration_us": 812_000,
        "exit_code": 0,
        "executed_digest": HEX,
        "differs": False,
        "approval_state": "approved",
        "userConsentId": 4,
        "via": "hook",
        **changed,
    }


def consent(state: str, **changed: Any) -> dict[str, JSON]:
    """The subject of a `consent.record` about an agent's action."""
    return {"purpose": "agent action", "state": state, **changed}


def gated_ledger() -> MemoryLedger:
    """What a gate left; the seq of each entry stands beside it."""
    ledger = MemoryLedger()

    def add(kind: EntryKind, subject: dict[str, JSON]) -> int:
        if kind in (EntryKind.CONSENT_RECORD, EntryKind.GATE_ATTEMPT):
            return ledger.add(kind, subject)  # the recorder's own, in no run
        return ledger.add(kind, subject, run_id="run-1", sender="claude-code")

    ledger.add(EntryKind.LOG_START, {"install": "00112233445566ff"})  # 0
    ledger.add(EntryKind.COMMAND, {"verb": "setup claude-code"})  # 1
    add(EntryKind.ACTION_INTENT, intent())  # 2
    add(EntryKind.CONSENT_RECORD, consent("requested", intent=2, notice=NOTICE))  # 3
    answer = consent(
        "given", intent=2, notice=NOTICE, by="you", latency_ms=4200, scope=SCOPE, lasts="always"
    )
    add(EntryKind.CONSENT_RECORD, answer)  # 4
    add(EntryKind.ACTION_EFFECT, effect())  # 5
    add(EntryKind.ACTION_INTENT, intent(call_id="toolu_02", decision="allowed", grant=4))  # 6
    add(EntryKind.ACTION_INTENT, intent(call_id="toolu_03", tool="Write", kind="file.write"))  # 7
    add(EntryKind.CONSENT_RECORD, consent("timed_out", intent=7, by="nobody"))  # 8
    open_ = {"call_id": "toolu_03", "tool": "Write", "agent": "claude-code", "intent": 7}
    add(EntryKind.GATE_FAILED_OPEN, {**open_, "why": "denied and ran"})  # 9
    add(EntryKind.GATE_ATTEMPT, {"what": "grant.revoke", "agent": "claude-code"})  # 10
    run = consent("given", by="you", scope={**SCOPE, "tool": "Read"}, lasts="run", run=RUN)
    add(EntryKind.CONSENT_RECORD, run)  # 11
    kept = {"purpose": "keep command lines", "state": "given", "by": "you", "lasts": "always"}
    add(EntryKind.CONSENT_RECORD, kept)  # 12
    telemetry = [
        {
            "event": "tool_decision",
            "attributes": {
                "tool_name": "Bash",
                "tool_use_id": call,
                "decision": "accept",
                "source": "config",
            },
        }
        for call in ("toolu_01", "toolu_09")
    ]
    ledger.add_request(Signal.LOGS, logs(*telemetry), run_id="run-1", sender="claude-code")  # 13
    return ledger


def gated_store(home: Path) -> dict[str, str]:
    """Write `gated_ledger` with its index into a data directory; return the environment."""
    environment = running.environment(home)
    data = Path(environment["COUNTERSIGN_DATA_DIR"])
    data.mkdir(mode=0o700)
    ledger = gated_ledger()
    ledger.write(data / "ledger.db")
    follow(data, ledger)
    return environment
