"""Starts an MCP proxy, on stdio or over HTTP, and ends it by signal; needs the extra `mcp`."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.agents.mcp.session import Session
from desktop_app.errors import UsageError
from desktop_app.host import loopback
from desktop_app.operations.mcp_caller import Caller, caller_of
from desktop_app.operations.mcp_http import HttpProxy
from desktop_app.operations.mcp_proxy import Proxy
from desktop_app.operations.mcp_recorder import McpRecorder
from desktop_app.operations.mcp_server import Server
from desktop_app.operations.mcp_shared import Shared
from desktop_app.operations.mcp_talks import Talks
from desktop_app.operations.mcp_telling import Teller

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import FrameType

    from desktop_app.model.canonical import JSON
    from desktop_app.operations.context import Context


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a proxy.

    Attributes:
        name: of its server.
        call_s: how long the server may take for a call.
        repin: whether to pin the server's tools as they are now.
        say: says a sentence on standard error, safely.
    """

    name: str
    call_s: float
    repin: bool
    say: Callable[[str], None]


def stdio(context: Context, wanted: Wanted, program: tuple[str, ...]) -> int:
    """Start a server and stand before it until one side ends; return the exit code.

    Raises:
        NotFoundError: it cannot be started.
        ConfigError: its pins are damaged.
    """
    caller = caller_of(os.getpid(), os.environ, str(Path.cwd()))
    recorder = McpRecorder(context, wanted.name, program, caller)
    pinned = {} if wanted.repin else recorder.pinned()
    messages = _session(context, wanted, pinned, os.environ)
    with Server(program, os.environ) as server:
        proxy = Proxy(
            messages,
            recorder,
            server,
            (sys.stdin.fileno(), sys.stdout.fileno()),
            say=wanted.say,
            teller=Teller(wanted.say, pinned, again=wanted.repin),
        )
        _on_signal(lambda name: proxy.interrupt(f"The proxy was ended by {name}."))
        return proxy.run()


def http(
    context: Context,
    wanted: Wanted,
    url: str,
    port: int,
    ready: Callable[[Mapping[str, JSON]], None],
) -> int:
    """Listen before a server at a URL of this machine until a signal; return the exit code.

    Raises:
        ConfigError: the URL leads beyond this machine, or its pins are damaged.
        PortTakenError: another program listens there.
        UsageError: that is where we would listen.
    """
    place = loopback.parse(url)
    if place.port == port:
        raise UsageError("That is the server's own port; the proxy needs another one.")

    def recorder(caller: Caller) -> McpRecorder:
        return McpRecorder(context, wanted.name, (url,), caller)

    pinned = {} if wanted.repin else recorder(Caller()).pinned()
    shared = Shared(
        place=place,
        call_s=wanted.call_s,
        talks=Talks(lambda: _session(context, wanted, pinned, {})),
        teller=Teller(wanted.say, pinned, again=wanted.repin),
        recorder=recorder,
        say=wanted.say,
    )
    proxy = HttpProxy(
        shared, port, lambda ours: ready({"ready": True, "url": ours, "pid": os.getpid()})
    )
    _on_signal(lambda _name: proxy.interrupt())
    try:
        return asyncio.run(proxy.run())
    finally:
        shared.teller.end()


def _session(
    context: Context, wanted: Wanted, pinned: dict[str, str], inherited: Mapping[str, str]
) -> Session:
    return Session(
        wanted.name,
        pinned,
        call_s=wanted.call_s,
        random=context.ids.random_bytes,
        inherited=inherited,
    )


def _on_signal(end: Callable[[str], None]) -> None:
    def stop(number: int, _frame: FrameType | None) -> None:
        end(signal.Signals(number).name)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
