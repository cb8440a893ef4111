"""Runs the index follower as a child process, and is that process's main function.

The recorder nudges it through a pipe after each commit; when the recorder dies the pipe closes and
the follower ends. A follower that dies is started again with growing pauses. It is never needed for
an acknowledgement: the index can always be made again from the ledger.
"""

from __future__ import annotations

import logging
import os
import subprocess
import time
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from desktop_app.errors import CountersignError
from desktop_app.host import hardening
from desktop_app.host.program import own_program

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LOG = logging.getLogger(__name__)
_NEWS, _REBUILD = b"n", b"r"
FIRST_PAUSE_S, LAST_PAUSE_S = 0.5, 30.0
_TROUBLE = "The index is not being filled: %s %s"
STEADY_S = 60.0  # a follower that lived that long starts again after the first pause
STOP_S = 5.0
_SECRETS = frozenset(("COUNTERSIGN_PASSPHRASE",))


class FollowerProcess:
    """The recorder's side: start, nudge, supervise, stop. Thread safe."""

    def __init__(self, ledger: Path, index: Path) -> None:
        self._command = [*own_program(), "_follow", str(ledger), str(index)]
        self._lock = Lock()
        self._read_fd, self._write_fd = os.pipe()
        os.set_blocking(self._write_fd, False)
        self._stopping = Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._thread: Thread | None = None
        self.restarts = 0

    @property
    def pid(self) -> int | None:
        """The child's process id, once it was started."""
        return None if self._child is None else self._child.pid

    def start(self) -> None:
        """Start the child and its supervision."""
        with self._lock:
            if not self._stopping.is_set():
                self._thread = Thread(target=self._supervise, name="follower", daemon=True)
                self._thread.start()

    def nudge(self) -> None:
        """Tell the follower that there is something new; never blocks."""
        self._tell(_NEWS)

    def rebuild(self) -> None:
        """Tell the follower to make the index again, into a new file that is then swapped in."""
        self._tell(_REBUILD)

    def stop(self) -> None:
        """Close the pipe, so that the follower catches up and ends; kill it after 5 s."""
        with self._lock:  # nobody may write to this number once it could be another file's
            if self._stopping.is_set():
                return
            self._stopping.set()
            os.close(self._write_fd)
        if self._thread is not None:
            self._thread.join(STOP_S)
            if self._thread.is_alive() and self._child is not None:
                self._child.kill()
                self._thread.join(STOP_S)
        os.close(self._read_fd)

    def _tell(self, word: bytes) -> None:
        with self._lock:
            if self._stopping.is_set():
                return
            try:
                os.write(self._write_fd, word)
            except BlockingIOError:  # a full pipe is a nudge already
                return

    def _supervise(self) -> None:
        pause_s = FIRST_PAUSE_S
        while not self._stopping.is_set():
            began = time.monotonic()
            code = self._run_child()
            if self._stopping.is_set():
                return
            self.restarts += 1
            if time.monotonic() - began > STEADY_S:
                pause_s = FIRST_PAUSE_S
            LOG.warning("The index follower ended with %s; it is started again.", code)
            self._stopping.wait(pause_s)
            pause_s = min(2 * pause_s, LAST_PAUSE_S)

    def _run_child(self) -> int | str:
        try:
            self._child = subprocess.Popen(  # noqa: S603 - our own program
                self._command,
                stdin=self._read_fd,
                env=_without_secrets(os.environ),
                start_new_session=True,  # Ctrl+C in a terminal is for the recorder alone
            )
        except OSError as error:
            return f"not even starting: {error.strerror}"
        return self._child.wait()


def _without_secrets(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name not in _SECRETS}


def main(ledger: Path, index: Path) -> int:
    """Follow the ledger into the index until standard input closes; 1: it could not go on."""
    from desktop_app.index.follower import (  # noqa: PLC0415 - the recorder needs none of it
        open_or_replace,
    )

    hardening.harden()
    try:
        follower = open_or_replace(ledger, index, lambda error: _asked(error, index))
        if follower is None:
            return 1
        with follower:
            while True:
                while follower.catch_up():
                    pass
                told = os.read(0, 65_536)
                if _REBUILD in told:
                    follower.rebuild()
                if not told:
                    while follower.catch_up():
                        pass
                    return 0
    except CountersignError as error:
        LOG.error(_TROUBLE, error.message, error.hint)  # noqa: TRY400 - a sentence, no trace
        return 1


def _asked(error: CountersignError, index: Path) -> bool | None:
    """Wait until a later version's index is to be made again, or is gone; None: the end."""
    LOG.error(_TROUBLE, error.message, error.hint)
    while told := os.read(0, 65_536):
        if _REBUILD in told:
            return True
        if not index.exists():
            return False
    return None
