"""Runs the courier, the one process that may leave this machine, as a child of the recorder.

Promise: after `stop` returned, nothing leaves: the courier has ended, by itself or killed after
`STOP_S`. One that dies is started again with growing pauses. Credentials go through a socket that
has no name: the pipes of a process can be opened by its user's others before it hardens itself.
`resources/docs/upstream.md`, "Processes".
"""

from __future__ import annotations

import logging
import os
import time
from contextlib import suppress
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from desktop_app.courier import wire
from desktop_app.errors import BadEncodingError, CountersignError
from desktop_app.host.program import own_program
from desktop_app.host.spoken import start

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_app.host.spoken import Spoken

LOG = logging.getLogger(__name__)
STOP_S = 0.7
FIRST_PAUSE_S, LAST_PAUSE_S = 1.0, 60.0
STEADY_S = 60.0  # a courier that lived that long starts again after the first pause
# Where to go, through what, and as whom is what a person consented to, never the environment.
_LEFT_OUT = ("COUNTERSIGN_PASSPHRASE", "SSLKEYLOGFILE", "SSL_CERT_FILE", "SSL_CERT_DIR")
_LEFT_OUT_STARTS = ("AWS_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


class CourierProcess:
    """The recorder's side. Thread safe.

    Args:
        order: what to start it with, asked each time; None: there is nothing to do. What it raises
            is tried again, as a courier that died.
        heard: told each event, on one thread of ours.
    """

    def __init__(
        self,
        order: Callable[[], wire.Order | None],
        heard: Callable[[wire.Event], None],
        command: tuple[str, ...] | None = None,
    ) -> None:
        self._order, self._heard = order, heard
        self._command = list(command or (*own_program(), "_carry"))
        self._lock = Lock()
        self._pipe = Lock()  # nobody may write to this number once it could be another file's
        self._stdin: int | None = None
        self._child: Spoken | None = None
        self._thread: Thread | None = None
        self._ending = Event()

    @property
    def pid(self) -> int | None:
        """The child's process id while there is one."""
        child = self._child
        return None if child is None else child.process.pid

    @property
    def is_running(self) -> bool:
        """Whether it is there, or about to be started again."""
        thread = self._thread
        return thread is not None and thread.is_alive()

    def start(self) -> None:
        """Start it, where it does not run."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._ending = Event()
                self._thread = Thread(
                    target=self._supervise, args=(self._ending,), name="courier", daemon=True
                )
                self._thread.start()

    def tell(self, word: bytes) -> bool:
        """Tell it a word (`wire.NEWS`, `wire.STAMP`); never blocks. False where nobody hears it."""
        with self._pipe, suppress(OSError):  # full: it has news enough; broken: it is ending
            if self._stdin is not None:
                os.write(self._stdin, word)
                return True
        return False

    def stop(self) -> bool:
        """Have it hang up and end; then nothing leaves any more, and all it said was heard.

        Returns:
            Whether it ended by itself, so that it said what was under way.
        """
        with self._lock:
            thread, self._thread = self._thread, None
            if thread is None:
                return True
            self._ending.set()
            self._hang_up()
            thread.join(STOP_S)
            hung_up = not thread.is_alive()
            if not hung_up and (child := self._child) is not None:
                child.process.kill()
                child.deafen()
            thread.join()
            return hung_up

    def _supervise(self, ending: Event) -> None:
        pause_s = FIRST_PAUSE_S
        while not ending.is_set():
            began = time.monotonic()
            try:
                order = self._order()
            except CountersignError as error:  # a locked keychain, a full disk
                code: int | str = f"no order: {error.message}"
            else:
                if order is None:
                    return
                code = self._run(order, ending)
            if ending.is_set():
                return
            if time.monotonic() - began > STEADY_S:
                pause_s = FIRST_PAUSE_S
            LOG.warning("The courier ended with %s; it is started again.", code)
            ending.wait(pause_s)
            pause_s = min(2 * pause_s, LAST_PAUSE_S)

    def _run(self, order: wire.Order, ending: Event) -> int | str:
        try:
            child = start(self._command, _environment(os.environ))
        except OSError as error:
            return f"not even starting: {error.strerror}"
        try:
            self._child = child
            with suppress(OSError):  # it died at once: its code tells
                child.tells.write(wire.format_order(order))
                child.tells.flush()
            self._take_stdin(os.dup(child.tells.fileno()))
            if ending.is_set():  # `stop` did not see it
                self._hang_up()
            with suppress(OSError):
                child.tells.close()  # ours is the other number
            for line in iter(lambda: child.hears.readline(wire.MAX_LINE), b""):
                self._tell(line)
            return child.process.wait()
        finally:
            self._hang_up()
            child.process.kill()
            child.process.wait()
            self._child = None
            child.close()

    def _take_stdin(self, number: int) -> None:
        os.set_blocking(number, False)
        with self._pipe:
            self._stdin = number

    def _hang_up(self) -> None:
        with self._pipe:
            if self._stdin is not None:
                os.close(self._stdin)
                self._stdin = None

    def _tell(self, line: bytes) -> None:
        try:
            event = wire.parse_event(line)
        except BadEncodingError as error:
            LOG.warning("The courier said what is no event: %s", error.message)
            return
        self._heard(event)


def _environment(environment: Mapping[str, str]) -> dict[str, str]:
    return {
        name: value
        for name, value in environment.items()
        if name not in _LEFT_OUT and not name.upper().startswith(_LEFT_OUT_STARTS)
    }
