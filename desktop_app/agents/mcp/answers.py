"""What the proxy says itself, to the client in place of the server, and to the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mcp_types
from mcp_types import jsonrpc

from desktop_app.agents.mcp.frames import format_frame

if TYPE_CHECKING:
    from desktop_app.agents.mcp.frames import Id
    from desktop_app.model.canonical import JSON

MAX_REASON = 1_000  # characters
PARSE_ERROR, INVALID_REQUEST = jsonrpc.PARSE_ERROR, jsonrpc.INVALID_REQUEST
INVALID_PARAMS, INTERNAL_ERROR = jsonrpc.INVALID_PARAMS, jsonrpc.INTERNAL_ERROR


def not_run(identity: Id, reason: str) -> bytes:
    """Return the result of a call that did not come to its end: an error of the tool.

    As a result and not as a protocol error, so that the model reads why.
    """
    told = reason.encode("utf-8", "replace").decode()[:MAX_REASON]
    text = mcp_types.TextContent(type="text", text=told)
    result = mcp_types.CallToolResult(content=[text], is_error=True)
    shown = result.model_dump(mode="json", by_alias=True, exclude_none=True)
    return format_frame({"jsonrpc": "2.0", "id": identity, "result": shown})


def error(identity: Id | None, code: int, message: str) -> bytes:
    """Return a protocol error about a request, or about what is none."""
    told: dict[str, JSON] = {
        "code": code,
        "message": f"countersign mcp-proxy: {message}"[:MAX_REASON],
    }
    return format_frame({"jsonrpc": "2.0", "id": identity, "error": told})


def cancelled(identity: Id, reason: str) -> bytes:
    """Return the notification that a request is not waited for any more."""
    params: dict[str, JSON] = {"requestId": identity, "reason": reason}
    made: dict[str, JSON] = {
        "jsonrpc": "2.0",
        "method": "notifications/cancelled",
        "params": params,
    }
    return format_frame(made)
