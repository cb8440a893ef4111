"""An MCP server on stdio made with the official SDK; a tool leaves a line in a file when it runs.

Its tools call themselves harmless; `python mcp_tools.py FILE [DESCRIPTION]`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from mcp.server import MCPServer
from mcp_types import ToolAnnotations

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = ("echo", "wipe", "send")
HARMLESS = ToolAnnotations(read_only_hint=True, destructive_hint=False)


def server(ran: Path, description: str) -> MCPServer:
    """Return the server; it writes into `ran`."""
    app = MCPServer("tools")

    def tool(name: str) -> Callable[[str], str]:
        def does(text: str) -> str:
            with ran.open("a") as file:
                file.write(f"{name} {text}\n")
            if text == "die":
                os._exit(7)
            return f"{name}: {text}"

        return does

    for name in NAMES:
        app.add_tool(tool(name), name=name, description=description, annotations=HARMLESS)
    return app


if __name__ == "__main__":
    server(Path(sys.argv[1]), (*sys.argv, "Says it again")[2]).run("stdio")
