"""Model Context Protocol: `mcp.method.name` and what goes with it.

`mcp.session.id` is the session with one server, not a run, and is not read as one.
"""

from __future__ import annotations

from desktop_app.normalize.dialects.table import Kind, Row, strong, weak
from desktop_app.normalize.values import digest, text

ATTRIBUTES: dict[str, Row] = {
    "mcp.method.name": strong("mcp_method", text),
    "mcp.tool.name": weak("tool_name", text),
    "mcp.server.name": weak("mcp_server", text),
    "mcp_server.name": weak("mcp_server", text),
    "mcp_server_name": weak("mcp_server", text),
    "mcp.request.argument": weak("arguments_hash", digest),
    "mcp.response.value": weak("result_hash", digest),
}

METHODS: dict[str, Kind] = {
    "tools/call": Kind("tool_call", operation="execute_tool"),
    "tools/list": Kind("noise"),
    "initialize": Kind("noise"),
    "ping": Kind("noise"),
    "notifications/initialized": Kind("noise"),
    "resources/read": Kind("other", "Read resource"),
    "prompts/get": Kind("other", "Get prompt"),
    "sampling/createMessage": Kind("other", "Sampling"),
    "elicitation/create": Kind("approval", "Question to the person"),
}
