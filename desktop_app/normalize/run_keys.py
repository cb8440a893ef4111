"""Where senders put the id of a run, best first. Append-only: what named a run goes on naming it.

The first group is what our own wrapper (`countersign run`) sets; then sessions, then conversations,
then what older conventions and frameworks use. `mcp.session.id` and the operating system's
`thread.id` are no runs and are not here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from desktop_app.normalize.signals import Signal

if TYPE_CHECKING:
    from collections.abc import Iterable

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

    Text and integers count; over 200 characters it is no id. It is never cut: what is cut out of a
    secret is not found by the redactor any more.
    """
    text: str = value.string_value.strip()
    if not text:
        if value.WhichOneof("value") != "int_value" or key == "thread_id":
            return None
        return str(value.int_value)
    if len(text) > MAX_CHARS or (key == "thread_id" and not _UUID.match(text)):
        return None
    return text


def named_by(attributes: Any, keys: tuple[str, ...]) -> tuple[int, str] | None:
    """Return (rank of the key, run id) of the best run key among attributes."""
    best: tuple[int, str] | None = None
    for attribute in attributes:
        key = attribute.key
        if key in keys and (best is None or keys.index(key) < best[0]):
            run_id = run_id_of(key, attribute.value)
            if run_id is not None:
                best = (keys.index(key), run_id)
    return best


def _first(items: Iterable[tuple[int, str] | None]) -> tuple[int, str] | None:
    return next((item for item in items if item is not None), None)


def points_in(metric: Any) -> Any:
    """Return the data points of a metric, mutable; () where it has none."""
    kind = metric.WhichOneof("data")
    return () if kind is None else getattr(metric, kind).data_points


def shares_of(
    signal: Signal, record: Any, keys: tuple[str, ...]
) -> list[tuple[list[int] | None, tuple[int, str] | None]]:
    """Return (points, run) pairs: one for a span or log, for a metric one for each run it names."""
    if signal is not Signal.METRICS:
        own = named_by(record.attributes, keys)
        if own is None and signal is Signal.TRACES:
            own = _first(named_by(event.attributes, keys) for event in record.events)
        return [(None, own)]
    shares: dict[tuple[int, str] | None, list[int]] = {}
    for index, point in enumerate(points_in(record)):
        shares.setdefault(named_by(point.attributes, keys), []).append(index)
    if len(shares) <= 1:
        return [(None, next(iter(shares), None))]
    return [(points, named) for named, points in shares.items()]
