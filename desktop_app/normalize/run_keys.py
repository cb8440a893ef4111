"""Where senders put the id of a run, best first. Append-only: what named a run goes on naming it.

The first group is what our own wrapper (`countersign run`) sets; then sessions, then conversations,
then what older conventions and frameworks use. `mcp.session.id` and the operating system's
`thread.id` are no runs and are not here.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

WRAPPER_KEY = "agent.run_id"
RUN_KEYS: tuple[str, ...] = (
    WRAPPER_KEY,
    "session.id",  # Claude Code, Gemini CLI, OpenInference, OpenTelemetry
    "conversation.id",  # Codex
    "gen_ai.conversation.id",  # GenAI conventions
    "langfuse.session.id",
    "traceloop.association.properties.session_id",  # OpenLLMetry
    "traceloop.association.properties.conversation_id",
    "traceloop.association.properties.thread_id",
    "gcp.vertex.agent.session_id",  # Google ADK
    "langgraph.thread_id",
    "langsmith.metadata.thread_id",
    "langsmith.metadata.session_id",
    "ai.telemetry.metadata.sessionId",  # Vercel AI SDK
    "session_id",
    "conversation_id",
    "thread_id",  # only where the value is a UUID: elsewhere it numbers a thread of the machine
)
RANK: dict[str, int] = {key: rank for rank, key in enumerate(RUN_KEYS)}
# Agents whose keys are known (recorded runs): service.name, and where they name the run.
AGENT_KEYS: dict[str, tuple[str, ...]] = {
    "claude-code": (WRAPPER_KEY, "session.id"),
    "codex_exec": (WRAPPER_KEY, "conversation.id", "thread_id"),
    "codex_cli_rs": (WRAPPER_KEY, "conversation.id", "thread_id"),
    "gemini-cli": (WRAPPER_KEY, "session.id", "gen_ai.conversation.id"),
}
MAX_CHARS = 200
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")


def keys_of(resource: Any) -> tuple[str, ...]:
    """Return the run keys that the sender of a Resource may use."""
    for attribute in resource.attributes:
        if attribute.key == "service.name":
            return AGENT_KEYS.get(attribute.value.string_value, RUN_KEYS)
    return RUN_KEYS


def run_id_of(key: str, value: Any) -> str | None:
    """Return the run id that an AnyValue under a run key gives, or None.

    Text and integers count. Over 200 characters: the first 64, `~` and 32 hex digits of SHA-256.
    """
    text: str = value.string_value.strip()
    if not text:
        if value.WhichOneof("value") != "int_value" or key == "thread_id":
            return None
        return str(value.int_value)
    if key == "thread_id" and not _UUID.match(text):
        return None
    if len(text) <= MAX_CHARS:
        return text
    return f"{text[:64]}~{hashlib.sha256(text.encode()).hexdigest()[:32]}"
