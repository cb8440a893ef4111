"""OpenInference (Arize): `openinference.span.kind`, `llm.token_count.*`, `tool.*`, `session.id`."""

from __future__ import annotations

from desktop_app.normalize.dialects.table import Kind, Row, weak
from desktop_app.normalize.values import digest, integer, real, text

ATTRIBUTES: dict[str, Row] = {
    "openinference.span.kind": weak("_openinference", text),
    "llm.model_name": weak("model_requested", text),
    "llm.request.model_name": weak("model_requested", text),
    "llm.response.model_name": weak("model_response", text),
    "embedding.model_name": weak("model_requested", text),
    "llm.provider": weak("provider", text),
    "llm.system": weak("provider", text),
    "llm.token_count.prompt": weak("tokens_input", integer),
    "llm.token_count.completion": weak("tokens_output", integer),
    "llm.token_count.total": weak("tokens_total", integer),
    "llm.token_count.prompt_details.cache_read": weak("tokens_cache_read", integer),
    "llm.token_count.prompt_details.cache_write": weak("tokens_cache_creation", integer),
    "llm.token_count.completion_details.reasoning": weak("tokens_reasoning", integer),
    "llm.cost.total": weak("cost_usd", real),
    "llm.finish_reason": weak("finish_reason", text),
    "llm.prompt_template.version": weak("prompt_version", text),
    "prompt.id": weak("prompt_name", text),
    "agent.name": weak("agent_name", text),
    "tool.name": weak("tool_name", text),
    "tool.id": weak("tool_call_id", text),
    "tool_call.id": weak("tool_call_id", text),
    "tool.parameters": weak("arguments_hash", digest),
    "input.value": weak("arguments_hash", digest),
    "output.value": weak("result_hash", digest),
}

KINDS: dict[str, Kind] = {
    "LLM": Kind("model_call", operation="chat", counted=True),
    "EMBEDDING": Kind("model_call", operation="embeddings", counted=True),
    "TOOL": Kind("tool_call", operation="execute_tool"),
    "AGENT": Kind("agent_run", operation="invoke_agent"),
    "CHAIN": Kind("other", "Chain"),
    "RETRIEVER": Kind("other", "Retrieval", "retrieval"),
    "RERANKER": Kind("other", "Rerank"),
    "GUARDRAIL": Kind("approval", "Guardrail"),
    "EVALUATOR": Kind("other", "Evaluation"),
    "PROMPT": Kind("noise"),
}
