"""A gate between an MCP client and its server: what it reads, says, and lets through.

`frames` reads one message strictly, `context` puts the trace into it, `pins` holds a server's tools
to what they were at first sight, `session` decides what becomes of each message; `sse` and
`headers` are for what comes over HTTP. No I/O in here: `operations.mcp_proxy` (stdio) and
`operations.mcp_http` move the bytes and ask the recorder.
"""

from __future__ import annotations
