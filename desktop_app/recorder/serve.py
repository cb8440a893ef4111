"""`countersign serve`: the recorder alone, from lock to seal.

Prints one JSON line when ready (the command line does the printing), ends with 0 on SIGTERM.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.control import person_line
from desktop_app.host import hardening, peers
from desktop_app.host.egress import door
from desktop_app.host.instance import DataDirLock
from desktop_app.recorder import wiring
from desktop_app.recorder.serving import Serving

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_app.host.paths import Paths
    from desktop_app.model.canonical import JSON
    from desktop_app.recorder.recorder import Recorder

# Small requests must not wait for a big one to be prepared in another thread.
SWITCH_INTERVAL_S = 0.0005
# A request makes tens of thousands of objects that go without the collector's help. Looking at each
# generation of them costs as much as redacting them.
COLLECT_AFTER = (50_000, 20, 50)


@dataclass(frozen=True, slots=True)
class Ports:
    """Ports to listen on; None: as the settings say; 0: any free one."""

    http: int | None = None
    grpc: int | None = None


def serve(
    paths: Paths,
    *,
    ports: Ports,
    receive: bool,
    keeper: str = "command",
    person_fd: int | None = None,
    ready: Callable[[Mapping[str, JSON], Mapping[str, JSON]], None],
    ask_passphrase: Callable[[str], str] | None = None,
) -> int:
    """Run until SIGTERM, SIGINT or SIGHUP; return 0.

    Args:
        paths: where everything lies.
        ports: where to listen.
        receive: False for a recorder that only serves the command line.
        keeper: who starts it again when it ends: "tray", "service", or "command" (nobody).
        person_fd: our end of the person's line, which the tray that started us handed down.
        ready: called once with the ready line and the status.
        ask_passphrase: asks the person for the key file's passphrase; None: never ask.

    Raises:
        RecorderRunningError, PortTakenError, KeyLostError, ManagedError, ...: it could not start.
    """
    wait_for_end, end = _catch_end()
    tune()
    door.shut()
    hardening.harden()
    paths.prepare()
    with DataDirLock(paths.lock, control=paths.control_address):
        recorder = wiring.build(paths, ask_passphrase=ask_passphrase)
        recorder.keeper, recorder.stopping.wake = keeper, end
        serving = Serving(
            recorder,
            receive=receive,
            http_port=_port(recorder, "receive.http_port", ports.http),
            grpc_port=_port(recorder, "receive.grpc_port", ports.grpc),
        )
        try:
            serving.start()
            if person_fd is not None:
                _talk_to_person(serving, person_fd)
            ready(_ready_line(recorder), {**recorder.status(), **recorder.introduction()})
            wait_for_end()
        finally:
            serving.stop()
    return 0


def _port(recorder: Recorder, name: str, given: int | None) -> int:
    """Return the port to listen on: the one given, unless an administrator decided another."""
    if given is None:
        return recorder.settings.number(name)
    recorder.settings.check_free(name, given)
    return given


def _talk_to_person(serving: Serving, fd: int) -> None:
    """Serve the person's line; one that an agent holds is like any other connection.

    Raises:
        UsageError: it is no socket.
    """
    line = person_line.inherited(fd)
    serving.control.serve_line(line, person=peers.agent_ancestor(os.getpid()) is None)


def _catch_end() -> tuple[Callable[[], None], Callable[[], None]]:
    """Catch the signals that end us; return what waits for the first, and what does as they do.

    Python runs a handler only between two steps of the main thread: a signal that comes just before
    it begins to wait would be forgotten there. So the interpreter's C handler writes the signal's
    number to a pipe, and the wait is a read of that.
    """
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    for name in ("SIGTERM", "SIGINT", "SIGHUP"):  # a closed terminal is an orderly end, too
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:  # as under nohup
            signal.signal(number, lambda *_: None)

    def end() -> None:
        with suppress(OSError):  # it has ended already
            os.write(writing, b"\0")

    def wait() -> None:
        os.read(reading, 1)
        signal.set_wakeup_fd(-1)
        os.close(reading)
        os.close(writing)

    return wait, end


def tune() -> None:
    """Set the interpreter up for many small objects in several threads; for a whole process."""
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    gc.collect()
    gc.freeze()  # what was imported stays: no need to look at it again
    gc.set_threshold(*COLLECT_AFTER)


def _ready_line(recorder: Recorder) -> dict[str, JSON]:
    return {
        "ready": True,
        "otlp_http": recorder.otlp_http,
        "otlp_grpc": recorder.otlp_grpc,
        "control": recorder.paths.control_address,
        "data_dir": str(recorder.paths.data_dir),
        "pid": os.getpid(),
    }
