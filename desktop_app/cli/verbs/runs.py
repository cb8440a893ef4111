"""`countersign runs`: what agents did, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from desktop_app.cli import app
from desktop_app.operations import reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

_LOOKED_THROUGH = 1_000  # runs whose agents are named when none was found


@click.command("runs")
@click.option("--agent", help="Only this agent's.")
@click.option("--limit", default=30, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--all", "all_runs", is_flag=True, help="Also the runs that agents hide.")
@app.global_flags
def command(agent: str | None, limit: int, *, all_runs: bool) -> None:
    """List runs, newest first."""
    session = app.session()
    with reading.index(session) as query:
        rows = query.runs(agent=agent, limit=limit, hidden=all_runs)
        others = [] if rows or not agent else query.runs(limit=_LOOKED_THROUGH, hidden=True)

    def text(console: Console) -> None:
        if not rows:
            session.output.say(_none(sorted({str(row["agent"] or "") for row in others} - {""})))
            return
        from desktop_app.cli import views  # noqa: PLC0415 - JSON output must not pay for rich

        now_us = session.clock.now_us()
        console.print(views.runs_table(rows, now_us=now_us, width=console.width))
        if len(rows) == limit:
            console.print(f"The newest {limit}: --limit {limit * 10}", style=views.DIM)

    session.output.result(rows, text)


def _none(agents: Sequence[str]) -> str:
    if not agents:
        return "No run yet. Set an agent up (`countersign setup`), or `countersign run PROGRAM`."
    return f"No such run. There are runs of {', '.join(agents)}."
