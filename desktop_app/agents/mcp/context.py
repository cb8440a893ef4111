"""The trace of a tool call: W3C Trace Context in `_meta`, kept if the client sent it, else made.

MCP reserves the keys `traceparent` and `tracestate` of `_meta` for it (SEP-414). Also here: which
call and run of its agent a client says that it is, as Claude Code and Codex do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON

_PARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_CALL_KEYS = ("claudecode/toolUseId", "callId")
_RUN_KEYS = ("threadId", "sessionId")  # Codex: its conversation
MAX_CHARS = 200


def trace_of(traceparent: JSON) -> str:
    """Return the trace id (hex) of a valid traceparent, else ""."""
    found = _PARENT.fullmatch(traceparent) if isinstance(traceparent, str) else None
    return found[1] if found else ""


def with_trace(
    params: Mapping[str, JSON], inherited: Mapping[str, str], random16: bytes, random8: bytes
) -> tuple[dict[str, JSON], str]:
    """Return (parameters whose `_meta` names a trace, its traceparent).

    Args:
        params: of the call; what else `_meta` holds is kept.
        inherited: TRACEPARENT and TRACESTATE, which `countersign run` sets, go on in a new span.
        random16: the trace's id where there is none.
        random8: the span's id.
    """
    found = params.get("_meta")
    meta: dict[str, JSON] = dict(found) if isinstance(found, Mapping) else {}
    own = meta.get("traceparent")
    if isinstance(own, str) and trace_of(own):
        return {**params, "_meta": meta}, own
    outer = trace_of(inherited.get("TRACEPARENT"))
    made = f"00-{outer or random16.hex()}-{random8.hex()}-01"
    meta["traceparent"] = made
    meta.pop("tracestate", None)  # it belonged to a trace that is none
    if outer and inherited.get("TRACESTATE"):
        meta["tracestate"] = inherited["TRACESTATE"]
    return {**params, "_meta": meta}, made


def call_id_of(params: Mapping[str, JSON]) -> str | None:
    """Return the agent's own id of the call, as in its hooks and telemetry, or None."""
    return _named(params, _CALL_KEYS)


def run_id_of(params: Mapping[str, JSON]) -> str | None:
    """Return the agent's own id of its run, or None."""
    return _named(params, _RUN_KEYS)


def _named(params: Mapping[str, JSON], keys: tuple[str, ...]) -> str | None:
    meta = params.get("_meta")
    for key in keys:
        found = meta.get(key) if isinstance(meta, Mapping) else None
        if isinstance(found, str) and 0 < len(found) <= MAX_CHARS:
            return found
    return None
