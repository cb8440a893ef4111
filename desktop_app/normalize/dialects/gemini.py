"""Gemini CLI, as recorded from 0.61.0: scope `gemini-cli`.

Tokens come from the log event `gemini_cli.api_response`; the span `llm_call`, the event
`gen_ai.client.inference.operation.details` and two metrics tell them again. No cost. The log event
`gemini_cli.tool_call` has no call id: `call_key` (span of the scheduler and tool name) joins it to
the tool's span, in order. A hook's denial has that log and no span. `service.version` is node's.
"""

from __future__ import annotations

from typing import Any

from desktop_app.normalize.dialects import generic
from desktop_app.normalize.dialects.table import Dialect, Found, Kind, Point, Row, strong, weak
from desktop_app.normalize.values import digest, integer, milliseconds, text, truth

_HOOK_DENIES = 2  # a hook's exit code

ATTRIBUTES: dict[str, Row] = {
    **generic.ATTRIBUTES,
    "prompt_id": strong("turn_id", text),
    "gen_ai.prompt.name": strong("turn_id", text),  # the prompt's id, not the name of a template
    "model": strong("model_requested", text),
    "input_token_count": strong("tokens_input", integer),
    "output_token_count": strong("tokens_output", integer),
    "cached_content_token_count": strong("tokens_cache_read", integer),
    "thoughts_token_count": strong("tokens_reasoning", integer),
    "tool_token_count": strong("tokens_tool", integer),
    "total_token_count": strong("tokens_total", integer),
    "duration_ms": strong("duration_us", milliseconds),
    "status_code": strong("status_code", integer),
    "finish_reasons": strong("finish_reason", text),
    "function_name": strong("tool_name", text),
    "function_args": strong("arguments_hash", digest),
    "tool_type": strong("tool_type", text),
    "mcp_server_name": strong("mcp_server", text),
    "decision": strong("decision", text),
    "success": strong("reported_success", truth),
    "error_type": strong("error_type", text),
    "error": strong("_error", text),
    "exit_code": strong("exit_code", integer),
    "hook_event_name": strong("hook_event", text),
    "interactive": strong("_interactive", truth),
    "approval_mode": strong("approval_policy", text),
    "prompt_length": strong("prompt_length", integer),
    "agent_name": weak("agent_name", text),
    "agent_id": weak("subagent_id", text),
    "attempt_number": weak("retry_attempt", integer),
    "gen_ai.input.messages": weak("arguments_hash", digest),
    "gen_ai.output.messages": weak("result_hash", digest),
}
SPANS: dict[str, Kind] = {
    "llm_call": Kind("model_call", operation="generate_content"),
    "tool_call": Kind("tool_call", operation="execute_tool"),
    "schedule_tool_calls": Kind("noise"),
    "agent_call": Kind("subagent", operation="invoke_agent"),
    "user_prompt": Kind("turn"),
    "system_prompt": Kind("noise"),
}
LOGS: dict[str, Kind] = {
    "gemini_cli.config": Kind("agent_run"),
    "gemini_cli.user_prompt": Kind("turn"),
    "gemini_cli.api_request": Kind("noise"),
    "gemini_cli.api_response": Kind("model_call", operation="generate_content", counted=True),
    "gemini_cli.api_error": Kind("error"),
    "gemini_cli.tool_call": Kind("tool_call", operation="execute_tool"),
    "gemini_cli.hook_call": Kind("hook"),
    "gemini_cli.agent.start": Kind("subagent", operation="invoke_agent"),
    "gemini_cli.agent.finish": Kind("subagent", operation="invoke_agent"),
    "gemini_cli.chat.content_retry": Kind("retry"),
    "gemini_cli.chat.content_retry_failure": Kind("error"),
    "gemini_cli.network_retry_attempt": Kind("retry"),
    "gemini_cli.chat.invalid_chunk": Kind("error"),
    "gemini_cli.loop_detected": Kind("error"),
    "gemini_cli.file_operation": Kind("noise"),
    "gemini_cli.edit_strategy": Kind("noise"),
    "gemini_cli.model_routing": Kind("noise"),
    "gemini_cli.startup_stats": Kind("noise"),
    "gemini_cli.ripgrep_fallback": Kind("noise"),
    "gemini_cli.plan.approval_mode_duration": Kind("noise"),
    "gen_ai.client.inference.operation.details": Kind("noise"),
}


def finish_span(found: Found, span: Any) -> None:
    """Nothing is missing."""


def call_key(span: Any, found: Found) -> str:
    """Return what joins the log to a tool's span."""
    return f"{span.parent_span_id.hex()}:{found.get('tool_name', '')}"


def finish_log(found: Found, record: Any) -> None:
    """A headless run asks nobody; a policy's refusal is a denial."""
    if found.get("event") == "gemini_cli.tool_call":
        found["call_key"] = f"{record.span_id.hex()}:{found.get('tool_name', '')}"
        if "decision" in found and found.get("_interactive") is False:
            found["decision_source"] = "mode"
        if found.get("error_type") == "policy_violation":
            found["outcome"] = "denied"
    elif found.get("category") == "hook" and found.get("exit_code") == _HOOK_DENIES:
        found["outcome"] = "denied"


GEMINI = Dialect(
    name="gemini",
    agent="gemini-cli",
    attributes=ATTRIBUTES,
    spans=SPANS,
    logs=LOGS,
    noise=frozenset(),
    metrics={"gemini_cli.token.usage": Point("tokens", "type")},
    token_kinds={
        "input": "input",
        "output": "output",
        "cache": "cache_read",
        "thought": "reasoning",
        "tool": "tool",
    },
    finish_span=finish_span,
    finish_log=finish_log,
    version_known=False,
    call_key=call_key,
)
