"""The command line as a person or a script meets it: in this process, or on a terminal of its own.

`Commands` calls `app.main` in the environment of a store of its own; `on_terminal` starts the real
program on a pseudo-terminal of a given width and answers its questions.
"""

from __future__ import annotations

import json
import os
import re
import select
import struct
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop_app.cli import app

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pytest

TERMINAL_S = 60.0
_SGR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass
class Done:
    """What one command line gave."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """Standard output, line by line."""
        return self.out.splitlines()

    @property
    def plain(self) -> list[str]:
        """Standard output without colours and weights; every other escape is still in it."""
        return _SGR.sub("", self.out).splitlines()

    @property
    def envelope(self) -> dict[str, Any]:
        """Standard output as the one JSON object that it must be."""
        found: dict[str, Any] = json.loads(self.out)
        return found

    @property
    def data(self) -> Any:
        """The envelope's data."""
        assert self.envelope["ok"], self.envelope
        return self.envelope["data"]


@dataclass
class Commands:
    """Runs verbs in this process, as if piped."""

    environment: Mapping[str, str]
    capture: pytest.CaptureFixture[str]
    patch: pytest.MonkeyPatch

    def __call__(self, *words: str, **more: str) -> Done:
        """Run one command line with these environment variables more."""
        with self.patch.context() as patched:
            for name, value in {**self.environment, **more}.items():
                patched.setenv(name, value)
            self.capture.readouterr()
            code = app.main(list(words))
            out, err = self.capture.readouterr()
        return Done(code, out, err)


def on_terminal(
    environment: Mapping[str, str], *words: str, columns: int = 80, answer: bytes | None = None
) -> Done:
    """Run the program on a terminal of its own; type `answer` when it asks (ends with ": ").

    POSIX only. Standard output and error are one there: both are in `out`.
    """
    import fcntl  # noqa: PLC0415 - not on Windows
    import termios  # noqa: PLC0415 - likewise

    master, slave = os.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    begin = "import fcntl,sys,termios;fcntl.ioctl(0,termios.TIOCSCTTY,0);"
    program = f"{begin}from desktop_app.__main__ import main;sys.exit(main())"
    child = subprocess.Popen(
        [sys.executable, "-c", program, *words],
        env={**environment, "TERM": "xterm-256color"},
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    )
    os.close(slave)
    try:
        screen = _watch(master, answer)
        code = child.wait(TERMINAL_S)
    finally:
        os.close(master)
        if child.poll() is None:
            child.kill()
            child.wait()
    return Done(code, screen.decode("utf-8").replace("\r\n", "\n"), "")


def _watch(master: int, answer: bytes | None) -> bytes:
    """Read a terminal to its end."""
    screen, deadline = b"", time.monotonic() + TERMINAL_S
    while time.monotonic() < deadline:
        if not select.select([master], [], [], 0.1)[0]:
            continue
        try:
            read = os.read(master, 65_536)
        except OSError:  # Linux: the other end is closed
            break
        if not read:
            break
        screen += read
        if answer is not None and screen.endswith(b": "):
            os.write(master, answer)
            answer = None
    return screen
