"""The server's process: started without what opens our keys, ended with what it started."""

from __future__ import annotations

import os
import sys

import pytest

from desktop_app.errors import NotFoundError
from desktop_app.operations.mcp_server import Server

SAYS_KEYS = "import os; os.write(1, b'%d' % ('COUNTERSIGN_PASSPHRASE' in os.environ))"


def python(source: str, **more: str) -> Server:
    """Start a piece of Python."""
    return Server([sys.executable, "-c", source], {**os.environ, **more})


def test_secrets_stay_here() -> None:
    """What opens our keys is no server's business."""
    with python(SAYS_KEYS, COUNTERSIGN_PASSPHRASE="x") as server:
        assert os.read(server.output, 100) == b"0"
        assert server.end(5.0) == 0


def test_no_such_program() -> None:
    """A program that cannot be started is one sentence."""
    with pytest.raises(NotFoundError, match="cannot be started"):
        Server(["/no/such/program"], {})


def test_it_may_end_by_itself() -> None:
    """Its input ends first, and its own exit code is told."""
    with python("import sys; sys.stdin.read(); sys.exit(3)") as server:
        server.write(b"x" * 100_000)
        assert server.end(5.0) == 3
        with pytest.raises(OSError, match="closed"):
            server.write(b"x")


def test_it_is_killed_in_the_end() -> None:
    """One that ignores its end and the signal for it is killed."""
    source = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        "print(flush=True); time.sleep(60)"
    )
    with python(source) as server:
        os.read(server.output, 1)
        assert server.end(0.0) == 128 + 9
