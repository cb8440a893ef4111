"""Runs the index follower as a child process, and is that process's main function.

The recorder nudges it through a pipe after each commit; when the recorder dies the pipe closes and
the follower ends. A follower that dies is started again with growing pauses. It is never needed for
an
acknowledgement: the index can always be made again from the ledger.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from threading import Event, Thread
from typing import TYPE_CHECKING

from desktop_app.host import hardening
from desktop_app.index.follower import Follower

if TYPE_CHECKING:
    from pathlib import Path

LOG = logging.getLogger(__name__)
_NEWS, _REBUILD = b"n", b"r"
FIRST_PAUSE_S, LAST_PAUSE_S = 0.5, 30.0


class FollowerProcess:
    """The recorder's side: start, nudge, supervise, stop."""

    def __init__(self, ledger: Path, index: Path) -> None:
        self._command = [
            sys.executable,
            *([] if getattr(sys, "frozen", False) else ["-m", "desktop_app"]),
            *("_follow", str(ledger), str(index)),
        ]
        self._read_fd, self._write_fd = os.pipe()
        os.set_blocking(self._write_fd, False)
        self._stopping = Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._thread = Thread(target=self._supervise, name="follower", daemon=True)
        self.restarts = 0

    def start(self) -> None:
        """Start the child and its supervision."""
        self._thread.start()

    def nudge(self) -> None:
        """Tell the follower that there is something new; never blocks."""
        self._tell(_NEWS)

    def rebuild(self) -> None:
        """Tell the follower to make the index again, into a new file that is then swapped in."""
        self._tell(_REBUILD)

    def _tell(self, word: bytes) -> None:
        try:
            os.write(self._write_fd, word)
        except (
            BlockingIOError,
            OSError,
        ):  # a full pipe is a nudge already; closed: we are stopping
            return

    def stop(self) -> None:
        """Close the pipe, so that the follower catches up and ends; kill it after 5 s."""
        self._stopping.set()
        os.close(self._write_fd)
        if self._child is not None:
            try:
                self._child.wait(5)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait()
        self._thread.join(5)

    def _supervise(self) -> None:
        pause_s = FIRST_PAUSE_S
        while not self._stopping.is_set():
            self._child = subprocess.Popen(self._command, stdin=self._read_fd)  # noqa: S603 - our own program
            code = self._child.wait()
            if self._stopping.is_set():
                return
            self.restarts += 1
            LOG.warning("The index follower ended with %s; it is started again.", code)
            self._stopping.wait(pause_s)
            pause_s = min(2 * pause_s, LAST_PAUSE_S)


def main(ledger: Path, index: Path) -> int:
    """Follow the ledger into the index until standard input closes."""
    hardening.harden()
    follower = Follower(ledger, index)
    try:
        while True:
            while follower.catch_up():
                pass
            told = os.read(0, 65_536)
            if _REBUILD in told:
                follower.rebuild()
            if not told:
                follower.catch_up()
                return 0
    finally:
        follower.close()
