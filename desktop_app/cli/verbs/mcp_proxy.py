"""`countersign mcp-proxy -- CMD`: any MCP server behind the gate, and on the record."""

from __future__ import annotations

import importlib.util
import os
import re
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from desktop_app.cli import app
from desktop_app.errors import UsageError

if TYPE_CHECKING:
    from types import FrameType

CALL_S, MAX_CALL_S = 600.0, 86_400.0
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_NEEDED = "mcp_types"


@click.command("mcp-proxy", context_settings={"allow_interspersed_args": False})
@click.option("--name", help="What to call the server in the names of its tools [the program's].")
@click.option(
    "--call-timeout",
    type=click.FloatRange(0.1, MAX_CALL_S),
    default=CALL_S,
    show_default=True,
    help="How long the server may take for one call, in seconds.",
)
@click.option("--repin", is_flag=True, help="Pin the server's tools as they are now.")
@click.argument("program", nargs=-1, required=True, type=click.UNPROCESSED)
@app.global_flags
def command(name: str | None, call_timeout: float, program: tuple[str, ...], *, repin: bool) -> int:
    """Start an MCP server on stdio; each of its tool calls is asked for and recorded."""
    session = app.session()
    if importlib.util.find_spec(_NEEDED) is None:
        raise UsageError(
            "The MCP SDK is not installed.", hint="Install it: `pip install 'countersign[mcp]'`"
        )
    from desktop_app.agents.mcp.session import Session  # noqa: PLC0415 - needs the extra
    from desktop_app.operations.mcp_caller import caller_of  # noqa: PLC0415 - likewise
    from desktop_app.operations.mcp_proxy import Proxy  # noqa: PLC0415 - likewise
    from desktop_app.operations.mcp_recorder import McpRecorder  # noqa: PLC0415 - likewise
    from desktop_app.operations.mcp_server import Server  # noqa: PLC0415 - likewise

    called = _called(name, program[0])
    recorder = McpRecorder(
        session, called, program, caller_of(os.getpid(), os.environ, str(Path.cwd()))
    )
    pinned = {} if repin else recorder.pinned()
    messages = Session(
        called,
        pinned,
        call_s=call_timeout,
        random=session.ids.random_bytes,
        inherited=os.environ,
    )
    with Server(program, os.environ) as server:
        proxy = Proxy(
            messages,
            recorder,
            server,
            (sys.stdin.fileno(), sys.stdout.fileno()),
            tell=_tell,
            pinned=pinned,
            again=repin,
        )

        def stop(number: int, _frame: FrameType | None) -> None:
            proxy.interrupt(f"The proxy was ended by {signal.Signals(number).name}.")

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        return proxy.run()


def _tell(text: str) -> None:
    """Say a sentence on standard error without Python's own buffer.

    Whoever still speaks when the interpreter ends would hold that buffer's lock, and Python then
    aborts instead of ending.
    """
    with suppress(OSError):
        os.write(sys.stderr.fileno(), f"{text}\n".encode())


def _called(name: str | None, program: str) -> str:
    """Return what the server is called: as told, or by its program."""
    if name is None:
        return re.sub(r"[^A-Za-z0-9_.-]", "-", Path(program).name)[:64] or "server"
    if _NAME.fullmatch(name) is None:
        raise UsageError("A server's name has 1 to 64 of a-z A-Z 0-9 . _ and -.")
    return name
