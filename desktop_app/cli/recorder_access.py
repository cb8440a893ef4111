"""A recorder to talk to: the one that runs, or one started for the time of a verb."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from desktop_app.control.client import ControlClient
from desktop_app.errors import RecorderNotRunningError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from desktop_app.cli.app import Session
    from desktop_app.model.canonical import JSON

STOP_S = 20.0


def own_program() -> list[str]:
    """Return the command that starts this program again."""
    return (
        [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "desktop_app"]
    )


def running(session: Session) -> ControlClient | None:
    """Return a client of the running recorder, or None when there is none."""
    try:
        return ControlClient(session.paths.control_address)
    except RecorderNotRunningError:
        return None


@contextmanager
def recorder(
    session: Session, *, receive: bool = False, configured_ports: bool = False
) -> Iterator[ControlClient]:
    """Yield a client of the running recorder; start one for the time of the verb if none runs.

    Args:
        session: whose data directory.
        receive: whether a recorder started here opens the OTLP ports.
        configured_ports: those of the settings, and not any free ones.
    """
    client = running(session)
    if client is not None:
        with client:
            yield client
        return
    child = _start(session, receive=receive, configured_ports=configured_ports)
    try:
        with ControlClient(session.paths.control_address) as client:
            yield client
    finally:
        child.terminate()
        try:
            child.wait(STOP_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def ask(session: Session, verb: str, arguments: Mapping[str, JSON] | None = None) -> JSON:
    """Ask one thing of the recorder, starting one if none runs."""
    with recorder(session) as client:
        return client.call(verb, arguments or {})


def ask_running(session: Session, verb: str, arguments: Mapping[str, JSON] | None = None) -> JSON:
    """Ask one thing of the running recorder.

    Raises:
        RecorderNotRunningError: there is none.
    """
    with ControlClient(session.paths.control_address) as client:
        return client.call(verb, arguments or {})


def _start(session: Session, *, receive: bool, configured_ports: bool) -> subprocess.Popen[str]:
    any_port = ["--otlp-http-port", "0", "--otlp-grpc-port", "0"]
    ports = ([] if configured_ports else any_port) if receive else ["--no-receivers"]
    command = [*own_program(), "serve", "--data-dir", str(session.paths.data_dir), *ports]
    child = subprocess.Popen(  # noqa: S603 - our own program
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl+C ends the verb; the recorder is then ended in order
    )
    if child.stdout is None or not child.stdout.readline():
        _, said = child.communicate()
        last = said.strip().splitlines()[-1:] or ["it ended without a word"]
        raise RecorderNotRunningError(f"No recorder could be started: {last[0].strip()}")
    return child
