"""`countersign mcp-proxy`: any MCP server behind the gate, and on the record."""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from contextlib import suppress
from pathlib import Path

import click

from desktop_app.cli import app
from desktop_app.errors import ConfigError, UsageError
from desktop_app.model.visible import visible

CALL_S, MAX_CALL_S = 600.0, 86_400.0
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_NEEDED = "mcp_types"


@click.command("mcp-proxy", context_settings={"allow_interspersed_args": False})
@click.option("--name", help="What to call the server in the names of its tools [the program's].")
@click.option("--url", help="A server on this machine that speaks streamable HTTP already.")
@click.option(
    "--port", type=click.IntRange(0, 65_535), help="With --url: where to listen [any free port]."
)
@click.option(
    "--call-timeout",
    type=click.FloatRange(0.1, MAX_CALL_S),
    default=CALL_S,
    show_default=True,
    help="How long the server may take for one call, in seconds.",
)
@click.option("--repin", is_flag=True, help="Pin the server's tools as they are now.")
@click.argument("program", nargs=-1, type=click.UNPROCESSED)
@app.global_flags
def command(
    name: str | None,
    url: str | None,
    port: int | None,
    call_timeout: float,
    program: tuple[str, ...],
    *,
    repin: bool,
) -> int:
    """Stand before an MCP server; each of its tool calls is asked for and recorded.

    With PROGRAM it starts a server on stdio; with --url it listens for clients of one over HTTP.
    """
    session = app.session()
    if (url is None) == (not program):
        raise UsageError("Name either a program, after `--`, or a --url.")
    if url is None and port is not None:
        raise UsageError("--port goes with --url.")
    if url is not None and name is None:
        raise UsageError("A server at a --url has a --name.")
    if url is not None:
        _check_url(url)
    if importlib.util.find_spec(_NEEDED) is None:
        raise UsageError(
            "The MCP SDK is not installed.", hint="Install it: `pip install 'countersign[mcp]'`"
        )
    from desktop_app.operations import mcp_start  # noqa: PLC0415 - needs the extra

    wanted = mcp_start.Wanted(_called(name, *program), call_timeout, repin, _say)
    if url is None:
        return mcp_start.stdio(session, wanted, program)
    return mcp_start.http(session, wanted, url, port or 0, lambda row: session.output.rows([row]))


def _check_url(url: str) -> None:
    """Refuse a URL that is not plain http on this machine, with what one looks like."""
    from desktop_app.host import loopback  # noqa: PLC0415 - an HTTP client: not for stdio

    try:
        loopback.check(url)
    except ConfigError as error:
        hint = "Plain http on this computer alone: `--url http://127.0.0.1:8000/mcp`"
        raise UsageError(error.message, hint=hint) from error


def _say(text: str) -> None:
    _tell(f"countersign mcp-proxy: {visible(text)}")


def _tell(text: str) -> None:
    """Say a sentence on standard error without Python's own buffer.

    Whoever still speaks when the interpreter ends would hold that buffer's lock, and Python then
    aborts instead of ending.
    """
    with suppress(OSError):
        os.write(sys.stderr.fileno(), f"{text}\n".encode())


def _called(name: str | None, program: str = "", *_arguments: str) -> str:
    """Return what the server is called: as told, or by its program."""
    if name is None:
        return re.sub(r"[^A-Za-z0-9_.-]", "-", Path(program).name)[:64] or "server"
    if _NAME.fullmatch(name) is None:
        raise UsageError("A server's name has 1 to 64 of a-z A-Z 0-9 . _ and -.")
    return name
