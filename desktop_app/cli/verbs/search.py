"""`countersign search WORDS`: full text over everything recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from desktop_app.cli import app, completing
from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.operations import reading

if TYPE_CHECKING:
    from rich.console import Console

_NOT_STORED = (
    "Prompts, answers, command lines and tool results are not stored, so they are not found."
)


@click.command("search")
@click.argument("words", nargs=-1, required=True)
@click.option("--run", help="Only in this run.", shell_complete=completing.complete_run)
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
@app.global_flags
def command(words: tuple[str, ...], run: str | None, limit: int) -> None:
    """Find spans and log records that hold all words, newest first."""
    session = app.session()
    with reading.index(session) as query:
        rows = query.search(" ".join(words), run_ref=run, limit=limit)

    def text(console: Console) -> None:
        if not rows:
            console.print(f"Nothing matches {visible(' '.join(words))!r}.")
            console.print(_NOT_STORED, style="bright_black")
            return
        from desktop_app.cli import entry_view  # noqa: PLC0415 - JSON output must not pay for rich

        now_us = session.clock.now_us()
        console.print(entry_view.found_table(rows, now_us=now_us))
        if len(rows) == limit:
            more = f"The latest {formats.counted(limit, 'hit')}; there may be more: --limit"
            console.print(more, style="bright_black")

    session.output.result(rows, text)
