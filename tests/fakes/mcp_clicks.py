"""An MCP server on stdio whose one tool, `browser_click`, gives a window on a desktop a colour.

`python -m tests.fakes.mcp_clicks DISPLAY WINDOW`; the colour is on the screen when the call ends.
It is ready at once, for agents begin without a server that takes its time; hence no SDK here.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Paint = Callable[[int], None]

CLICK = {
    "name": "browser_click",
    "description": "Click, and see another colour",
    "inputSchema": {
        "type": "object",
        "properties": {"colour": {"type": "string"}},
        "required": ["colour"],
    },
}


def painter(display: str, window: int) -> Paint:
    """Return what gives a window, which somebody else shows, a colour."""

    def paint(colour: int) -> None:
        from tests.fakes.desk.coloured import Coloured  # noqa: PLC0415 - takes its time

        desktop = Coloured(display)
        desktop.recolour(window, colour)
        desktop.close()

    return paint


def result_of(request: dict[str, Any], paint: Paint) -> dict[str, Any]:
    """Return the result for one request; unknown methods get an empty one."""
    params = request.get("params") or {}
    match request["method"]:
        case "initialize":
            version = params.get("protocolVersion", "2025-06-18")
            info = {"name": "clicks", "version": "1.0"}
            return {"protocolVersion": version, "capabilities": {"tools": {}}, "serverInfo": info}
        case "tools/list":
            return {"tools": [CLICK]}
        case "tools/call":
            colour = params["arguments"]["colour"]
            paint(int(colour, 16))
            return {"content": [{"type": "text", "text": f"It is {colour} now."}]}
    return {}


def main(paint: Paint) -> None:
    """Answer line by line until stdin ends."""
    for line in sys.stdin:
        request = json.loads(line)
        if "id" in request:
            answer = {"jsonrpc": "2.0", "id": request["id"], "result": result_of(request, paint)}
            sys.stdout.write(json.dumps(answer) + "\n")  # noqa: TID251 - a message, never hashed
            sys.stdout.flush()


if __name__ == "__main__":
    main(painter(sys.argv[1], int(sys.argv[2])))
