"""A recorder as a child of the tray: started, waited for, ended in order.

It outlives a tray that is killed: nothing it writes to is a pipe of ours. The line on which the
person's answers travel is inherited, so that no other program can have it: answers come from the
person only (`control.person_line`).
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
from threading import Lock
from typing import IO, TYPE_CHECKING

from desktop_app.host.program import own_program
from desktop_app.operations.recorder_access import reason_told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.host.paths import Paths

STOP_S = 30.0
_LAST_BYTES = 65_536


class RecorderProcess:
    """One recorder.

    Args:
        paths: whose data directory.
        options: more options of `countersign serve`.
        inherited: file descriptors that it gets under the same numbers.

    Raises:
        OSError: it cannot be started.
    """

    def __init__(
        self, paths: Paths, options: Sequence[str] = (), inherited: Sequence[int] = ()
    ) -> None:
        self._reading = Lock()
        self._said: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed at its end
        command = [*own_program(), "serve", "--data-dir", str(paths.data_dir)]
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [*command, "--keeper", "tray", *options],
            stdin=subprocess.DEVNULL,
            stdout=self._said,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # a key typed where the tray was started is not meant for it
            pass_fds=tuple(inherited),  # none on Windows, which has no such thing
        )

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def wait(self) -> tuple[int, str]:
        """Wait for its end; return its exit code and, as a sentence, why it ended."""
        code = self._process.wait()
        lines = self._last_words()
        if code < 0:
            return code, f"It was ended by {signal.Signals(-code).name}."
        return code, reason_told(lines) if code else ""

    def stop(self) -> None:
        """Ask it to end; what was acknowledged is sealed first."""
        self._process.terminate()

    def finish(self, wait_s: float = STOP_S) -> None:
        """Ask it to end and wait; kill it where that takes too long."""
        self.stop()
        try:
            self._process.wait(wait_s)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            self._process.wait()
        self._last_words()

    def _last_words(self) -> list[str]:
        """Return what it said last, and let go of the file; for whoever is first to see its end."""
        with self._reading:
            if self._said.closed:
                return []
            with self._said as said:
                said.seek(max(0, said.seek(0, os.SEEK_END) - _LAST_BYTES))
                return said.read().decode("utf-8", "replace").strip().splitlines()
