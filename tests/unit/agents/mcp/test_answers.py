"""What the proxy says itself is what MCP's own types read."""

from __future__ import annotations

import json

import mcp_types
from mcp_types.jsonrpc import jsonrpc_message_adapter

from desktop_app.agents.mcp import answers


def test_not_run() -> None:
    """A call that did not run is an error of the tool, with the reason as text."""
    value = json.loads(answers.not_run("a", "No: " + "x" * 2_000 + "\ud800"))
    result = mcp_types.CallToolResult.model_validate(value["result"])
    assert (value["id"], result.is_error) == ("a", True)
    assert isinstance(result.content[0], mcp_types.TextContent)
    assert len(result.content[0].text) == answers.MAX_REASON


def test_error_and_cancelled() -> None:
    """Errors and cancellations are JSON-RPC."""
    for line in (answers.error(None, answers.PARSE_ERROR, "x"), answers.cancelled(7, "late")):
        jsonrpc_message_adapter.validate_json(line)
    assert json.loads(answers.cancelled(7, "late"))["params"] == {"requestId": 7, "reason": "late"}
