"""`countersign show RUN`: one run, as a tree of what happened and a table of its tool calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from desktop_app.cli import app, completing
from desktop_app.model import formats
from desktop_app.operations import reading, vault

if TYPE_CHECKING:
    from rich.console import Console


@click.command("show")
@click.argument("run", default="last", shell_complete=completing.complete_run)
@click.option("--noise", is_flag=True, help="Show every span, also what is folded away.")
@click.option(
    "--limit", default=200, show_default=True, type=click.IntRange(1), help="Spans shown."
)
@app.global_flags
def command(run: str, limit: int, *, noise: bool) -> None:
    """Show one run. RUN is its id, the beginning of it, its name, or `last`."""
    session = app.session()
    with reading.index(session) as query:
        row = query.run(run)
        spans = query.spans(run, noise=noise)
        tools = query.tool_calls(run)
        sent = sum(span["category"] != "rollback" for span in spans)  # not what is ours
        logs = [] if sent else query.timeline(run, noise=noise, limit=limit)
        kept = vault.kept_of_run(query, run)
        data = {
            **row,
            "counts": query.counts(run),
            "tool_calls_list": tools,
            "approvals_list": query.approvals(run),
            "model_calls_list": query.model_calls(run),
            "spans_list": spans,
            "kept_list": kept,
        }

    def text(console: Console) -> None:
        from desktop_app.cli import run_view  # noqa: PLC0415 - JSON output must not pay for rich

        console.print(run_view.heading(row, now_us=session.clock.now_us()))
        console.print()
        if sent:
            console.print(run_view.span_tree(spans, limit=limit, width=console.width))
            for note in _left_out(row["spans"], sent, len(spans), limit):
                console.print(note, style="bright_black")
        else:
            console.print("This run sent no spans. Only log records arrived; how long each took "
                          "is not known.")  # fmt: skip
            console.print(run_view.log_table(logs))
        if tools:
            console.print()
            console.print(run_view.tool_table(tools, width=console.width))
        if kept:
            console.print()
            for line in run_view.kept_lines(kept):
                console.print(line, soft_wrap=True)

    session.output.result(data, text)


def _left_out(stored: int, sent: int, found: int, limit: int) -> list[str]:
    """Return a sentence for what was folded away and one for what was cut off."""
    notes = []
    if found > limit:
        notes.append(f"{formats.counted(found - limit, 'more span')}: --limit {found}")
    if stored > sent:
        folded = formats.counted(stored - sent, "span")
        are = "is" if stored - sent == 1 else "are"
        notes.append(f"{folded} of the agent's own housekeeping {are} folded (+N): --noise")
    return notes
