"""The server behind the MCP proxy: a process of its own group, that ends when the proxy does."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING

from desktop_app.agents.launch import SECRETS
from desktop_app.errors import NotFoundError
from desktop_app.model.closing import Closing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TERMINATE_S = 2.0


class Server(Closing):
    """A started server; its standard error is ours.

    Args:
        command: its command line.
        environment: ours; what opens our keys is left out.

    Raises:
        NotFoundError: it cannot be started.
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        given = {name: value for name, value in environment.items() if name not in SECRETS}
        try:
            self._child = subprocess.Popen(  # noqa: S603 - the person's own command line
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=given,
                bufsize=0,
                start_new_session=True,  # so that what it started ends with it
            )
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or error
            raise NotFoundError(f"{command[0]} cannot be started: {why}.") from error
        self._lock = Lock()

    @property
    def output(self) -> int:
        """Descriptor of what it says."""
        assert self._child.stdout is not None  # noqa: S101 - we asked for a pipe
        return self._child.stdout.fileno()

    def write(self, data: bytes) -> None:
        """Write to its input, whole; waits while it does not read.

        Raises:
            OSError: it does not read any more.
        """
        assert self._child.stdin is not None  # noqa: S101 - we asked for a pipe
        view = memoryview(data)
        with self._lock:
            if self._child.stdin.closed:
                raise BrokenPipeError("The server's input is closed.")
            while view:
                view = view[self._child.stdin.write(view) :]

    def close_input(self) -> None:
        """Tell it that nothing more comes."""
        if self._child.stdin is not None and self._lock.acquire(timeout=TERMINATE_S):
            try:
                with suppress(OSError):
                    self._child.stdin.close()
            finally:
                self._lock.release()

    def wait(self, seconds: float) -> bool:
        """Return whether it ended in that time."""
        try:
            self._child.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def end(self, patience_s: float) -> int:
        """End it and what it started; return its exit code as a shell gives it."""
        self.close_input()
        if not self.wait(patience_s):
            self._signal(signal.SIGTERM)
            if not self.wait(TERMINATE_S):
                self._signal(getattr(signal, "SIGKILL", signal.SIGTERM))
                self._child.wait()
        self._signal(getattr(signal, "SIGKILL", signal.SIGTERM))  # what it left behind
        code = self._child.returncode
        return 128 - code if code < 0 else code

    def close(self) -> None:
        """Hear it no more, once it ended."""
        if self._child.stdout is not None:
            self._child.stdout.close()

    def _signal(self, number: int) -> None:
        with suppress(OSError):
            if os.name == "posix":
                os.killpg(self._child.pid, number)
            else:
                self._child.terminate()
