"""A recorder to talk to: the one that runs, or one started for the time of a verb."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

from desktop_app.errors import RecorderNotRunningError
from desktop_app.host.program import own_program

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from desktop_app.control.client import ControlClient
    from desktop_app.model.canonical import JSON
    from desktop_app.operations.context import Context

STOP_S = 20.0
_NEW_LOG = (
    "A new log was begun. Write its fingerprint down; it is what a reviewer trusts: "
    "`countersign keys list`"
)


def running(context: Context) -> ControlClient | None:
    """Return a client of the running recorder, or None when there is none."""
    try:
        return context.connect()
    except RecorderNotRunningError:
        return None


@contextmanager
def recorder(
    context: Context, *, receive: bool = False, configured_ports: bool = False
) -> Iterator[ControlClient]:
    """Yield a client of the running recorder; start one for the time of the verb if none runs.

    Args:
        context: whose data directory.
        receive: whether a recorder started here opens the OTLP ports.
        configured_ports: those of the settings, and not any free ones.

    Raises:
        RecorderNotRunningError: none runs and none can be started; the message says why.
    """
    client = running(context)
    if client is not None:
        with client:
            yield client
        return
    if not context.starts_recorder:
        raise RecorderNotRunningError("The recorder is not running.", hint="It is being started.")
    child: subprocess.Popen[bytes] | None = None
    is_new = not context.paths.ledger.exists()
    try:
        child, said = _start(context, receive=receive, configured_ports=configured_ports)
        if said is not None:  # somebody else's came first, or ours cannot start at all
            client = running(context)
            if client is None:
                raise RecorderNotRunningError(f"No recorder could be started: {said}")
        with client or context.connect() as started:
            yield started
    finally:
        if child is not None:
            _stop(child)
            if is_new and context.paths.ledger.exists() and sys.stderr.isatty():
                context.note(_NEW_LOG)


def ask(context: Context, verb: str, arguments: Mapping[str, JSON] | None = None) -> JSON:
    """Ask one thing of the recorder, starting one if none runs."""
    with recorder(context) as client:
        return client.call(verb, arguments or {})


def ask_running(context: Context, verb: str, arguments: Mapping[str, JSON] | None = None) -> JSON:
    """Ask one thing of the running recorder.

    Raises:
        RecorderNotRunningError: there is none.
    """
    with context.connect() as client:
        return client.call(verb, arguments or {})


def _start(
    context: Context, *, receive: bool, configured_ports: bool
) -> tuple[subprocess.Popen[bytes], str | None]:
    """Start a recorder and wait for its ready line; return it and why it ended, if it did."""
    any_port = ["--otlp-http-port", "0", "--otlp-grpc-port", "0"]
    ports = ([] if configured_ports else any_port) if receive else ["--no-receivers"]
    command = [*own_program(), "serve", "--data-dir", str(context.paths.data_dir), *ports]
    with tempfile.TemporaryFile() as errors:  # a pipe that nobody reads would stop it in the end
        child = subprocess.Popen(  # noqa: S603 - our own program
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,  # Ctrl+C ends the verb; the recorder is then ended in order
        )
        try:
            if child.stdout is not None and child.stdout.readline():
                return child, None
            child.wait(STOP_S)
        except BaseException:
            _stop(child)
            raise
        errors.seek(0)
        lines = errors.read().decode("utf-8", "replace").strip().splitlines()
    return child, reason_told(lines)


def reason_told(lines: list[str]) -> str:
    """Return what a recorder said last: its error, without the hint that is indented below."""
    told = [line for line in lines if line.startswith("countersign: ")]
    last = (told or lines or ["it ended without a word"])[-1]
    return last.strip().removeprefix("countersign: ")


def _stop(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(STOP_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    if child.stdout is not None:
        child.stdout.close()
