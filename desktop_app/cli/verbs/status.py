"""`countersign status`: what the recorder is doing, in a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click

from desktop_app.cli import app, formats
from desktop_app.cli.output import visible
from desktop_app.cli.recorder_access import running
from desktop_app.errors import CountersignError
from desktop_app.query.query import Query

if TYPE_CHECKING:
    from rich.console import Console

    from desktop_app.cli.app import Session

STOPPED_EXIT = 1


@click.command("status")
@click.option("--counts", is_flag=True, help="Also count all that is stored, by name.")
@app.global_flags
def command(*, counts: bool) -> int:
    """Show whether it records, what is sealed, and what is stored. Exit 1: not recording."""
    session = app.session()
    data: dict[str, object] = {"running": False, "recording": False}
    client = running(session)
    if client is not None:
        with client:
            data = {"running": True, **client.call("status")}
    data["data_dir"] = str(session.paths.data_dir)
    data["stored"] = _stored(session, counts=counts)
    session.output.result(data, lambda console: _print(console, session, data))
    return 0 if data["recording"] else STOPPED_EXIT


def _stored(session: Session, *, counts: bool) -> dict[str, object] | None:
    if not session.paths.index.exists():
        return None
    try:
        with Query(session.paths.index, session.paths.ledger) as query:
            return {**query.status(), **({"counts": query.counts()} if counts else {})}
    except CountersignError:
        return None  # `doctor` says what is wrong with the index


def _print(console: Console, session: Session, data: dict[str, object]) -> None:
    console.print(sentence(data, now_us=session.clock.now_us()))
    if data["running"]:
        console.print(f"  listens on  {data['otlp_http']} and {data['otlp_grpc']}")
        console.print(f"  keys in     {data.get('custody', 'unknown: not open yet')}")
    stored = cast("dict[str, int] | None", data["stored"])
    if stored:
        console.print(
            f"  stored      {stored['runs']:,} runs, {stored['spans']:,} spans, "
            f"{stored['log_records']:,} log records, {stored['metric_points']:,} metric points"
        )
        for name, number in _numbers(data):
            console.print(f"  {name:<11} {number}")
        if stored["lag"]:
            console.print(f"  index       {stored['lag']:,} entries behind", style="yellow")
    size = data.get("ledger_bytes")
    taken = f", {formats.size(cast('int', size))}" if size else ""
    console.print(f"  ledger in   {visible(str(data['data_dir']))}{taken}")


def _numbers(data: dict[str, object]) -> list[tuple[str, str]]:
    """Return the rows that `--counts` adds: what there is, by name."""
    stored = cast("dict[str, dict[str, dict[str, int]]]", data["stored"])
    counts = stored.get("counts", {})
    return [
        (title, ", ".join(f"{visible(name)} {number:,}" for name, number in found.items()))
        for title, key in (("spans", "span_names"), ("log events", "log_events"))
        if isinstance(found := counts.get(key), dict)
    ]


def sentence(data: dict[str, object], *, now_us: int) -> str:
    """Return the state in one sentence, gravest first; the tray says the same."""
    if not data["running"]:
        return "[bold red]Not recording[/bold red]: no recorder runs. Start it: countersign serve"
    if data.get("waiting_for"):
        return f"[bold red]Not recording[/bold red]: {visible(str(data['waiting_for']))}"
    if data.get("trouble"):
        return f"[bold red]Trouble[/bold red]: {visible(str(data['trouble']))}"
    last = cast("int", data["sealed_size"]) - 1
    sealed = f"sealed to #{last:,}, {data['unsealed']:,} not yet sealed."
    if data["paused"]:
        until_us = cast("int | None", data["paused_until_us"])
        end = "you resume" if until_us is None else formats.clock_time(until_us, now_us=now_us)
        return f"[bold yellow]Paused[/bold yellow] until {end}, local-only, {sealed}"
    return f"[bold green]Recording[/bold green], local-only, {sealed}"
