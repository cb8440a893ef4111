"""`countersign show RUN`: one run, as a tree of what happened and a table of its tool calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from desktop_app.cli import app, reading

if TYPE_CHECKING:
    from rich.console import Console


@click.command("show")
@click.argument("run", default="last")
@click.option("--noise", is_flag=True, help="Show every span, also what is folded away.")
@click.option(
    "--limit", default=200, show_default=True, type=click.IntRange(1), help="Spans shown."
)
@app.global_flags
def command(run: str, limit: int, *, noise: bool) -> None:
    """Show one run. RUN is its id, the beginning of it, or `last`."""
    session = app.session()
    with reading.index(session) as query:
        row = query.run(run)
        spans = query.spans(run, noise=noise)
        tools = query.tool_calls(run)
        data = {
            **row,
            "counts": query.counts(run),
            "tool_calls_list": tools,
            "approvals_list": query.approvals(run),
            "model_calls_list": query.model_calls(run),
            "spans_list": spans,
        }

    def text(console: Console) -> None:
        from desktop_app.cli import views  # noqa: PLC0415 - JSON output must not pay for rich

        console.print(views.run_heading(row, now_us=session.clock.now_us()))
        if spans:
            console.print()
            console.print(views.span_tree(spans, limit=limit))
            hidden = sum(span["folded"] for span in spans)
            if len(spans) > limit:
                console.print(f"{len(spans) - limit:,} more spans: --limit {len(spans)}")
            if hidden:
                console.print(
                    f"{hidden:,} spans of the agent's own housekeeping are folded: --noise"
                )
        else:
            console.print("\nThis run sent no spans. Only log records arrived.")
        if tools:
            console.print()
            console.print(views.tool_table(tools))

    session.output.result(data, text)
