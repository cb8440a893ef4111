from __future__ import annotations

from desktop_app.normalize.facts import log_facts, span_facts
from tests.fakes.records import SPAN, log, resource, scope, span

HEAD = {"service.name": "gemini-cli", "service.version": "v20.20.2", "session.id": "s"}


def _log(event, **values):
    record = log({"event.name": f"gemini_cli.{event}", **values})
    record.span_id = SPAN
    return log_facts(resource(HEAD), scope("gemini-cli"), record)


def test_the_version_is_nodes_and_not_told():
    """And the run is the resource's session."""
    facts = _log("config", approval_mode="yolo")
    assert (facts.agent, facts.agent_version, facts.run_id) == ("gemini-cli", None, "s")
    assert (facts.category, facts.approval_policy) == ("agent_run", "yolo")


def test_a_tool_call_is_joined_by_the_schedulers_span():
    """The log has no call id; the span's parent is the log's span."""
    told = _log("tool_call", function_name="read_file", success=True, decision="accept")
    values = {"gen_ai.tool.name": "read_file", "gen_ai.tool.call_id": "c"}
    made = span_facts(
        resource(HEAD), scope("gemini-cli"), span(values, name="tool_call", parent=SPAN)
    )
    assert told.call_key == made.call_key
    assert (told.tool_call_id, made.tool_call_id) == (None, "c")


def test_a_headless_run_asks_nobody():
    """decision=accept means a person only where one is there."""
    values = {"function_name": "write_file", "decision": "accept", "success": True}
    assert _log("tool_call", **values, interactive=False).approval_state == "not_required"
    assert _log("tool_call", **values, interactive=True).approval_state == "approved"


def test_denials_and_refusals():
    """A hook's denial and arguments refused have their own classes."""
    values = {"function_name": "write_file", "success": False}
    denied = _log("tool_call", **values, error_type="policy_violation")
    assert (denied.outcome, denied.error_class) == ("denied", "policy_violation")
    refused = _log("tool_call", **values, error_type="invalid_tool_params")
    assert (refused.outcome, refused.error_class) == ("error", "invalid_tool_params")
    blocked = _log("hook_call", hook_event_name="BeforeTool", exit_code=2, success=False)
    assert (blocked.outcome, blocked.error_class) == ("denied", "policy_violation")


def test_a_shells_success_is_not_its_exit():
    """Exit 3 is reported as success=true."""
    facts = _log("tool_call", function_name="run_shell_command", success=True)
    assert (facts.outcome, facts.reported_success) == ("unknown", True)


def test_a_model_call_counts_once():
    """In api_response; the span and the conventions' event repeat it."""
    values = {"model": "m", "input_token_count": 3, "thoughts_token_count": 1}
    call = _log("api_response", **values)
    assert (call.counted, call.tokens_input, call.tokens_reasoning) == (True, 3, 1)
    usage = {"gen_ai.usage.input_tokens": 3, "gen_ai.operation.name": "llm_call"}
    spanned = span_facts(resource(HEAD), scope("gemini-cli"), span(usage, name="llm_call"))
    assert (spanned.counted, spanned.operation) == (False, "generate_content")
    record = log({"event.name": "gen_ai.client.inference.operation.details", **usage})
    assert not log_facts(resource(HEAD), scope("gemini-cli"), record).counted
