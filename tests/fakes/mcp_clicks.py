"""An MCP server on stdio whose one tool, `browser_click`, gives a window on a desktop a colour.

`python -m tests.fakes.mcp_clicks DISPLAY WINDOW`; the colour is on the screen when the call ends.
"""

from __future__ import annotations

import sys

from mcp.server import MCPServer

from tests.fakes.desk.coloured import Coloured


def server(display: str, window: int) -> MCPServer:
    """Return the server of a window that somebody else shows."""
    app, desktop = MCPServer("clicks"), Coloured(display)

    def browser_click(colour: str) -> str:
        desktop.recolour(window, int(colour, 16))
        return f"It is {colour} now."

    app.add_tool(browser_click, name="browser_click", description="Click, and see a colour")
    return app


if __name__ == "__main__":
    server(sys.argv[1], int(sys.argv[2])).run("stdio")
