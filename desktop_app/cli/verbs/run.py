"""`countersign run -- CMD`: any program under record: run id, root span, telemetry, exit code."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from desktop_app.agents import launch
from desktop_app.agents.catalog import Route
from desktop_app.cli import app
from desktop_app.cli.recorder_access import recorder
from desktop_app.errors import NotFoundError

if TYPE_CHECKING:
    from desktop_app.cli.app import Session
    from desktop_app.control.client import ControlClient

_TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}\Z")
_ZEROS = "0"


@click.command("run", context_settings={"ignore_unknown_options": True})
@click.option("--name", help="What to call this run [the program's name].")
@click.argument("program", nargs=-1, required=True, type=click.UNPROCESSED)
@app.global_flags
def command(name: str | None, program: tuple[str, ...]) -> int:
    """Run a program with its telemetry sent here; ends with the program's own exit code."""
    session = app.session()
    called = name or Path(program[0]).name
    trace_id, parent = _inherited() or (session.ids.random_bytes(16).hex(), "")
    span_id = session.ids.random_bytes(8).hex()
    with recorder(session, receive=True) as client:
        arguments = {
            "name": called,
            "sender": launch.sender_of(program),
            "command": list(program),
            "trace_id": trace_id,
            "span_id": span_id,
        }
        run = cast("dict[str, str]", client.call("run.begin", arguments))
        route = Route(run["otlp_http"], run["token"])
        environment = launch.environment(
            os.environ, route, run_id=run["run_id"], trace_id=trace_id, span_id=span_id
        )
        started_ns = session.clock.now_us() * 1000
        began = time.monotonic_ns()
        code = _execute(launch.command_line(program, route), environment)
        ended_ns = started_ns + time.monotonic_ns() - began
        told: dict[str, str | int] = {
            "run_id": run["run_id"],
            "sender": run["sender"],
            "name": called,
        }
        span: dict[str, str | int] = {
            "trace_id": trace_id,
            "span_id": span_id,
            "parent_span_id": parent,
        }
        times: dict[str, str | int] = {
            "started_ns": str(started_ns),
            "ended_ns": str(ended_ns),
            "exit_code": code,
        }
        _end(session, client, {**told, **span, **times})
    session.output.note(
        f"countersign: recorded as {run['run_id']} (countersign show {run['run_id']})"
    )
    return code


def _end(session: Session, client: ControlClient, arguments: dict[str, str | int]) -> None:
    """Tell the recorder that the run ended; by a new connection when ours went idle meanwhile."""
    client.close()
    with recorder(session) as again:
        again.call("run.end", arguments)


def _execute(command: list[str], environment: dict[str, str]) -> int:
    """Run the program in our place in the terminal; Ctrl+C is the program's to answer.

    Raises:
        NotFoundError: there is no such program.
    """
    earlier = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        child = subprocess.Popen(  # noqa: S603 - the person's own command line
            command,
            env=environment,
            # no threads run in the command line; without it the child would ignore Ctrl+C
            preexec_fn=_default_interrupt if os.name == "posix" else None,  # noqa: PLW1509
        )
    except FileNotFoundError as error:
        raise NotFoundError(f"There is no program {command[0]!r}.") from error
    finally:
        signal.signal(signal.SIGINT, earlier)
    while True:
        try:
            code = child.wait()
        except KeyboardInterrupt:
            continue
        return 128 - code if code < 0 else code


def _default_interrupt() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _inherited() -> tuple[str, str] | None:
    """Return (trace id, parent span id) of TRACEPARENT, or None."""
    match = _TRACEPARENT.match(os.environ.get("TRACEPARENT", ""))
    if match is None or not match[1].strip(_ZEROS) or not match[2].strip(_ZEROS):
        return None
    return match[1], match[2]
