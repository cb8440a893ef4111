"""OpenTelemetry GenAI conventions: the pinned version, and the names of the generations before it.

Pinned: semantic conventions 1.44.0, as in opentelemetry-semantic-conventions 0.66b2 (a test holds
each strong `gen_ai.` row against that package). The conventions live in a repository of their own
since 2026 that has no release yet; status Development throughout.
"""

from __future__ import annotations

from desktop_app.normalize.dialects.table import Kind, Point, Row, strong, weak
from desktop_app.normalize.values import digest, integer, real, seconds, text

SEMCONV_VERSION = "1.44.0"
SEMCONV_PACKAGE = "0.66b2"

ATTRIBUTES: dict[str, Row] = {
    "gen_ai.operation.name": strong("operation", text),
    "gen_ai.provider.name": strong("provider", text),
    "gen_ai.agent.name": strong("agent_name", text),
    "gen_ai.agent.version": strong("_agent_version", text),
    "gen_ai.request.model": strong("model_requested", text),
    "gen_ai.response.model": strong("model_response", text),
    "gen_ai.response.id": strong("request_id", text),
    "gen_ai.response.finish_reasons": strong("finish_reason", text),
    "gen_ai.response.time_to_first_chunk": strong("time_to_first_token_us", seconds),
    "gen_ai.request.temperature": strong("temperature", real),
    "gen_ai.request.top_p": strong("top_p", real),
    "gen_ai.request.top_k": strong("top_k", real),
    "gen_ai.request.max_tokens": strong("max_tokens", integer),
    "gen_ai.request.frequency_penalty": strong("frequency_penalty", real),
    "gen_ai.request.presence_penalty": strong("presence_penalty", real),
    "gen_ai.request.seed": strong("seed", integer),
    "gen_ai.usage.input_tokens": strong("tokens_input", integer),
    "gen_ai.usage.output_tokens": strong("tokens_output", integer),
    "gen_ai.usage.cache_read.input_tokens": strong("tokens_cache_read", integer),
    "gen_ai.usage.cache_creation.input_tokens": strong("tokens_cache_creation", integer),
    "gen_ai.usage.reasoning.output_tokens": strong("tokens_reasoning", integer),
    "gen_ai.tool.name": strong("tool_name", text),
    "gen_ai.tool.type": strong("tool_type", text),
    "gen_ai.tool.call.id": strong("tool_call_id", text),
    "gen_ai.tool.call.arguments": strong("arguments_hash", digest),
    "gen_ai.tool.call.result": strong("result_hash", digest),
    "gen_ai.prompt.name": strong("prompt_name", text),
    "gen_ai.data_source.id": strong("_data_source", text),
    # older generations (1.27 to 1.36, and what vendors wrote before)
    "gen_ai.system": weak("provider", text),
    "gen_ai.usage.prompt_tokens": weak("tokens_input", integer),
    "gen_ai.usage.completion_tokens": weak("tokens_output", integer),
    "gen_ai.usage.total_tokens": weak("tokens_total", integer),
    "gen_ai.usage.cache_read_input_tokens": weak("tokens_cache_read", integer),
    "gen_ai.usage.cache_creation_input_tokens": weak("tokens_cache_creation", integer),
    "gen_ai.usage.cached_tokens": weak("tokens_cache_read", integer),
    "gen_ai.usage.reasoning_tokens": weak("tokens_reasoning", integer),
    "gen_ai.usage.cost": weak("cost_usd", real),
    "gen_ai.openai.request.seed": weak("seed", integer),
    "gen_ai.tool.call_id": weak("tool_call_id", text),
    # Vercel AI SDK
    "ai.model.id": weak("model_requested", text),
    "ai.model.provider": weak("provider", text),
    "ai.response.model": weak("model_response", text),
    "ai.response.id": weak("request_id", text),
    "ai.usage.promptTokens": weak("tokens_input", integer),
    "ai.usage.completionTokens": weak("tokens_output", integer),
    "ai.usage.inputTokens": weak("tokens_input", integer),
    "ai.usage.outputTokens": weak("tokens_output", integer),
    "ai.toolCall.name": weak("tool_name", text),
    "ai.toolCall.id": weak("tool_call_id", text),
}

# gen_ai.operation.name -> what it is. A model call's tokens count; those around it repeat them.
OPERATIONS: dict[str, Kind] = {
    "chat": Kind("model_call", operation="chat", counted=True),
    "generate_content": Kind("model_call", operation="generate_content", counted=True),
    "text_completion": Kind("model_call", operation="text_completion", counted=True),
    "embeddings": Kind("model_call", operation="embeddings", counted=True),
    "execute_tool": Kind("tool_call", operation="execute_tool"),
    "invoke_agent": Kind("agent_run", operation="invoke_agent"),
    "invoke_workflow": Kind("agent_run", operation="invoke_workflow"),
    "create_agent": Kind("other", "Create agent", "create_agent"),
    "retrieval": Kind("other", "Retrieval", "retrieval"),
}

LOGS: dict[str, Kind] = {
    "gen_ai.client.inference.operation.details": Kind("model_call"),  # beside the span: not counted
    "gen_ai.system.message": Kind("noise"),
    "gen_ai.user.message": Kind("noise"),
    "gen_ai.assistant.message": Kind("noise"),
    "gen_ai.tool.message": Kind("noise"),
    "gen_ai.choice": Kind("noise"),
    "exception": Kind("error"),
}

METRICS: dict[str, Point] = {"gen_ai.client.token.usage": Point("tokens", "gen_ai.token.type")}
TOKEN_KINDS: dict[str, str] = {
    "input": "input",
    "output": "output",
    "prompt": "input",
    "completion": "output",
}
