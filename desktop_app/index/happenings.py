"""What a span or log record tells of a tool call, an approval or a model call, as rows.

Both signals tell of the same things; the rows keep which record said it (`signal`, `record`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from desktop_app.index.rows import insert, next_id, nulled
from desktop_app.index.text import bounded

if TYPE_CHECKING:
    from desktop_app.index.context import Context
    from desktop_app.index.runs import Run
    from desktop_app.normalize.vocabulary import Facts

QUIET = frozenset(("noise", "other", "turn", "retry", "hook", "subagent", "agent_run"))
MAX_TOKENS = 10**12  # a sum of millions of such still fits
MAX_NANO_USD = 10**15


class Where(NamedTuple):
    """The record that speaks: ids of our rows, and times in nanoseconds."""

    seq: int
    sender: str
    signal: str  # "span" or "log"
    record: int
    trace_id: str | None
    start_ns: int
    end_ns: int


class Happenings:
    """Rows of one entry for `approvals` and `model_calls`; tool calls go to their own book."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._next_approval = next_id(context.connection, "approvals")
        self._next_model_call = next_id(context.connection, "model_calls")
        self._approvals: list[tuple[Any, ...]] = []
        self._model_calls: list[tuple[Any, ...]] = []

    def add(self, run: Run | None, where: Where, facts: Facts) -> None:
        """Take one record's word."""
        if facts.category == "model_call" or facts.counted:
            self._model_call(run, where, facts)
        if facts.category == "approval":
            self._approval(run, where, facts)
        named = facts.tool_call_id is not None or facts.call_key is not None
        if facts.category == "tool_call" or (facts.category == "approval" and named):
            self._tool_call(run, where, facts)

    def flush(self) -> None:
        """Write the rows of an entry."""
        connection = self._context.connection
        if self._approvals:
            connection.executemany(insert("approvals"), map(nulled, self._approvals))
            self._approvals.clear()
        if self._model_calls:
            connection.executemany(insert("model_calls"), map(nulled, self._model_calls))
            self._model_calls.clear()

    def _approval(self, run: Run | None, where: Where, facts: Facts) -> None:
        waited = None if facts.duration_us is None else bounded(facts.duration_us * 1000)
        self._approvals.append(
            (
                *(self._next_approval, where.seq, run and run.id, where.signal, where.record),
                *(where.trace_id, where.start_ns, facts.tool_call_id, facts.tool_name),
                *(facts.approval_state, facts.decision, facts.decision_source, waited),
            )
        )
        self._next_approval += 1
        if run is not None:
            run.add(f"approval_{where.signal}s")

    def _model_call(self, run: Run | None, where: Where, facts: Facts) -> None:
        get = facts.__dict__.get
        duration = get("duration_us")
        counted = int(facts.counted)
        model = get("model_response") or get("model_requested")
        sums = (
            *(_tokens(get("tokens_input")), _tokens(get("tokens_output"))),
            *(_tokens(get("tokens_cache_read")), _tokens(get("tokens_cache_creation"))),
            *(_tokens(get("tokens_reasoning")), nano_usd(get("cost_usd"))),
        )
        self._model_calls.append(
            (
                *(self._next_model_call, where.seq, None if run is None else run.id, where.signal),
                *(where.record, where.trace_id, where.start_ns),
                None if duration is None else bounded(duration * 1000),
                *(get("provider"), model, counted, *sums, bounded(get("retry_attempt"))),
                *(facts.outcome, get("error_class")),
            )
        )
        self._next_model_call += 1
        if run is not None and counted:
            run.model_call(model, sums)

    def _tool_call(self, run: Run | None, where: Where, facts: Facts) -> None:
        is_call = facts.category == "tool_call"  # not the wait for its approval
        duration = facts.duration_us if is_call else None
        rejected = facts.approval_state in {"rejected", "timed_out"}
        self._context.tool_calls.add(
            {
                "run": run and run.id,
                "sender": where.sender,
                "trace_id": where.trace_id,
                "call_id": facts.tool_call_id,
                "call_key": facts.call_key,
                "name": facts.tool_name,
                "type": facts.tool_type,
                "span": where.record if is_call and where.signal == "span" else None,
                "log": where.record if is_call and where.signal == "log" else None,
                "first_seq": where.seq,
                "last_seq": where.seq,
                "start_ns": where.start_ns,
                "end_ns": where.end_ns,
                "duration_ns": None if duration is None else bounded(duration * 1000),
                "args_digest": facts.arguments_hash,
                "result_digest": facts.result_hash,
                "approval": facts.approval_state,
                "decision": facts.decision,
                "decision_source": facts.decision_source,
                "outcome": "denied" if rejected else facts.outcome if is_call else "unknown",
                "reported_success": None
                if facts.reported_success is None or not is_call
                else int(facts.reported_success),
                "error_class": facts.error_class,
                "side_effect_level": facts.side_effect_level,
                "exit_code": bounded(facts.exit_code),
                "subagent_id": facts.subagent_id,
                "mcp_server": facts.mcp_server,
            }
        )


def _tokens(count: int | None) -> int | None:
    if count is None or -MAX_TOKENS <= count <= MAX_TOKENS:
        return count
    return bounded(count, MAX_TOKENS)


def nano_usd(cost: float | None) -> int | None:
    """Return dollars as whole nano-dollars; what is not a finite number is None."""
    if cost is None or not abs(cost) < MAX_NANO_USD:
        return None
    return bounded(round(cost * 1e9), MAX_NANO_USD)
