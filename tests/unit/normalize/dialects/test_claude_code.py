from __future__ import annotations

from desktop_app.normalize.facts import log_facts, span_facts
from tests.fakes.records import log, resource, scope, span

HEAD = {"service.name": "claude-code", "service.version": "2.1.197"}


def _log(event, **values):
    return log_facts(resource(HEAD), scope(), log({"event.name": event, **values}))


def _span(name, values=None, **more):
    return span_facts(resource(HEAD), scope(), span(values, name=f"claude_code.{name}", **more))


def test_a_model_call_counts_in_the_log_and_not_in_the_span():
    """The same tokens come twice."""
    values = {"model": "m", "input_tokens": 3, "output_tokens": 1, "cost_usd": 0.25}
    logged, spanned = _log("api_request", **values), _span("llm_request", values)
    assert (logged.counted, logged.tokens_input, logged.cost_usd) == (True, 3, 0.25)
    assert (spanned.counted, spanned.tokens_input) == (False, 3)


def test_a_tool_result_has_its_numbers_as_text():
    """Success and duration_ms are strings; a shell's failure covers its exit."""
    failed = _log(
        "tool_result",
        tool_name="Bash",
        tool_use_id="t",
        success="false",
        duration_ms="15",
        error_type="ShellError",
    )
    assert (failed.outcome, failed.error_class, failed.duration_us) == (
        "error",
        "exit_nonzero",
        15_000,
    )
    fine = _log("tool_result", tool_name="Bash", tool_use_id="t", success="true")
    assert (fine.outcome, fine.side_effect_level) == ("ok", "irreversible")


def test_a_headless_denial_is_told_by_a_span_alone():
    """And an allowed wait, which says `unknown`, is folded away."""
    denied = _span("tool.blocked_on_user", {"decision": "reject", "source": "config"})
    assert (denied.category, denied.approval_state, denied.outcome) == (
        "approval",
        "rejected",
        "denied",
    )
    allowed = _span("tool.blocked_on_user", {"decision": "unknown", "source": "unknown"})
    assert (allowed.category, allowed.decision, allowed.decision_source) == ("noise", None, None)


def test_attempts_are_counted_from_one():
    """The first try is no retry."""
    assert _span("llm_request", {"attempt": 1}).retry_attempt == 0
    assert _log("api_error", attempt=3, status_code="529").retry_attempt == 2
    assert _log("api_error", status_code="529", error="x").error_class == "overloaded"


def test_a_hook_that_failed_open_shows():
    """num_non_blocking_error and num_cancelled are the only trace of it."""
    event = "hook_execution_complete"
    assert _log(event, hook_event="PreToolUse", num_success="1").outcome == "ok"
    assert _log(event, num_blocking="1").outcome == "denied"
    assert _log(event, num_non_blocking_error="1").outcome == "error"
    timed_out = _log(event, num_cancelled="1")
    assert (timed_out.outcome, timed_out.error_class) == ("error", "timeout")


def test_an_mcp_tool_gets_its_name_where_details_are_told():
    """Else it stays `mcp_tool`, as sent."""
    told = {"tool_name": "mcp_tool", "mcp_server.name": "files", "mcp_tool.name": "read_file"}
    assert _log("tool_result", **told).tool_name == "mcp__files__read_file"
    untold = {**told, "mcp_server.name": "custom", "mcp_tool.name": "custom"}
    assert _log("tool_result", **untold).tool_name == "mcp_tool"


def test_turn_subagent_and_prompt():
    """prompt.id is the turn; a sub-agent's totals are not counted again."""
    turn = _log("user_prompt", **{"prompt.id": "p", "prompt_length": "60"})
    assert (turn.category, turn.turn_id, turn.prompt_length) == ("turn", "p", 60)
    done = _log("subagent_completed", agent_type="general-purpose", total_tokens=9)
    assert (done.category, done.counted, done.agent_name) == ("subagent", False, "general-purpose")
