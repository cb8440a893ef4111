"""The tools of `mcp_tools` over streamable HTTP, made with the official SDK, and a slow one.

`python mcp_http_tools.py FILE [json|numbered]` prints its port: answers as JSON, or with numbered
events that a client can resume after.
"""

from __future__ import annotations

import asyncio
import itertools
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
import uvicorn
from mcp.server.mcpserver import Context  # noqa: TC002 - the SDK reads the annotations
from mcp.server.streamable_http import EventCallback, EventMessage, EventStore

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.fakes import mcp_tools

if TYPE_CHECKING:
    from mcp_types import JSONRPCMessage


class Numbered(EventStore):
    """Events of all streams, in order."""

    def __init__(self) -> None:
        self._events: list[tuple[str, JSONRPCMessage | None]] = []

    async def store_event(self, stream_id: str, message: JSONRPCMessage | None) -> str:
        """Number one."""
        self._events.append((stream_id, message))
        return str(len(self._events))

    async def replay_events_after(self, last_event_id: str, send: EventCallback) -> str | None:
        """Send the later ones of its stream again."""
        last = int(last_event_id)
        stream = self._events[last - 1][0]
        for number, (other, message) in enumerate(self._events[last:], last + 1):
            if other == stream and message is not None:
                await send(EventMessage(message, str(number)))
        return stream


def main(ran: Path, how: str) -> None:
    """Serve on any free port."""
    tools = mcp_tools.server(ran, "Says it again")
    calls, go = itertools.count(1), Path(f"{ran}.go")

    def note(text: str) -> None:
        with ran.open("a") as file:
            file.write(text + "\n")

    @tools.tool()
    async def slow(text: str, ctx: Context) -> str:
        number = next(calls)
        note(f"slow {text} {number}")
        try:
            await ctx.report_progress(1, 2, "half")
            while not go.exists():  # noqa: ASYNC110, ASYNC240 - another process makes it
                await anyio.sleep(0.02)
        except asyncio.CancelledError:
            note(f"cancelled {text}")
            raise
        return f"slow: {text}"

    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)  # noqa: T201 - whoever started it reads that
    app = tools.streamable_http_app(
        json_response=how == "json", event_store=Numbered() if how == "numbered" else None
    )
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical"))
    asyncio.run(server.serve(sockets=[listener]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), (*sys.argv, "")[2])
