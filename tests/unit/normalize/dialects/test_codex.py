from __future__ import annotations

from desktop_app.normalize.dialects.codex import READ_ONLY_THREAD, TITLE_PROMPT, is_hidden
from desktop_app.normalize.facts import log_facts, span_facts
from tests.fakes import recorded
from tests.fakes.records import log, resource, scope, span

HEAD = {"service.name": "codex_cli_rs", "service.version": "0.169.0"}


def _log(event, **values):
    return log_facts(resource(HEAD), scope(), log({"event.name": f"codex.{event}", **values}))


def _span(name, values=None, **more):
    return span_facts(resource(HEAD), scope(), span(values, name=name, **more))


def test_success_does_not_say_how_a_command_ended():
    """Unknown, unless the output is kept and tells the exit code."""
    values = {"tool_name": "exec_command", "call_id": "c", "success": "true"}
    mark = f"[hash tool_result 900 bytes hmac-sha256:{'0' * 32}]"
    hidden = _log("tool_result", output=mark, **values)
    assert (hidden.outcome, hidden.reported_success) == ("unknown", True)
    assert hidden.result_hash == f"hmac-sha256:{'0' * 32}"
    for code, outcome in (("0", "ok"), ("3", "error")):
        told = _log("tool_result", output=f"Process exited with code {code}\n", **values)
        assert (told.outcome, told.exit_code) == (outcome, int(code))
    assert _log("tool_result", tool_name="update_plan", success="true").outcome == "ok"


def test_a_decision_of_settings_was_asked_of_nobody():
    """source=Config; the person's is source=User."""
    assert (
        _log("tool_decision", decision="approved", source="Config").approval_state == "not_required"
    )
    assert _log("tool_decision", decision="approved", source="User").approval_state == "approved"
    denied = _log("tool_decision", decision="denied", source="User", tool_name="exec_command")
    assert (denied.approval_state, denied.outcome, denied.error_class) == (
        "rejected",
        "denied",
        "permission",
    )


def test_a_sandbox_that_denied_shows():
    """Whatever tool_result says."""
    facts = _log("sandbox_outcome", tool_name="exec_command", call_id="c", outcome="denied")
    assert (facts.outcome, facts.error_class, facts.tool_call_id) == ("denied", "sandbox", "c")


def test_a_blocked_call_is_told_by_the_hooks_span_alone():
    """codex.hooks.command with outcome blocked."""
    values = {"hook.event_name": "PreToolUse", "hook.command_outcome": "blocked"}
    blocked = _span("codex.hooks.command", values)
    assert (blocked.category, blocked.outcome, blocked.error_class) == (
        "hook",
        "denied",
        "policy_violation",
    )
    fine = _span("codex.hooks.command", {**values, "hook.command_outcome": "completed"})
    failed = _span("codex.hooks.command", {**values, "hook.command_outcome": "failed"})
    assert (fine.outcome, failed.outcome) == ("ok", "error")


def test_only_a_tools_own_span_is_the_call():
    """Known by its phase; a helper span with the same call id is noise, and joins by the id."""
    values = {"tool_name": "exec_command", "call_id": "c"}
    own = _span("exec_command", {**values, "codex.tool.phase": "dispatch", "turn.id": "t"})
    assert (own.category, own.tool_call_id, own.turn_id) == ("tool_call", "c", "t")
    aborted = _span("x", {**values, "codex.tool.phase": "dispatch", "aborted": True})
    assert (aborted.outcome, aborted.error_class) == ("error", "cancelled")
    helper = _span("unified_exec.exec_command", values)
    assert (helper.category, helper.tool_call_id) == ("noise", "c")


def test_noise_that_failed_is_not_folded():
    """Even of a name that is noise by itself."""
    assert _span("append_items").category == "noise"
    failed = _span("append_items", status=2, message="No such file")
    assert (failed.category, failed.error_class) == ("error", "not_found")


def test_failed_and_repeated_requests_show():
    """A request that worked the first time is noise."""
    fine = {"http.response.status_code": 200, "attempt": 0}
    assert _log("api_request", **fine).category == "noise"
    assert _log("api_request", **fine | {"attempt": 1}).category == "retry"
    limited = _log("api_request", **fine | {"http.response.status_code": 429})
    assert (limited.category, limited.error_class, limited.outcome) == (
        "error",
        "rate_limit",
        "error",
    )


def test_the_title_thread_is_recognized():
    """Read-only start and a prompt of 437 characters in the terminal UI, and no tool call."""
    start = {"originator": "codex-tui", "sandbox_policy": "read-only"}
    hints = {
        _log("conversation_starts", **start).hidden_hint,
        _log("user_prompt", originator="codex-tui", prompt_length="437").hidden_hint,
    }
    assert hints == {READ_ONLY_THREAD, TITLE_PROMPT}
    assert is_hidden(hints, 0)
    assert not is_hidden(hints, 1)
    assert not is_hidden({READ_ONLY_THREAD}, 0)
    assert _log("conversation_starts", **start | {"originator": "codex_exec"}).hidden_hint is None
    assert _log("user_prompt", originator="codex-tui", prompt_length="60").hidden_hint is None


def test_a_sub_agent_is_named_and_the_main_one_is_not():
    """`/root` is the main agent."""
    assert _log("tool_result", agent_name="/root").subagent_id is None
    assert _log("tool_result", agent_name="/root/explorer").subagent_id == "/root/explorer"


def test_the_recorded_runs_have_a_dozen_spans_for_a_person():
    """Of 905: the run, its turn, five model calls, four tools."""
    shown = []
    for body in recorded.run("codex-protobuf").bodies[:2]:
        for group in recorded.parse(body).resource_spans:
            for part in group.scope_spans:
                found = [span_facts(group.resource, part.scope, s) for s in part.spans]
                shown += [f.category for f in found if f.category != "noise"]
    counts = {name: shown.count(name) for name in shown}
    assert counts == {"model_call": 5, "tool_call": 4, "turn": 1, "agent_run": 1}


def test_of_two_completed_events_the_one_with_tokens_is_the_call():
    """The other tells a duration only."""
    done = {"event.kind": "response.completed"}
    assert _log("sse_event", **done, duration_ms="0").category == "noise"
    call = _log("sse_event", **done, input_token_count="1500", tool_token_count="1560")
    assert (call.category, call.counted, call.tokens_input, call.tokens_total) == (
        "model_call",
        True,
        1500,
        1560,
    )


def test_a_debug_line_without_event_is_noise():
    """Codex logs some; a failed one shows."""
    assert log_facts(resource(HEAD), scope(), log({})).category == "noise"
    assert log_facts(resource(HEAD), scope(), log({}, severity=17)).category == "error"
    assert _log("sandbox_outcome", outcome="allowed").outcome == "unknown"
    assert _span("codex.hooks.command", {"hook.event_name": "Stop"}).outcome == "ok"
