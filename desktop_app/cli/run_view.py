"""How one run looks on a terminal: heading, a tree of what happened on a time axis, tool calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from desktop_app.cli import views
from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.query import decisions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

Row = dict[str, Any]

MIN_BAR_CELLS, MAX_BAR_CELLS = 20, 72
DEEPEST = 8  # levels that are indented; deeper ones stand under the last
ERROR = 2  # Status.STATUS_CODE_ERROR
SIDE_EFFECT_WIDTH, CALL_WIDTH = 96, 124  # columns from which on these are shown
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_STYLES = {
    "turn": views.DIM,
    "model_call": "blue",
    "tool_call": "cyan",
    "approval": "yellow",
    "subagent": "magenta",
    "error": "red",
}


def heading(row: Row, *, now_us: int) -> Text:
    """Return who, when, how it ended, and sums."""
    text = Text()
    text.append_text(views.agent(row)).stylize("bold", 0, len(text))
    text.append(f"  {formats.clock_time(row['first_ts_us'], now_us=now_us)}  ")
    text.append_text(views.state_text(row))
    text.append(f"\n{visible(row['run_id'])}\n", views.DIM)
    text.append(", ".join(_sums(row)) + "\n")
    stored = ", ".join(
        formats.counted(row[name], noun)
        for name, noun in (
            ("spans", "span"),
            ("log_records", "log record"),
            ("metric_points", "metric point"),
            ("redactions", "redaction"),
        )
    )
    place = f"entries #{row['first_seq']:,} to #{row['last_seq']:,}"
    text.append(f"{stored}, {place}", views.DIM)
    if row.get("pruned"):  # also bundles of it would be in pieces: `bundle export` refuses
        pruned = formats.counted(row["pruned"], "more entry")
        text.append(f"\n{pruned} of this run {'was' if row['pruned'] == 1 else 'were'} pruned: ")
        text.append("only hashes are left. `countersign verify` says by which rule.")
    return text


def _sums(row: Row) -> list[str]:
    found = [
        formats.counted(row[name], noun)
        for name, noun in (("turns", "turn"), ("model_calls", "model call"))
    ]
    found.append(formats.counted(row["tool_calls"], "tool call"))
    found += [f"{row['denied']:,} denied"] if row["denied"] else []
    found += [f"{row['tool_errors']:,} failed"] if row["tool_errors"] else []
    if views.tokens(row) is None:
        found.append("tokens not reported")
    else:
        sent, got = (
            formats.count(row[name], zero="0") for name in ("tokens_input", "tokens_output")
        )
        found.append(f"{sent} tokens in, {got} out")
    cost = row["cost_usd"]
    return [*found, "cost not reported" if cost is None else formats.money(cost)]


def span_tree(rows: Sequence[Row], *, limit: int, width: int) -> RenderableType:
    """Return a run's spans as a tree with bars on one time axis; noise is counted, not shown.

    Args:
        rows: as `Query.spans` gives them.
        limit: how many at most.
        width: columns of the terminal; the bars take about a third.
    """
    cells = max(MIN_BAR_CELLS, min(MAX_BAR_CELLS, width // 3))
    table = views.table("", "What happened", "Start", "Took", "", give=("What happened",))
    table.columns[4].width = cells
    ends = (row["offset_ns"] + (row["duration_ns"] or 0) for row in rows if not is_ours(row))
    end_ns = max(ends, default=0) or 1
    for row in rows[:limit]:
        failed = row["status"] == ERROR
        style = "red" if failed else _STYLES.get(row["category"], "")
        title = views.whole("  " * min(row["depth"], DEEPEST))
        title.append(visible(row["title"] or row["name"] or "?"), style)
        if row["folded"]:
            title.append(f"  +{row['folded']:,}", views.DIM)
        table.add_row(
            Text("✗", "red") if failed else "",
            title,
            Text(formats.offset(row["offset_ns"] // 1000), views.DIM),
            formats.duration(None if row["duration_ns"] is None else row["duration_ns"] // 1000),
            Text(_bar(row, end_ns, cells), style or "white"),
        )
    return table


def is_ours(row: Row) -> bool:
    """Return whether a span is Countersign's own: a rollback, maybe days after the run."""
    return bool(row["category"] == "rollback")


def _bar(row: Row, end_ns: int, cells: int) -> str:
    is_after = is_ours(row) and row["offset_ns"] >= end_ns
    return "" if is_after else bar(row["offset_ns"], row["duration_ns"] or 0, end_ns, cells)


def bar(offset_ns: int, duration_ns: int, whole_ns: int, cells: int) -> str:
    """Return a bar of eighths of a cell: `duration` at `offset` on an axis of `whole`."""
    most = cells * 8
    start = min(offset_ns * most // whole_ns, most - 1)
    length = min(max(1, duration_ns * most // whole_ns), most)
    first, lead = divmod(start, 8)
    text = " " * first
    if lead:  # a cell cannot be filled from its right in this alphabet: begin at its left
        length += lead
    full, rest = divmod(length, 8)
    text += "█" * full + (_EIGHTHS[rest] if rest else "")
    return text[:cells]


def tool_table(rows: Sequence[Row], *, width: int) -> RenderableType:
    """Return a run's tool calls with what became of each; narrow terminals get fewer columns."""
    side_effect, call = width >= SIDE_EFFECT_WIDTH, width >= CALL_WIDTH
    titles = ["Tool", *(["Side effect"] if side_effect else []), "Decision", "Outcome", "Took"]
    give = ("Tool", "Decision", "Outcome")
    table = views.table(*titles, *(["Call"] if call else []), give=give)
    for row in rows:
        cells = [views.whole(visible(row["name"] or "?"))]
        if side_effect:
            cells.append(Text(visible(row["side_effect_level"] or formats.NOT_REPORTED)))
        cells += [views.whole(decision(row)), _outcome(row), Text(formats.duration(_took_us(row)))]
        if call:
            cells.append(Text(formats.short_id(row["call_id"] or ""), views.DIM))
        table.add_row(*cells)
    return table


def kept_lines(rows: Sequence[Row]) -> Iterator[Text]:
    """Yield a line for each piece of content that is kept of a run, at its call."""
    for row in rows:
        line = Text(f"#{row['entry']:<6,} ", views.DIM)
        at = " ".join(filter(None, (row["tool"], formats.short_id(row["call_id"] or ""))))
        line.append(f"{visible(at or row['kind'])}  ", "not " + views.DIM)
        yield line.append(kept_words(row), "not " + views.DIM)


def kept_words(row: Row) -> str:
    """Return what became of content in words: `command line kept: REF`, `not kept: full`."""
    if "not_kept" in row:
        return f"not kept: {visible(row['not_kept'])}"
    label = visible(row["label"].replace("_", " "))
    return f"{label} {visible(row['state'])}: {visible(row['ref'])}"


def decision(row: Row) -> str:
    """Return what was decided and by whom: `allowed by config`, `denied by you`."""
    word = decisions.word(row["decision"] or row["approval"], nothing=formats.NOT_REPORTED)
    source = decisions.source(row["decision_source"], person="you")
    return f"{word} by {source}" if source and word != formats.NOT_REPORTED else word


def log_table(rows: Sequence[Row]) -> RenderableType:
    """Return a run's log records in order of time, for a run that sent no spans."""
    table = views.table("Start", "What happened", "Text", give=("What happened", "Text"))
    first_ns = rows[0]["ns"] if rows else 0
    for row in rows:
        name = visible(row["name"] or "")
        text = visible(row["text"] or "")
        table.add_row(
            Text(formats.offset((row["ns"] - first_ns) // 1000), views.DIM),
            views.whole(name, _STYLES.get(row["category"], "")),
            views.whole("" if text == name else text, views.DIM),
        )
    return table


def _outcome(row: Row) -> Text:
    outcome = row["outcome"]
    if outcome in (None, "unknown"):
        return views.whole(formats.NOT_REPORTED)
    detail = f"{outcome}: {row['error_class']}" if row["error_class"] else str(outcome)
    style = {"ok": "green", "error": "red", "denied": "red"}.get(outcome, "")
    return views.whole(visible(detail), style)


def _took_us(row: Row) -> int | None:
    return None if row["duration_ns"] is None else row["duration_ns"] // 1000
