"""OpenLLMetry (Traceloop): `traceloop.span.kind`, `llm.request.type`, association properties."""

from __future__ import annotations

from desktop_app.normalize.dialects.table import Kind, Row, weak
from desktop_app.normalize.values import digest, integer, real, text

_PROPERTIES = "traceloop.association.properties."

ATTRIBUTES: dict[str, Row] = {
    "traceloop.span.kind": weak("_traceloop", text),
    "llm.request.type": weak("_request_type", text),
    "traceloop.entity.name": weak("_entity", text),
    "traceloop.workflow.name": weak("workflow_id", text),
    "traceloop.entity.input": weak("arguments_hash", digest),
    "traceloop.entity.output": weak("result_hash", digest),
    "traceloop.prompt.key": weak("prompt_name", text),
    "traceloop.prompt.version": weak("prompt_version", text),
    f"{_PROPERTIES}session_id": weak("session_id", text),
    f"{_PROPERTIES}conversation_id": weak("session_id", text),
    f"{_PROPERTIES}thread_id": weak("session_id", text),
    f"{_PROPERTIES}user_id": weak("user_id", text),
    f"{_PROPERTIES}tenant_id": weak("tenant_id", text),
    f"{_PROPERTIES}workflow_id": weak("workflow_id", text),
    "llm.vendor": weak("provider", text),
    "llm.request.model": weak("model_requested", text),
    "llm.response.model": weak("model_response", text),
    "llm.usage.prompt_tokens": weak("tokens_input", integer),
    "llm.usage.completion_tokens": weak("tokens_output", integer),
    "llm.usage.total_tokens": weak("tokens_total", integer),
    "llm.usage.cache_read_input_tokens": weak("tokens_cache_read", integer),
    "llm.usage.cache_creation_input_tokens": weak("tokens_cache_creation", integer),
    "llm.usage.reasoning_tokens": weak("tokens_reasoning", integer),
    "llm.request.max_tokens": weak("max_tokens", integer),
    "llm.temperature": weak("temperature", real),
    "llm.request.temperature": weak("temperature", real),
    "llm.top_p": weak("top_p", real),
    "llm.top_k": weak("top_k", real),
    "llm.frequency_penalty": weak("frequency_penalty", real),
    "llm.presence_penalty": weak("presence_penalty", real),
    "llm.watsonx.random_seed": weak("seed", integer),
    "llm.response.finish_reason": weak("finish_reason", text),
    "llm.user": weak("user_id", text),
}

KINDS: dict[str, Kind] = {
    "workflow": Kind("agent_run", operation="invoke_workflow"),
    "agent": Kind("agent_run", operation="invoke_agent"),
    "tool": Kind("tool_call", operation="execute_tool"),
    "task": Kind("other"),
}
REQUEST_TYPES: dict[str, Kind] = {
    "chat": Kind("model_call", operation="chat", counted=True),
    "completion": Kind("model_call", operation="text_completion", counted=True),
    "embedding": Kind("model_call", operation="embeddings", counted=True),
    "rerank": Kind("other", "Rerank"),
}
