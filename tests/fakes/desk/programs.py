"""Programs of a desktop: started with its environment, ended by their ids, none forgotten."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MARK = "COUNTERSIGN_TEST_DESK"  # in the environment of all that descends from a desktop
_END_S = 5.0


class Programs:
    """What was started for one desktop.

    Args:
        log: directory for what they print.
        environment: theirs; whoever holds this mapping may add to it.
    """

    def __init__(self, log: Path, environment: dict[str, str]) -> None:
        self._log, self._environment = log, environment
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        log.mkdir(parents=True, exist_ok=True)

    def start(
        self,
        name: str,
        command: Sequence[str],
        *,
        text: bytes = b"",
        pass_fds: Sequence[int] = (),
    ) -> subprocess.Popen[bytes]:
        """Start a program that goes on; `text` is what it reads, `name` its file in the log."""
        with (self._log / name).open("ab") as log:
            process = subprocess.Popen(
                command,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                pass_fds=pass_fds,
            )
        assert process.stdin is not None
        with suppress(BrokenPipeError):
            process.stdin.write(text)
            process.stdin.close()
        self._running[name] = process
        return process

    def log(self, name: str) -> str:
        """Return what programs of that name have printed so far."""
        return (self._log / name).read_text("utf-8", "replace")

    def ask(self, *command: str) -> str:
        """Run a program to its end; return what it printed, "" when it failed."""
        done = subprocess.run(
            command, env=self._environment, capture_output=True, text=True, check=False, timeout=20
        )
        return done.stdout.strip() if done.returncode == 0 else ""

    def end(self, name: str) -> None:
        """End one program; no error when it has ended."""
        process = self._running.pop(name)
        process.terminate()
        try:
            process.wait(_END_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def end_all(self) -> None:
        """End all, the newest first; then what these started and left behind."""
        for name in reversed(tuple(self._running)):
            self.end(name)
        mark = self._environment[MARK]
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if process.pid != os.getpid() and process.environ().get(MARK) == mark:
                    process.kill()
