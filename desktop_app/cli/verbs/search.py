"""`countersign search WORDS`: full text over everything recorded."""

from __future__ import annotations

import click

from desktop_app.cli import app, reading


@click.command("search")
@click.argument("words", nargs=-1, required=True)
@click.option("--run", help="Only in this run.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
@app.global_flags
def command(words: tuple[str, ...], run: str | None, limit: int) -> None:
    """Find spans and log records that hold all words, newest first."""
    from desktop_app.cli import views  # noqa: PLC0415 - JSON output must not pay for rich

    session = app.session()
    with reading.index(session) as query:
        rows = query.search(" ".join(words), run_ref=run, limit=limit)
    now_us = session.clock.now_us()
    if not rows:
        session.output.result(rows, lambda console: console.print("Nothing matches."))
        return
    session.output.result(
        rows, lambda console: console.print(views.found_table(rows, now_us=now_us))
    )
