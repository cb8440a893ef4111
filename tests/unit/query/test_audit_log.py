"""The action ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.model.kinds import EntryKind
from desktop_app.normalize.signals import Signal
from desktop_app.redact.marks import format_hash
from tests.fakes.gated import gated_ledger
from tests.fakes.indexed import query
from tests.fakes.memory_ledger import START_US, MemoryLedger
from tests.fakes.telemetry import traces

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.query.query import Query


def test_the_audit_log_has_a_line_for_each_action(small: Query) -> None:
    """Commands, tool calls and run ends, with the hashes of the entries that hold them."""
    lines = list(small.audit_log())
    assert [line["kind"] for line in lines] == [
        "log.start",
        "command",
        "tool_call",
        "run.end",
        "otlp.rejected",
    ]
    entries = {entry["seq"]: entry for entry in small.tail()}
    for line in lines:
        assert line["this_hash"] == entries[line["seq"]]["leaf_hash"]
        assert line["prev_hash"] == entries[line["seq"]]["prev"]
        assert line["timestamp"].endswith("Z")
    assert lines[1]["command"] == "setup claude-code"
    assert lines[1]["exit_code"] == 0
    assert lines[2]["tool"] == "Bash"
    assert lines[2]["params"] == {"call_id": "call-1"}
    assert lines[2]["operator"] == "claude-code"
    assert [line["kind"] for line in small.audit_log(run_ref="aaa-2")] == ["run.end"]
    assert len(list(small.audit_log(telemetry=True))) == 8
    assert list(small.audit_log(since_us=START_US + 10**9)) == []


def test_a_wrapped_run_starts_under_the_name_of_its_kind(tmp_path: Path) -> None:
    """Its command line is kept as a digest only, which is no command's name."""
    ledger = MemoryLedger()
    hashed = {"process.command_args": "[hash command_line 58 bytes hmac-sha256:00]"}
    ledger.add(
        EntryKind.RUN_START, {"name": "nightly", "command": hashed}, run_id="run-1", sender="run"
    )
    with query(tmp_path, ledger) as found:
        line = list(found.audit_log())[-1]
    assert line["command"] == "run.start"
    assert line["params"] == {"name": "nightly", "command": hashed}


def test_arguments_are_told_by_their_digest(tmp_path: Path) -> None:
    """What redaction left in place of arguments: the keyed digest, not the rule that took them."""
    arguments = format_hash("tool_arguments", b'{"command": "ls"}', bytes(32))
    values = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "Bash"}
    span = {"id": 1, "attributes": {**values, "gen_ai.tool.call.arguments": arguments}}
    ledger = MemoryLedger()
    ledger.add_request(Signal.TRACES, traces(span, service="any"), run_id="r")
    with query(tmp_path, ledger) as found:
        (line,) = found.audit_log()
    assert line["params"]["args_digest"] == arguments.rsplit(" ", 1)[1].rstrip("]")
    assert line["params"]["args_digest"].startswith("hmac-sha256:")


def test_modes_consents_and_verdicts_read_as_what_was_done(tmp_path: Path) -> None:
    """The command, and the answer where a decision stands; the rest are params."""
    ledger = MemoryLedger()
    ledger.add(EntryKind.CONSENT_RECORD, {"purpose": "connections", "state": "given"})
    for on in (False, True):
        ledger.add(EntryKind.MODE_CHANGED, {"mode": "local-only", "on": on, "consent": 0})
    for target in ("ledger", "bundle"):
        subject = {"target": target, "verdict": "INVALID", "exit_code": 40, "duration_us": 2000}
        ledger.add(EntryKind.VERDICT, subject)
    with query(tmp_path, ledger) as found:
        lines = list(found.audit_log())
    assert [(line["command"], line["decision"]) for line in lines] == [
        ("consent.record", "given"),
        ("local-only off", None),
        ("local-only on", None),
        ("verify", None),
        ("bundle verify", None),
    ]
    assert lines[0]["params"] == {"purpose": "connections"}
    assert lines[1]["params"] == {"consent": 0}
    assert lines[3]["params"] == {"verdict": "INVALID"}
    assert (lines[3]["exit_code"], lines[3]["duration_ms"]) == (40, 2.0)


def test_every_decision_is_found_by_the_tool_call_id(tmp_path: Path) -> None:
    """Intent, question, answer, effect and what telemetry told; a call that ran unasked too."""
    with query(tmp_path, gated_ledger()) as found:
        lines = list(found.audit_log())
    of_call = [line for line in lines if line["params"].get("call_id") == "toolu_01"]
    assert [(line["kind"], line["decision"], line["operator"]) for line in of_call] == [
        ("action.intent", "asked", "claude-code"),
        ("consent.record", "requested", "claude-code"),
        ("consent.record", "given", "you"),
        ("action.effect", "approved", "claude-code"),
        ("tool_call", "accept", "claude-code"),
    ]
    assert {line["tool"] for line in of_call} == {"Bash"}
    assert (of_call[3]["outcome"], of_call[3]["exit_code"], of_call[3]["duration_ms"]) == (
        "ok",
        0,
        812.0,
    )
    other = [line["kind"] for line in lines if line["params"].get("call_id") == "toolu_03"]
    assert other == ["action.intent", "consent.record", "gate.failed_open"]


def test_what_has_no_tool_goes_by_its_kind(tmp_path: Path) -> None:
    """A consent to keep content, an attempt to answer for the person."""
    with query(tmp_path, gated_ledger()) as found:
        lines = {line["seq"]: line for line in found.audit_log()}
    assert (lines[10]["command"], lines[10]["params"]) == ("gate.attempt", {"what": "grant.revoke"})
    assert (lines[12]["command"], lines[12]["operator"]) == ("consent.record", "you")


def test_a_session_is_its_agent_s(tmp_path: Path) -> None:
    """By the kind of its entry, with what is kept of a prompt; also where nobody vouches for it."""
    ledger = MemoryLedger()
    ledger.add(EntryKind.LOG_START, {"install": "00112233445566ff"})
    kept = {"prompt_id": "p1", "digest": "0a" * 32, "bytes": 61}
    for kind, subject in (
        (EntryKind.SESSION_START, {"source": "startup"}),
        (EntryKind.SESSION_PROMPT, kept),
        (EntryKind.SESSION_END, {"reason": None}),
    ):
        ledger.add(kind, {"agent": "gemini", **subject}, run_id="run-1", sender="")
    with query(tmp_path, ledger) as found:
        lines = list(found.audit_log())[1:]
    assert [(line["command"], line["operator"]) for line in lines] == [
        ("session.start", "gemini"),
        ("session.prompt", "gemini"),
        ("session.end", "gemini"),
    ]
    assert lines[1]["params"] == kept
