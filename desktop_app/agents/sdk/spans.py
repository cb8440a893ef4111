"""The spans of one run, in one schema (`resources/docs/sdk.md`), through the program's own tracer.

A run is known by its id, which every span and declared action carries (`agent.run_id`), and which
goes to other processes as baggage beside the traceparent.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from opentelemetry import baggage, context, propagate, trace
from opentelemetry.trace import Status, StatusCode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from opentelemetry.trace import Span
    from opentelemetry.util.types import AttributeValue

    from desktop_app.agents.sdk.asking import Unreachable

SCOPE = "desktop_app.agents.sdk"
RUN_ID = "agent.run_id"


@dataclass(frozen=True, slots=True)
class Run:
    """A run that is going on.

    Attributes:
        agent: what the agent calls itself.
        id: joins everything of the run.
        workspace: the folder that it works in.
        when_unreachable: what becomes of a tool where no recorder answers.
        key: of the digests of arguments; dies with the run.
    """

    agent: str
    id: str
    workspace: str
    when_unreachable: Unreachable = "deny"
    key: bytes = field(default_factory=lambda: os.urandom(32), repr=False)


_current: ContextVar[Run | None] = ContextVar("countersign_run", default=None)


def current() -> Run | None:
    """Return the run that this code belongs to, or None."""
    return _current.get()


@contextmanager
def run(
    agent: str,
    *,
    run_id: str | None = None,
    workspace: str | None = None,
    parent: Mapping[str, str] | None = None,
    when_unreachable: Unreachable = "deny",
) -> Iterator[Run]:
    """Make one run: span `agent.run`, and `agent.finish` at its end.

    Args:
        agent: what the agent calls itself.
        run_id: of the run; that of `countersign run`, else a new one.
        workspace: the folder that it works in; the current one.
        parent: what `carrier` gave in another process; else TRACEPARENT of the environment.
        when_unreachable: "deny" (no recorder, no tool), or "allow": tools run unasked then.
    """
    given = dict(parent) if parent is not None else _environment()
    outer = propagate.extract(given)
    inherited = baggage.get_baggage(RUN_ID, outer) or os.environ.get("COUNTERSIGN_RUN_ID")
    found = run_id or (str(inherited) if inherited else os.urandom(16).hex())
    made = Run(agent, found, workspace or os.getcwd(), when_unreachable)  # noqa: PTH109 - a text
    token = context.attach(baggage.set_baggage(RUN_ID, made.id, outer))
    kept = _current.set(made)
    try:
        whole: dict[str, AttributeValue] = {
            "gen_ai.operation.name": "invoke_agent",
            "gen_ai.agent.name": agent,
        }
        with span("agent.run", whole):
            try:
                yield made
            except BaseException:
                _finish("error")
                raise
            _finish("ok")
    finally:
        _current.reset(kept)
        context.detach(token)


@contextmanager
def turn(number: int | None = None) -> Iterator[Span]:
    """Make one round of model and tools: span `agent.turn`."""
    with span("agent.turn", {} if number is None else {"agent.turn.number": number}) as made:
        yield made


@contextmanager
def plan() -> Iterator[Span]:
    """Make a time in which the agent plans: span `agent.plan`."""
    with span("agent.plan") as made:
        yield made


@contextmanager
def select() -> Iterator[Span]:
    """Make a time in which the agent chooses a tool: span `agent.tool.select`."""
    with span("agent.tool.select") as made:
        yield made


@contextmanager
def verify() -> Iterator[Span]:
    """Make a time in which the agent checks what it did: span `agent.verify`."""
    with span("agent.verify") as made:
        yield made


def carrier() -> dict[str, str]:
    """Return `traceparent`, `tracestate` and `baggage` for another process or a request."""
    made: dict[str, str] = {}
    propagate.inject(made)
    return made


@contextmanager
def span(name: str, attributes: Mapping[str, AttributeValue] | None = None) -> Iterator[Span]:
    """Make a span of the schema; an error is its status, and its text is not kept."""
    found = current()
    ours: dict[str, AttributeValue] = dict(attributes or {})
    if found is not None:
        ours[RUN_ID] = found.id
    tracer = trace.get_tracer(SCOPE)
    with tracer.start_as_current_span(
        name, attributes=ours, record_exception=False, set_status_on_exception=False
    ) as made:
        try:
            yield made
        except BaseException as error:
            made.set_attribute("error.type", type(error).__name__)
            made.set_status(Status(StatusCode.ERROR))
            raise


def traceparent() -> str:
    """Return the traceparent of the span that is current; "" for none."""
    return carrier().get("traceparent", "")


def _finish(outcome: str) -> None:
    with span("agent.finish", {"agent.outcome": outcome}):
        pass


def _environment() -> dict[str, str]:
    names = ("traceparent", "tracestate", "baggage")
    return {name: os.environ[name.upper()] for name in names if os.environ.get(name.upper())}
