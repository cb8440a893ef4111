"""Codex CLI, as recorded from 0.169.0: scopes `codex_otel.*`, `codex_exec`, `codex`.

A run has about 900 spans of 135 names; those in `SPANS`, a tool's own span and failed ones are for
a person, the rest is noise. Tokens come from the log event `codex.sse_event` of kind
response.completed; no cost anywhere. `success="true"` says that a shell call worked, not that the
command ended with 0. A call that a hook blocked is told by the span `codex.hooks.command` alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from desktop_app.normalize.dialects import generic
from desktop_app.normalize.dialects.table import Dialect, Found, Kind, Point, Row, strong, weak
from desktop_app.normalize.values import digest, integer, milliseconds, text, truth

if TYPE_CHECKING:
    from collections.abc import Collection

READ_ONLY_THREAD = "read-only-thread"
TITLE_PROMPT = "title-prompt"
TITLE_PROMPT_CHARS = 437
_MAIN_AGENT = "/root"
_COMPLETED = "response.completed"
_EXITED = re.compile(r"(?:exited with code|exit code:?) (-?\d{1,10})")
_FIRST_HTTP_ERROR = 400


def _exit_code(value: Any) -> int | None:
    match = _EXITED.search(value.string_value[:4096])
    return int(match[1]) if match else None


ATTRIBUTES: dict[str, Row] = {
    **generic.ATTRIBUTES,
    "conversation.id": strong("session_id", text),
    "turn.id": strong("turn_id", text),
    "turn_id": weak("turn_id", text),
    "model": strong("model_requested", text),
    "provider_name": strong("provider", text),
    "app.version": weak("_app_version", text),
    "originator": strong("_originator", text),
    "event.kind": strong("_event_kind", text),
    "input_token_count": strong("tokens_input", integer),
    "output_token_count": strong("tokens_output", integer),
    "cached_token_count": strong("tokens_cache_read", integer),
    "cache_write_token_count": strong("tokens_cache_creation", integer),
    "reasoning_token_count": strong("tokens_reasoning", integer),
    "tool_token_count": strong("tokens_total", integer),  # its name misleads: input + output
    "gen_ai.usage.cache_write.input_tokens": weak("tokens_cache_creation", integer),
    "codex.usage.reasoning_output_tokens": weak("tokens_reasoning", integer),
    "codex.usage.total_tokens": weak("tokens_total", integer),
    "ttft_ms": strong("time_to_first_token_us", milliseconds),
    "duration_ms": strong("duration_us", milliseconds),
    "attempt": strong("retry_attempt", integer),  # counted from 0
    "error.message": strong("_error", text),
    "tool_name": strong("tool_name", text),
    "call_id": strong("tool_call_id", text),
    "tool_source": weak("tool_type", text),
    "arguments": strong("arguments_hash", digest),
    "success": strong("reported_success", truth),
    "aborted": strong("_aborted", truth),
    "codex.tool.phase": strong("_phase", text),
    "decision": strong("decision", text),
    "source": strong("decision_source", text),
    "outcome": strong("_outcome", text),
    "agent_name": strong("_agent_name", text),
    "mcp_server": strong("mcp_server", text),
    "approval_policy": strong("approval_policy", text),
    "sandbox_policy": strong("sandbox_policy", text),
    "prompt_length": strong("prompt_length", integer),
    "hook.event_name": strong("hook_event", text),
    "hook.command_outcome": strong("_hook_outcome", text),
    "output": strong("_output", lambda value: (digest(value), _exit_code(value))),
}
SPANS: dict[str, Kind] = {
    "codex.exec": Kind("agent_run", operation="invoke_agent"),
    "session_task.turn": Kind("turn"),
    "model_client.stream_responses_api": Kind("model_call", operation="chat"),
    "model_client.stream_responses_websocket": Kind("model_call", operation="chat"),
    "codex.hooks.command": Kind("hook"),
}
LOGS: dict[str, Kind] = {
    "codex.conversation_starts": Kind("agent_run"),
    "codex.user_prompt": Kind("turn"),
    "codex.api_request": Kind("noise"),
    "codex.sse_event": Kind("noise"),
    "codex.tool_decision": Kind("approval"),
    "codex.tool_result": Kind("tool_call", operation="execute_tool"),
    "codex.sandbox_outcome": Kind("approval"),
    "codex.startup_phase": Kind("noise"),
    "codex.turn_ttft": Kind("noise"),
}
# The frequent ones, so that they cost nothing; every other name that tells nothing is noise too.
NOISE = frozenset(
    (
        "add_collaboration_tools",
        "add_core_tool_sources",
        "add_core_utility_tools",
        "add_mcp_resource_tools",
        "add_shell_tools",
        "agents_md.refresh",
        "append_dynamic_tool_runtimes",
        "append_items",
        "append_mcp_tools",
        "auth",
        "build_model_visible_specs",
        "build_prompt",
        "build_tool_call",
        "build_tool_router",
        "built_tools",
        "built_tools.load_discoverable_tools",
        "capability_roots.resolve",
        "capability_roots.snapshot_for_step",
        "dispatch_tool_call_with_state",
        "drain_in_flight",
        "endpoint_session.stream_encoded_json_with",
        "environments.snapshot",
        "extension_tool_executors",
        "finalize_tool_router",
        "flush_assistant_text_segments_all",
        "fs.get_metadata",
        "fs.read_file",
        "get_model_info",
        "guardian_scoring_observation",
        "handle_output_item_done",
        "handle_tool_call",
        "handle_tool_call_with_source",
        "hosted_model_tool_specs",
        "instructions.load",
        "mcp.runtime.apps_catalog_wait",
        "mcp.runtime.refresh_if_dirty",
        "mcp.runtime.refresh_wait",
        "mcp.runtime.resolve_for_step",
        "merge_into_namespaces",
        "persist_rollout_items",
        "plugins_for_config",
        "prepare_tool_recommendations",
        "realtime_conversation.running_state",
        "receiving",
        "receiving_stream",
        "recommended_plugins_mode_for_config",
        "record_conversation_items",
        "render_available_skills",
        "responses.stream_request",
        "run_hooks_and_record_inputs",
        "run_sampling_request",
        "run_turn.collect_post_sampling_state",
        "run_turn.prepare_sampling_request_input",
        "send_raw_response_items",
        "skills.executor.refresh_executor_catalog",
        "skills_for_config",
        "step_context.capture",
        "stream_request",
        "tool_dispatch.parallel_lock",
        "try_run_sampling_request",
        "world_state.build",
    )
)


def finish_span(found: Found, span: Any) -> None:  # noqa: ARG001 - the shape of all dialects
    """A tool's own span has the tool's name, so it is known by its phase; the rest is noise."""
    if found.get("_phase") == "dispatch" and "tool_call_id" in found:
        found["category"] = "tool_call"
        found["operation"] = "execute_tool"
        if found.get("_aborted"):
            found["outcome"], found["error_class"] = "error", "cancelled"
    elif found.get("category") == "hook":
        _finish_hook(found)
    elif "category" not in found:
        found["category"] = "noise"


def _finish_hook(found: Found) -> None:
    outcome = found.get("_hook_outcome")
    if outcome == "blocked":
        found["outcome"] = "denied"
        found["decision"], found["decision_source"] = "blocked", "hook"
    elif outcome == "completed":
        found["outcome"] = "ok"
    elif outcome is not None:
        found["outcome"], found["error_class"] = "error", "other"


def finish_log(found: Found, record: Any) -> None:  # noqa: ARG001 - the shape of all dialects
    """Say what an event means; one without a name is a debug line."""
    event = found.get("event")
    if event == "codex.sse_event":
        _finish_sse_event(found)
    elif event == "codex.api_request" and found.get("status_code", 0) >= _FIRST_HTTP_ERROR:
        found["category"] = "error"
    elif event == "codex.api_request" and found.get("retry_attempt"):
        found["category"] = "retry"
    elif event == "codex.tool_result":
        _finish_tool_result(found)
    elif event == "codex.sandbox_outcome" and found.get("_outcome") == "denied":
        found.update(outcome="denied", error_class="sandbox", decision="denied")
        found.setdefault("decision_source", "sandbox")
    elif not event:
        found["category"] = "noise"
    _hint_hidden(found, event)


def _finish_sse_event(found: Found) -> None:
    """response.completed comes twice for a call; only the one with the tokens is the call."""
    if found.get("_event_kind") == _COMPLETED and "tokens_input" in found:
        found.update(category="model_call", operation="chat", counted=True)


def _finish_tool_result(found: Found) -> None:
    digest_found, exit_code = found.pop("_output", (None, None))
    found["result_hash"] = digest_found
    if exit_code is not None:
        found["exit_code"] = exit_code
    name = found.get("_agent_name")
    if name not in (None, _MAIN_AGENT):
        found["subagent_id"] = found["agent_name"] = name


def _hint_hidden(found: Found, event: str | None) -> None:
    if "tui" not in found.get("_originator", ""):
        return
    if event == "codex.conversation_starts" and found.get("sandbox_policy") == "read-only":
        found["hidden_hint"] = READ_ONLY_THREAD
    elif event == "codex.user_prompt" and found.get("prompt_length") == TITLE_PROMPT_CHARS:
        found["hidden_hint"] = TITLE_PROMPT


def is_hidden(hints: Collection[str], tool_calls: int) -> bool:
    """Tell whether a run is the terminal UI's own thread that looks for a title.

    Args:
        hints: all `hidden_hint` of the run's records.
        tool_calls: how many the run has: a title needs none.
    """
    return tool_calls == 0 and READ_ONLY_THREAD in hints and TITLE_PROMPT in hints


CODEX = Dialect(
    name="codex",
    agent="codex",
    attributes=ATTRIBUTES,
    spans=SPANS,
    logs=LOGS,
    noise=NOISE,
    metrics={"codex.turn.token_usage": Point("tokens", "token_type")},
    token_kinds={
        "input": "input",
        "output": "output",
        "cached_input": "cache_read",
        "cache_write_input": "cache_creation",
        "reasoning_output": "reasoning",
        "total": "total",
    },
    finish_span=finish_span,
    finish_log=finish_log,
)
