"""Claude Code, as recorded from 2.1.197: scopes `com.anthropic.claude_code*`.

Tokens and cost come from the log event `api_request`; the span `llm_request` and the metrics
`token.usage` and `cost.usage` tell the same again. A headless denial has no log: only the span
`tool.blocked_on_user` with decision=reject. Shell failures are told (`success` covers the exit).
"""

from __future__ import annotations

from typing import Any

from desktop_app.normalize.dialects import generic
from desktop_app.normalize.dialects.table import Dialect, Found, Kind, Point, Row, strong, weak
from desktop_app.normalize.values import digest, integer, milliseconds, real, text, truth

_MCP_TOOL, _CUSTOM = "mcp_tool", "custom"  # logs without OTEL_LOG_TOOL_DETAILS


def _retries(value: Any) -> int | None:
    attempt = integer(value)  # counted from 1
    return None if attempt is None else max(attempt - 1, 0)


ATTRIBUTES: dict[str, Row] = {
    **generic.ATTRIBUTES,
    "prompt.id": strong("turn_id", text),
    "model": strong("model_requested", text),
    "input_tokens": strong("tokens_input", integer),
    "output_tokens": strong("tokens_output", integer),
    "cache_read_tokens": strong("tokens_cache_read", integer),
    "cache_creation_tokens": strong("tokens_cache_creation", integer),
    "total_tokens": strong("tokens_total", integer),
    "cost_usd": strong("cost_usd", real),
    "duration_ms": strong("duration_us", milliseconds),
    "total_duration_ms": strong("duration_us", milliseconds),
    "ttft_ms": strong("time_to_first_token_us", milliseconds),
    "request_id": strong("request_id", text),
    "attempt": strong("retry_attempt", _retries),
    "stop_reason": strong("finish_reason", text),
    "status_code": strong("status_code", integer),
    "success": strong("reported_success", truth),
    "error_type": strong("error_type", text),
    "error": strong("_error", text),
    "tool_name": strong("tool_name", text),
    "tool_use_id": strong("tool_call_id", text),
    "tool_input": strong("arguments_hash", digest),
    "tool_parameters": weak("arguments_hash", digest),
    "full_command": weak("arguments_hash", digest),
    "decision": strong("decision", text),
    "source": strong("decision_source", text),
    "mcp_tool.name": weak("_mcp_tool", text),
    "server_name": weak("mcp_server", text),
    "agent_id": strong("subagent_id", text),
    "agent_type": strong("agent_name", text),
    "subagent_type": weak("agent_name", text),
    "hook_event": strong("hook_event", text),
    "num_blocking": strong("_blocking", integer),
    "num_non_blocking_error": strong("_hook_errors", integer),
    "num_cancelled": strong("_hook_cancelled", integer),
    "prompt_length": strong("prompt_length", integer),
    "user_prompt_length": strong("prompt_length", integer),
}
SPANS: dict[str, Kind] = {
    "claude_code.interaction": Kind("turn", operation="invoke_agent"),
    "claude_code.llm_request": Kind("model_call", operation="chat"),
    "claude_code.tool": Kind("tool_call", operation="execute_tool"),
    "claude_code.tool.execution": Kind("tool_call", "Execution", "execute_tool"),
    "claude_code.tool.blocked_on_user": Kind("approval"),
    "claude_code.hook": Kind("hook"),
    "claude_code.subagent.spawn": Kind("subagent", operation="invoke_agent"),
    "claude_code.mcp.rpc": Kind("noise"),
    "claude_code.bash.subprocess": Kind("noise"),
    "claude_code.compaction": Kind("other", "Compaction"),
}
LOGS: dict[str, Kind] = {
    "user_prompt": Kind("turn"),
    "assistant_response": Kind("noise"),
    "api_request": Kind("model_call", operation="chat", counted=True),
    "api_error": Kind("error"),
    "api_refusal": Kind("error"),
    "api_retries_exhausted": Kind("error"),
    "api_request_body": Kind("noise"),
    "api_response_body": Kind("noise"),
    "tool_decision": Kind("approval"),
    "tool_result": Kind("tool_call", operation="execute_tool"),
    "subagent_completed": Kind("subagent", operation="invoke_agent"),
    "hook_registered": Kind("noise"),
    "hook_execution_start": Kind("noise"),
    "hook_execution_complete": Kind("hook"),
    "mcp_server_connection": Kind("other", "MCP server connection"),
    "permission_mode_changed": Kind("approval", "Permission mode changed"),
    "compaction": Kind("other", "Compaction"),
    "internal_error": Kind("error"),
    "system_prompt": Kind("noise"),
    "tool": Kind("noise"),
}


def finish_span(found: Found, span: Any) -> None:  # noqa: ARG001 - the shape of all dialects
    """A wait that nobody decided is folded away; tokens are counted in the logs."""
    if found.get("category") == "approval" and found.get("decision") in (None, "unknown"):
        found["category"] = "noise"
        found.pop("decision", None)
        found.pop("decision_source", None)


def finish_log(found: Found, record: Any) -> None:  # noqa: ARG001 - the shape of all dialects
    """Hooks that failed open and hooks that blocked; totals of a sub-agent are its calls' again."""
    name = found.get("_mcp_tool")
    if found.get("tool_name") == _MCP_TOOL and name not in (None, _CUSTOM):
        found["tool_name"] = f"mcp__{found.get('mcp_server', '')}__{name}"
    if found.get("category") == "hook":
        if found.get("_blocking"):
            found["outcome"] = "denied"
        elif found.get("_hook_errors") or found.get("_hook_cancelled"):
            found["outcome"] = "error"
            found["error_class"] = "timeout" if found.get("_hook_cancelled") else "other"
        else:
            found["outcome"] = "ok"


CLAUDE_CODE = Dialect(
    name="claude-code",
    agent="claude-code",
    attributes=ATTRIBUTES,
    spans=SPANS,
    logs=LOGS,
    noise=frozenset(),
    metrics={
        "claude_code.token.usage": Point("tokens", "type"),
        "claude_code.cost.usage": Point("cost_usd"),
    },
    token_kinds={
        "input": "input",
        "output": "output",
        "cacheRead": "cache_read",
        "cacheCreation": "cache_creation",
    },
    finish_span=finish_span,
    finish_log=finish_log,
    exit_told=True,
)
