"""Any sender: the conventions together, the current one before the older ones."""

from __future__ import annotations

from typing import Any

from desktop_app.normalize.dialects import common, genai, mcp, openinference, openllmetry
from desktop_app.normalize.dialects.table import Dialect, Found, Kind, Row

ATTRIBUTES: dict[str, Row] = {
    **openllmetry.ATTRIBUTES,
    **openinference.ATTRIBUTES,
    **mcp.ATTRIBUTES,
    **common.ATTRIBUTES,
    **genai.ATTRIBUTES,
}
# Our own wrapper's root span.
SPANS: dict[str, Kind] = {"agent.run": Kind("agent_run")}
_TELLERS: tuple[tuple[str, dict[str, Kind]], ...] = (
    ("operation", genai.OPERATIONS),
    ("mcp_method", mcp.METHODS),
    ("_openinference", openinference.KINDS),
    ("_request_type", openllmetry.REQUEST_TYPES),
    ("_traceloop", openllmetry.KINDS),
)


def kind_of(found: Found) -> Kind | None:
    """Return what the conventions say a record is, the current one first."""
    for field, kinds in _TELLERS:
        value = found.get(field)
        if value is not None:
            kind = kinds.get(value) or kinds.get(value.upper())
            if kind is not None:
                return kind
    return None


def finish_span(found: Found, span: Any) -> None:  # noqa: ARG001 - the shape of all dialects
    """Say what a span is from what its attributes say."""
    kind = kind_of(found)
    if kind is None:
        if "tool_name" in found and "tool_call_id" in found:
            found.setdefault("category", "tool_call")
        return
    found.setdefault("category", kind.category)
    if kind.operation and not found.get("operation"):
        found["operation"] = kind.operation
    if kind.title:
        found.setdefault("title", kind.title)
    if kind.counted:
        found["counted"] = True
    if kind.category == "tool_call" and "tool_name" not in found and "_entity" in found:
        found["tool_name"] = found["_entity"]


def finish_log(found: Found, record: Any) -> None:  # noqa: ARG001 - the shape of all dialects
    """A log record of a plain sender: known events only; spans are its source of totals."""
    found["counted"] = False


GENERIC = Dialect(
    name="generic",
    agent="",
    attributes=ATTRIBUTES,
    spans=SPANS,
    logs=genai.LOGS,
    noise=frozenset(),
    metrics=genai.METRICS,
    token_kinds=genai.TOKEN_KINDS,
    finish_span=finish_span,
    finish_log=finish_log,
)
