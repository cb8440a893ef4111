"""`countersign run -- CMD`: any program under record: run id, root span, telemetry, exit code."""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from desktop_app.agents import launch
from desktop_app.agents.catalog import Route
from desktop_app.cli import app, foreground
from desktop_app.errors import CountersignError, RecorderNotRunningError
from desktop_app.operations.agents_setup import hook_place
from desktop_app.operations.recorder_access import recorder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop_app.cli.app import Session
    from desktop_app.control.client import ControlClient
    from desktop_app.model.canonical import JSON

_TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}\Z")
_ZEROS = "0"
_PAUSED = "countersign: recording is paused: nothing that this program sends is kept"
_UNASKED = (
    "countersign: {} is recorded, and nobody is asked before its tools; `countersign setup {}` "
    "sets that up"
)
_NAME_CHARS = 200  # as many as a run's name may have


@dataclass(frozen=True, slots=True)
class _Span:
    """The root span's place: hex ids; `parent` is "" for a run of its own."""

    trace_id: str
    span_id: str
    parent: str


# options end at the program's name: what follows is the program's own, with or without `--`
@click.command("run", context_settings={"allow_interspersed_args": False})
@click.option("--name", help="What to call this run [the program's name].")
@click.argument("program", nargs=-1, required=True, type=click.UNPROCESSED)
@app.global_flags
def command(name: str | None, program: tuple[str, ...]) -> int:
    """Run a program with its telemetry sent here; ends with the program's own exit code."""
    session = app.session()
    called = name or Path(program[0]).name[:_NAME_CHARS] or program[0]
    trace_id, parent = _inherited(os.environ) or (session.ids.random_bytes(16).hex(), "")
    span = _Span(trace_id, session.ids.random_bytes(8).hex(), parent)
    with recorder(session, receive=True) as client:
        status = client.call("status")
        run = _begin(client, status, called, program, span)
        client.close()  # it would be idle for as long as the program runs
        if status["paused"]:
            session.output.note(_PAUSED)
        place = hook_place(session)
        hooks = launch.hooks_of(program, place, os.environ, Path.home())
        if hooks == "nowhere":
            session.output.note(_UNASKED.format(Path(program[0]).name, run["sender"]))
        route = Route(run["otlp_http"], run["token"], place if hooks == "arguments" else None)
        environment = launch.environment(
            os.environ,
            route,
            run_id=run["run_id"],
            trace_id=trace_id,
            span_id=span.span_id,
            sender=run["sender"],
        )
        started_ns, began = session.clock.now_us() * 1000, time.monotonic_ns()
        code, problem = foreground.execute(launch.command_line(program, route), environment)
        ended_ns = started_ns + time.monotonic_ns() - began
        _end(
            session,
            {
                "run_id": run["run_id"],
                "sender": run["sender"],
                "name": called,
                "trace_id": trace_id,
                "span_id": span.span_id,
                "parent_span_id": parent,
                "started_ns": str(started_ns),
                "ended_ns": str(ended_ns),
                "exit_code": code,
            },
        )
    if problem:
        session.output.note(f"countersign: {problem}")
    elif sys.stderr.isatty():  # what is piped is the program's alone
        shown = f"recorded as {run['run_id']} (countersign show {run['run_id']})"
        session.output.note(f"countersign: {shown}")
    return code


def _begin(
    client: ControlClient,
    status: Mapping[str, JSON],
    called: str,
    program: Sequence[str],
    span: _Span,
) -> Mapping[str, str]:
    """Open the run; return its id, sender, token and where to send.

    Raises:
        RecorderNotRunningError: the running recorder opens no port: nothing could be recorded.
    """
    if not isinstance(status["otlp_http"], str):
        raise RecorderNotRunningError(
            "The running recorder receives nothing.", hint="Start it without `--no-receivers`."
        )
    arguments: dict[str, JSON] = {
        "name": called,
        "sender": launch.sender_of(program),
        "command": list(program),
        "trace_id": span.trace_id,
        "span_id": span.span_id,
        "folder": str(Path.cwd()),
        "program": shutil.which(program[0]),
        "variables": launch.told_of_environment(os.environ),
    }
    return cast("Mapping[str, str]", client.call("run.begin", arguments))


def _end(session: Session, arguments: Mapping[str, JSON]) -> None:
    """Tell the recorder that the run ended: the same, one restarted since, or one for this alone.

    The program's exit code is the verb's, so an error here is told and does not replace it.
    """
    try:
        with recorder(session) as client:
            client.call("run.end", arguments)
    except CountersignError as error:
        session.output.note(f"countersign: the run's end was not recorded: {error.message}")


def _inherited(environment: Mapping[str, str]) -> tuple[str, str] | None:
    """Return (trace id, parent span id) of TRACEPARENT, or None."""
    match = _TRACEPARENT.match(environment.get("TRACEPARENT", ""))
    if match is None or not match[1].strip(_ZEROS) or not match[2].strip(_ZEROS):
        return None
    return match[1], match[2]
