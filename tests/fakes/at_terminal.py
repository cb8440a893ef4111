"""A verb of the command line run at a terminal of its own, with what a person types there."""

from __future__ import annotations

import fcntl
import os
import pty
import signal
import subprocess
import sys
import termios
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TIMEOUT_S = 60.0


class Terminal:
    """A program whose controlling terminal is ours to type at and to read."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._ours, theirs = pty.openpty()

        def take_terminal() -> None:
            fcntl.ioctl(theirs, termios.TIOCSCTTY, 0)

        self.process = subprocess.Popen(
            command,
            env=dict(environment),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=take_terminal,  # noqa: PLW1509 - a test without threads
        )
        os.close(theirs)
        self.shown = ""

    def type(self, text: str) -> None:
        r"""Type at the keyboard; "\\x03" is Ctrl+C."""
        os.write(self._ours, text.encode())

    def wait_for(self, text: str) -> None:
        """Read until the terminal shows a text."""
        deadline = time.monotonic() + TIMEOUT_S
        while text not in self.shown:
            assert time.monotonic() < deadline, self.shown
            assert self.read(), self.shown

    def end(self) -> int:
        """Read to the end; return the exit code."""
        while self.read():
            pass
        os.close(self._ours)
        try:
            return self.process.wait(TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGKILL)
            raise

    def read(self) -> bool:
        """Read what is there, or wait for it; False at the end."""
        try:
            data = os.read(self._ours, 65_536)
        except OSError:  # Linux: nobody has the other end open any more
            return False
        self.shown += data.decode("utf-8", "replace")
        return bool(data)


def countersign(environment: Mapping[str, str], *words: str) -> Terminal:
    """Start a verb at a terminal."""
    return Terminal([sys.executable, "-m", "desktop_app", *words], environment)


def confirmed(environment: Mapping[str, str], *words: str) -> tuple[int, str]:
    """Run a verb, answer yes to what it asks; return (exit code, what was shown)."""
    terminal = countersign(environment, *words)
    answered = 0
    while terminal.read():
        if "to go on: " in terminal.shown[answered:]:
            answered = len(terminal.shown)
            terminal.type("yes\n")
    return terminal.end(), terminal.shown
