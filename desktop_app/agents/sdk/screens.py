"""Pictures of the screen around what the author of an agent marks: a tool, or any span.

Promise: it never fails the agent and never holds it up for longer than `WAIT_S`; whether there is a
picture is for the person to allow, and for the recorder to write down. Nothing but names and ids
goes there.
"""

from __future__ import annotations

import logging
from concurrent.futures import Future
from threading import Thread
from typing import TYPE_CHECKING, Literal, TypeAlias

from opentelemetry.sdk.trace import SpanProcessor
from opentelemetry.trace import format_span_id, format_trace_id

from desktop_app.agents.sdk import asking
from desktop_app.agents.sdk.spans import RUN_ID

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import ReadableSpan, Span
    from opentelemetry.trace import SpanContext

    from desktop_app.model.canonical import JSON

When: TypeAlias = Literal["before", "after"]
SCREENS = "agent.screens"
WAIT_S = 0.05
LOG = logging.getLogger(__name__)
_NAMED = {"run_id": RUN_ID, "tool": "gen_ai.tool.name", "call_id": "gen_ai.tool.call.id"}


class Screens(SpanProcessor):
    """Asks for a picture as a marked span starts (`agent.screens` true), and as it ends."""

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:  # noqa: ARG002
        """Ask for the one before."""
        _of_span(span, "before")

    def on_end(self, span: ReadableSpan) -> None:
        """Ask for the one after."""
        _of_span(span, "after")


def take(when: When, span: SpanContext | None, names: Mapping[str, str]) -> bool:
    """Ask for a picture and wait for a moment.

    Args:
        when: whether what acts on the screen is about to, or did.
        span: that it belongs to, if any.
        names: `run_id`, `tool`, `call_id` as far as they are known.

    Returns:
        Whether the recorder answered in time. There may be a picture though it did not.
    """
    wish: dict[str, JSON] = {"trigger": when, **names}
    if span is not None and span.is_valid:
        wish["trace_id"] = format_trace_id(span.trace_id)
        wish["span_id"] = format_span_id(span.span_id)
    answered: Future[bool] = Future()
    gone: Future[None] = Future()

    def ask() -> None:
        try:
            answered.set_result(asking.capture(wish, WAIT_S, gone))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is not the agent's trouble
            LOG.debug("No picture of the screen was asked for: %s", error)
            answered.set_result(False)

    Thread(target=ask, name="countersign-screens", daemon=True).start()
    try:
        return answered.result(WAIT_S)
    except TimeoutError:
        gone.set_result(None)
        return False


def _of_span(span: ReadableSpan, when: When) -> None:
    attributes = span.attributes or {}
    if attributes.get(SCREENS) is True:
        named = {name: attributes.get(key) for name, key in _NAMED.items()}
        told = {name: value for name, value in named.items() if isinstance(value, str)}
        take(when, span.get_span_context(), told)
