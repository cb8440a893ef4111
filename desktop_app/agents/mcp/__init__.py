"""A gate between an MCP client and its server: what it reads, says, and lets through.

`frames` reads one message strictly, `context` puts the trace into it, `pins` holds a server's tools
to what they were at first sight, `session` decides what becomes of each message. No I/O in here:
`operations.mcp_proxy` starts the server, moves the bytes and asks the recorder.
"""

from __future__ import annotations
