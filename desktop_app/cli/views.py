"""How runs, a run and entries look on a terminal. Data in, renderables out.

A blank cell means zero, a dash means that the agent did not report it. A shape comes first, then
colour, then a word, so that nothing is told by colour alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from desktop_app.cli import formats
from desktop_app.cli.output import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

Row = dict[str, Any]

BAR_CELLS = 28
WIDE = 130  # columns of a terminal from which on nothing is left out
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_STYLES = {
    "turn": "bright_black",
    "model_call": "blue",
    "tool_call": "cyan",
    "approval": "yellow",
    "subagent": "magenta",
    "error": "red",
}
_GLYPHS = {
    "running": ("◌", "blue"),
    "error": ("✗", "red"),
    "denied": ("⊘", "red"),
    "noend": ("◍", "bright_black"),
    "ended": ("✓", "green"),
}


def runs_table(rows: Sequence[Row], *, now_us: int, width: int) -> RenderableType:
    """Return the list of runs, newest first; narrow terminals get fewer columns."""
    wide = width >= WIDE
    table = Table(box=None, pad_edge=False, header_style="bold", expand=False)
    for title in ("Started", "", "Agent", "Run"):
        table.add_column(title, no_wrap=True)
    for title in ("Took", *(("Model calls",) if wide else ()), "Tools", "Denied", "Errors"):
        table.add_column(title, justify="right", no_wrap=True)
    for title in (*(("Tokens",) if wide else ()), "Cost"):
        table.add_column(title, justify="right", no_wrap=True)
    for row in rows:
        glyph, style = _GLYPHS[state(row)]
        duration_us = (row["last_ns"] - row["first_ns"]) // 1000 if row["first_ns"] else None
        table.add_row(
            formats.clock_time(row["first_ts_us"], now_us=now_us),
            Text(glyph, style),
            _agent(row),
            Text(visible(row["run_id"])[: 36 if wide else 8], "bright_black"),
            formats.duration(row["duration_us"] or duration_us),
            *((formats.count(row["model_calls"]),) if wide else ()),
            formats.count(row["tool_calls"]),
            Text(formats.count(row["denied"]), "red"),
            Text(formats.count(row["tool_errors"]), "red"),
            *((formats.count(tokens(row)),) if wide else ()),
            formats.money(row["cost_usd"]),
        )
    return table


def state(row: Row) -> str:
    """Return the gravest that can be said of a run: one glyph a row."""
    if row["denied"]:
        return "denied"
    if row["exit_code"]:
        return "error"
    if row["ended"]:
        return "noend" if row["end_reason"] == "crash" else "ended"
    return "running"


def tokens(row: Row) -> int | None:
    """Return input and output tokens together; None when neither was reported."""
    known = [row[name] for name in ("tokens_input", "tokens_output") if row[name] is not None]
    return sum(known) if known else None


def run_heading(row: Row, *, now_us: int) -> RenderableType:
    """Return a run's heading: who, when, and one line of sums."""
    sums = [
        _some(row["turns"], "turn"),
        _some(row["model_calls"], "model call"),
        _some(row["tool_calls"], "tool call"),
    ]
    if row["denied"]:
        sums.append(f"{row['denied']} denied")
    if row["tool_errors"]:
        sums.append(f"{row['tool_errors']} failed")
    if tokens(row) is None:
        sums.append("tokens not reported")
    else:
        sums.append(
            f"{formats.count(row['tokens_input'], zero='0')} tokens in, "
            f"{formats.count(row['tokens_output'], zero='0')} out"
        )
    cost = row["cost_usd"]
    sums.append("cost not reported" if cost is None else formats.money(cost))
    text = Text()
    text.append(_agent(row).plain, "bold")
    text.append(f"  {formats.clock_time(row['first_ts_us'], now_us=now_us)}")
    text.append(f"  {visible(row['run_id'])}\n", "bright_black")
    text.append(", ".join(sums) + "\n")
    text.append(
        f"{row['spans']:,} spans, {row['log_records']:,} log records, "
        f"{row['metric_points']:,} metric points, {row['redactions']:,} redactions, "
        f"entries #{row['first_seq']:,} to #{row['last_seq']:,}",
        "bright_black",
    )
    return text


def span_tree(rows: Sequence[Row], *, limit: int) -> RenderableType:
    """Return a run's spans as a tree with bars on one time axis; noise is counted, not shown."""
    table = Table(box=None, pad_edge=False, header_style="bold", expand=False)
    table.add_column("")
    table.add_column("What happened", overflow="ellipsis", no_wrap=True, max_width=64)
    table.add_column("Start", justify="right", no_wrap=True)
    table.add_column("Took", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True, width=BAR_CELLS)
    end_ns = max((row["offset_ns"] + (row["duration_ns"] or 0) for row in rows), default=0) or 1
    for row in rows[:limit]:
        style = "red" if row["status"] == _ERROR else _STYLES.get(row["category"], "")
        title = Text("  " * min(row["depth"], 8) + visible(row["title"] or row["name"]), style)
        if row["folded"]:
            title.append(f"  +{row['folded']}", "bright_black")
        table.add_row(
            Text("✗", "red") if row["status"] == _ERROR else "",
            title,
            Text("+" + formats.duration(row["offset_ns"] // 1000), "bright_black"),
            formats.duration(None if row["duration_ns"] is None else row["duration_ns"] // 1000),
            Text(bar(row["offset_ns"], row["duration_ns"] or 0, end_ns), style or "white"),
        )
    return table


_ERROR = 2  # Status.STATUS_CODE_ERROR


def bar(offset_ns: int, duration_ns: int, whole_ns: int, cells: int = BAR_CELLS) -> str:
    """Return a bar of eighths of a cell: `duration` at `offset` on an axis of `whole`."""
    start = round(offset_ns / whole_ns * cells * 8)
    length = max(1, round(duration_ns / whole_ns * cells * 8))
    first, lead = divmod(min(start, cells * 8 - 1), 8)
    text = " " * first
    if lead:  # a cell cannot be filled from its right in this alphabet: begin at its left
        length += lead
    full, rest = divmod(length, 8)
    text += "█" * full + (_EIGHTHS[rest] if rest else "")
    return text[:cells]


def tool_table(rows: Sequence[Row]) -> RenderableType:
    """Return a run's tool calls with what became of each."""
    table = Table(box=None, pad_edge=False, header_style="bold", expand=False)
    for title in ("Tool", "Side effect", "Decision", "By", "Outcome"):
        table.add_column(title, no_wrap=True)
    table.add_column("Took", justify="right", no_wrap=True)
    table.add_column("Call", no_wrap=True)
    for row in rows:
        outcome = row["outcome"] or "unknown"
        detail = f"{outcome}: {row['error_class']}" if row["error_class"] else outcome
        style = {"ok": "green", "error": "red", "denied": "red"}.get(outcome, "")
        table.add_row(
            visible(row["name"] or "?"),
            row["side_effect_level"] or formats.NOT_REPORTED,
            visible(row["decision"] or formats.NOT_REPORTED),
            visible(row["decision_source"] or formats.NOT_REPORTED),
            Text(visible(detail), style),
            formats.duration(None if row["duration_ns"] is None else row["duration_ns"] // 1000),
            Text(formats.short_id(row["call_id"] or ""), "bright_black"),
        )
    return table


def found_table(rows: Sequence[Row], *, now_us: int) -> RenderableType:
    """Return search hits."""
    table = Table(box=None, pad_edge=False, header_style="bold", expand=False)
    for title in ("When", "Agent", "What", "Text", "Run"):
        table.add_column(title, no_wrap=True, max_width=70 if title == "Text" else None)
    for row in rows:
        table.add_row(
            formats.clock_time(row["ns"] // 1000, now_us=now_us) if row["ns"] else "",
            visible(row["agent"] or ""),
            visible(row["name"] or row["what"]),
            visible(row["text"] or ""),
            Text(formats.short_id(row["run_id"] or ""), "bright_black"),
        )
    return table


def entry_line(row: Row, *, now_us: int) -> RenderableType:
    """Return one entry of `tail` on one line."""
    text = Text(no_wrap=True, overflow="ellipsis")
    text.append(f"#{row['seq']:<8,}", "bright_black")
    text.append(f"{formats.clock_time(row['ts_us'], now_us=now_us)}  ")
    text.append(f"{row['kind']:<16}", "cyan" if row["run_id"] else "")
    text.append(visible(row["summary"] or ""))
    if row["run_id"]:
        text.append(f"  {formats.short_id(row['run_id'])}", "bright_black")
    return text


def _some(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _agent(row: Row) -> Text:
    name = visible(row["name"] or row["agent"] or "unknown agent")
    text = Text(name)
    if row["agent_version"]:
        text.append(f" {visible(row['agent_version'])}", "bright_black")
    if row["title_thread"]:
        text.append(" (title thread)", "bright_black")
    return text
