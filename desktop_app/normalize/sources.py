"""Which signal is believed for what, so that nothing is counted twice.

Agents tell the same tokens two to four times: in spans, logs, metrics, and on the spans around.
For each agent one signal is the source, and records of the others have `counted` False. Metrics
are never added to the rest: they are kept, and shown beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Signals = Literal["traces", "logs", "none"]


@dataclass(frozen=True, slots=True)
class RunSource:
    """Where the facts of a run are taken from.

    Attributes:
        tokens: signal whose `counted` records are added up.
        cost: the same for cost; `none`: the agent tells no cost.
        tool_calls: signals that tell a tool call; records are joined by `tool_call_id`, then
            `call_key`, in order.
        approvals: signals that tell a decision; joined to the call like tool calls.
        turns: signal whose turn records are counted.
        input_holds_cache: `tokens_input` includes the tokens read from a cache.
        detail: for the reader of a report.
    """

    tokens: Signals
    cost: Signals
    tool_calls: tuple[Signals, ...]
    approvals: tuple[Signals, ...]
    turns: Signals
    input_holds_cache: bool
    detail: str


RUN_SOURCES: dict[str, RunSource] = {
    "claude-code": RunSource(
        tokens="logs",
        cost="logs",
        tool_calls=("logs", "traces"),
        approvals=("logs", "traces"),  # a headless denial is in a span only
        turns="logs",
        input_holds_cache=False,
        detail="api_request",
    ),
    "codex": RunSource(
        tokens="logs",
        cost="none",
        tool_calls=("logs", "traces"),
        approvals=("logs",),
        turns="logs",
        input_holds_cache=True,
        detail="codex.sse_event response.completed",
    ),
    "gemini-cli": RunSource(
        tokens="logs",
        cost="none",
        tool_calls=("traces", "logs"),  # a hook's denial is in a log only
        approvals=("logs",),
        turns="logs",
        input_holds_cache=True,
        detail="gemini_cli.api_response",
    ),
}
GENERIC_SOURCE = RunSource(
    tokens="traces",
    cost="traces",
    tool_calls=("traces", "logs"),
    approvals=("traces", "logs"),
    turns="traces",
    input_holds_cache=True,
    detail="spans of model calls (chat, generate_content, text_completion, embeddings)",
)


def run_source(agent: str | None) -> RunSource:
    """Return where the facts of this agent's runs come from."""
    return RUN_SOURCES.get(agent or "", GENERIC_SOURCE)
