"""The one vocabulary: what a record says, whichever convention its sender speaks.

`resources/docs/vocabulary.md` lists each field with the names it comes from; a test compares.
A field that the sender did not give is None: nothing here is guessed, and a number that may be
counted in a run's totals is marked as `counted`, once per fact (`sources.py`).

The classes keep what was found in the instance dict and their defaults on the class: making one
costs a dict and no 60 assignments, and these are made for every span.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

Category = Literal[
    "agent_run",  # the run itself: its root, its start and end
    "turn",  # one prompt of the person and all that follows from it
    "model_call",
    "tool_call",
    "approval",  # a decision about one action, or the wait for it
    "hook",
    "subagent",
    "retry",
    "error",
    "noise",  # kept and shown on demand, folded away by default
    "other",
]
ApprovalState = Literal["not_required", "requested", "approved", "rejected", "timed_out"]
Outcome = Literal["ok", "error", "denied", "unknown"]
SideEffect = Literal["none", "read", "write", "irreversible"]


@dataclass(frozen=True)
class Facts:
    """What one span or log record says.

    Attributes:
        category: what kind of thing it is.
        title: one line for a person; never content.
        event: span name, or log event name, as sent.
        operation: `gen_ai.operation.name` in the pinned convention.
        agent: name of the agent (`claude-code`, `codex`, `gemini-cli`, or service.name).
        agent_version: its version; None when the agent does not tell it.
        agent_name: the sub-agent or named agent within the program.
        dialect: which table read the record.
        environment: deployment environment.
        run_id: `agent.run_id`, else session or conversation id.
        session_id: the agent's own session or conversation id.
        turn_id: prompt id or turn id.
        hidden_hint: a sign that the run is not the person's own (Codex's title thread):
            `read-only-thread` or `title-prompt`; see `dialects.codex.is_hidden`.
        tool_name: as sent; `mcp__server__tool` stays whole.
        tool_type: function, extension, datastore, native, mcp, ...
        tool_call_id: joins spans, logs and hooks of one call.
        call_key: joins records of one call where one of them lacks the id: take them in order.
        mcp_server: server of an MCP tool.
        mcp_method: `tools/call`, `resources/read`, ...
        side_effect_level: the worst the tool can do (`tools.py`); None when the name is unknown.
        arguments_hash: keyed digest that redaction left in place of the arguments.
        result_hash: the same for the result.
        decision: as sent (accept, reject, approved, denied, ...).
        decision_source: who decided, as sent (config, hook, user_temporary, Config, User, ...).
        approval_state: the same in our terms.
        outcome: ok only where the sender's word covers the effect.
        reported_success: the sender's own flag; for a shell command it may only mean "it ran".
        error_class: one of `errors.ERROR_CLASSES`.
        error_type: as sent.
        status_code: HTTP status of a model call.
        exit_code: of a command.
        tokens_input: input tokens, as the sender counts them (`sources.py` says what they hold).
        tokens_output: output tokens.
        tokens_cache_read: input tokens read from a cache.
        tokens_cache_creation: input tokens written to a cache.
        tokens_reasoning: output tokens spent on thinking.
        tokens_tool: tokens of tool use.
        tokens_total: as sent.
        cost_usd: as sent; never computed from prices.
        counted: tokens and cost of this record belong in the run's totals.
        model_requested: model asked for.
        model_response: model that answered.
        provider: `gen_ai.provider.name`.
        request_id: id of the model call at its provider.
        finish_reason: why the model stopped.
        duration_us: of a span by its times, of a log record as sent.
        time_to_first_token_us: as sent.
        retry_attempt: 0 for the first try; or how often it was tried again, where told so.
        subagent_id: sub-agent that did it.
        hook_event: PreToolUse, BeforeTool, ...
        prompt_length: characters of a prompt.
        prompt_name: name of a managed prompt.
        prompt_version: its version.
        policy_version: version of the policy in force.
        corpus_version: version of the documents a retrieval ran over.
        seed: deterministic seed.
        temperature: sampling.
        top_p: sampling.
        top_k: sampling.
        max_tokens: sampling.
        frequency_penalty: sampling.
        presence_penalty: sampling.
        step_index: position in a workflow.
        idempotency_key: of the action.
        circuit_breaker_tripped: as sent.
        user_id: as sent (often random).
        tenant_id: as sent.
        workflow_id: id, else name of the workflow.
        consent_id: consent record that the sender refers to.
        data_classification: as sent.
        approval_policy: Codex's and Gemini's mode of asking.
        sandbox_policy: Codex's sandbox.
    """

    category: Category = "other"
    title: str = ""
    event: str = ""
    operation: str | None = None
    agent: str | None = None
    agent_version: str | None = None
    agent_name: str | None = None
    dialect: str = "generic"
    environment: str | None = None
    run_id: str | None = None
    session_id: str | None = None
    turn_id: str | None = None
    hidden_hint: str | None = None
    tool_name: str | None = None
    tool_type: str | None = None
    tool_call_id: str | None = None
    call_key: str | None = None
    mcp_server: str | None = None
    mcp_method: str | None = None
    side_effect_level: SideEffect | None = None
    arguments_hash: str | None = None
    result_hash: str | None = None
    decision: str | None = None
    decision_source: str | None = None
    approval_state: ApprovalState | None = None
    outcome: Outcome = "unknown"
    reported_success: bool | None = None
    error_class: str | None = None
    error_type: str | None = None
    status_code: int | None = None
    exit_code: int | None = None
    tokens_input: int | None = None
    tokens_output: int | None = None
    tokens_cache_read: int | None = None
    tokens_cache_creation: int | None = None
    tokens_reasoning: int | None = None
    tokens_tool: int | None = None
    tokens_total: int | None = None
    cost_usd: float | None = None
    counted: bool = False
    model_requested: str | None = None
    model_response: str | None = None
    provider: str | None = None
    request_id: str | None = None
    finish_reason: str | None = None
    duration_us: int | None = None
    time_to_first_token_us: int | None = None
    retry_attempt: int | None = None
    subagent_id: str | None = None
    hook_event: str | None = None
    prompt_length: int | None = None
    prompt_name: str | None = None
    prompt_version: str | None = None
    policy_version: str | None = None
    corpus_version: str | None = None
    seed: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    top_k: float | None = None
    max_tokens: int | None = None
    frequency_penalty: float | None = None
    presence_penalty: float | None = None
    step_index: int | None = None
    idempotency_key: str | None = None
    circuit_breaker_tripped: bool | None = None
    user_id: str | None = None
    tenant_id: str | None = None
    workflow_id: str | None = None
    consent_id: str | None = None
    data_classification: str | None = None
    approval_policy: str | None = None
    sandbox_policy: str | None = None

    @property
    def mapped(self) -> dict[str, str | int | float | bool]:
        """Return what was found, under our `countersign.*` names (`MAPPED`); None is left out."""
        found = self.__dict__
        result = {
            MAPPED[field]: value
            for field, value in found.items()
            if field in MAPPED and value is not None
        }
        latency = found.get("duration_us")
        if latency is not None:
            result["countersign.latency_ms"] = latency / 1000
        return result


@dataclass(frozen=True)
class SpanFacts(Facts):
    """What one span says. Ids and times are the span's own and not repeated here."""

    signal: ClassVar[str] = "traces"


@dataclass(frozen=True)
class LogFacts(Facts):
    """What one log record says.

    Attributes:
        time_unix_nano: its time, or the time it was observed where it has none (Codex).
    """

    signal: ClassVar[str] = "logs"
    time_unix_nano: int = 0


@dataclass(frozen=True, slots=True)
class PointFacts:
    """One data point of a metric.

    Attributes:
        metric: name of the metric, as sent.
        unit: as sent.
        kind: gauge, sum, histogram, exponential_histogram or summary.
        temporality: delta, cumulative or None.
        monotonic: of a sum.
        value: gauge, sum: the value; histogram, summary: the sum.
        count: histogram, summary: number of measurements; else None.
        time_unix_nano: end of the interval.
        start_unix_nano: start of the interval; 0 when not given.
        series: the point's attributes, sorted, as text: same series, same text.
        agent: as in `Facts`.
        run_id: as in `Facts`.
        session_id: as in `Facts`.
        measure: `tokens`, `cost_usd` or None: what this point may be added up as.
        token_kind: input, output, cache_read, cache_creation, reasoning, tool or total.
        model: model that the point is about.
    """

    metric: str
    unit: str
    kind: str
    temporality: str | None
    monotonic: bool
    value: float | None
    count: int | None
    time_unix_nano: int
    start_unix_nano: int
    series: str
    agent: str | None
    run_id: str | None
    session_id: str | None
    measure: str | None
    token_kind: str | None
    model: str | None


# Append-only: these names are in people's queries.
MAPPED: dict[str, str] = {
    "run_id": "countersign.run_id",
    "workflow_id": "countersign.workflow_id",
    "tenant_id": "countersign.tenant_id",
    "session_id": "countersign.session_id",
    "user_id": "countersign.user_id",
    "consent_id": "countersign.consent_id",
    "agent": "countersign.agent",
    "agent_version": "countersign.agent_version",
    "environment": "countersign.environment",
    "provider": "countersign.model_provider",
    "model_requested": "countersign.model_name",
    "model_response": "countersign.model_version",
    "prompt_version": "countersign.prompt_version",
    "policy_version": "countersign.policy_version",
    "corpus_version": "countersign.corpus_version",
    "seed": "countersign.seed",
    "temperature": "countersign.sampling.temperature",
    "top_p": "countersign.sampling.top_p",
    "top_k": "countersign.sampling.top_k",
    "max_tokens": "countersign.sampling.max_tokens",
    "frequency_penalty": "countersign.sampling.frequency_penalty",
    "presence_penalty": "countersign.sampling.presence_penalty",
    "step_index": "countersign.step_index",
    "idempotency_key": "countersign.idempotency_key",
    "retry_attempt": "countersign.retry_count",
    "error_class": "countersign.error_class",
    "circuit_breaker_tripped": "countersign.circuit_breaker_tripped",
    "tokens_input": "countersign.tokens_in",
    "tokens_output": "countersign.tokens_out",
    "cost_usd": "countersign.cost_usd",
    "data_classification": "countersign.data_classification",
    "side_effect_level": "countersign.side_effect_level",
    "approval_state": "countersign.approval_state",
}
