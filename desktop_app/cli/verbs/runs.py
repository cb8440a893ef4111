"""`countersign runs`: what agents did, newest first."""

from __future__ import annotations

import click

from desktop_app.cli import app, reading


@click.command("runs")
@click.option("--agent", help="Only this agent's.")
@click.option("--limit", default=30, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--all", "all_runs", is_flag=True, help="Also the runs that agents hide.")
@app.global_flags
def command(agent: str | None, limit: int, *, all_runs: bool) -> None:
    """List runs, newest first."""
    from desktop_app.cli import views  # noqa: PLC0415 - JSON output must not pay for rich

    session = app.session()
    with reading.index(session) as query:
        rows = query.runs(agent=agent, limit=limit, hidden=all_runs)
    now_us = session.clock.now_us()
    if not rows:
        session.output.result(rows, lambda console: console.print("No run yet."))
        return
    session.output.result(
        rows,
        lambda console: console.print(views.runs_table(rows, now_us=now_us, width=console.width)),
    )
