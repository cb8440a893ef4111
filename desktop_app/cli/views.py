"""How the list of runs looks on a terminal. Data in, renderables out.

A blank cell means zero, a dash means that the agent did not report it. A shape comes first, then
colour, then a word, so that nothing is told by colour alone. Whatever came from a sender goes
through `visible` into a `Text`, in which nothing is markup.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from desktop_app.model import formats
from desktop_app.model.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType

Row = dict[str, Any]

WIDE = 150  # columns of a terminal from which on nothing is left out
AGENT_CELLS = 40
DIM, BAD = "bright_black", "red"
# state -> (shape, colour, word), gravest first
STATES = {
    "denied": ("⊘", "red", "denied"),
    "error": ("✗", "red", "failed"),
    "noend": ("◍", DIM, "end not recorded"),
    "running": ("◌", "blue", "running"),
    "ended": ("✓", "green", "finished"),
}
_TITLES = ("Started", "", "Agent", "Run", "Took", "Tools", "Denied", "Cost")
_WIDE_TITLES = (
    *("Started", "State", "Agent", "Run", "Took", "Model calls"),
    *("Tools", "Denied", "Errors", "Tokens", "Cost"),
)
_AGENT = 2  # the column that gives way
_RIGHT = frozenset(("Took", "Model calls", "Tools", "Denied", "Errors", "Tokens", "Cost"))


def table(*titles: str, give: Sequence[str] = ()) -> Table:
    """Return an empty table of our look: no lines, two spaces, numbers to the right.

    Args:
        titles: of the columns.
        give: those that give way where there is no room; their cells must be `whole` texts.
    """
    made = Table(
        box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold", collapse_padding=True
    )
    for title in titles:
        right = title in _RIGHT or title == "Start"
        made.add_column(
            title,
            justify="right" if right else "left",
            no_wrap=title not in give,  # rich takes room from columns that may wrap
            overflow="ellipsis",
        )
    return made


def whole(text: str, style: str = "") -> Text:
    """Return a text that ends in an ellipsis where there is no room, and never wraps."""
    return Text(text, style, no_wrap=True, overflow="ellipsis")


def hanging(mark: str, text: str, *, style: str = "") -> Table:
    """Return a paragraph whose further lines stand under its first word."""
    grid = Table.grid()
    grid.add_column(width=len(mark))
    grid.add_column(overflow="fold")
    grid.add_row(mark, text, style=style)
    return grid


def runs_table(rows: Sequence[Row], *, now_us: int, width: int) -> RenderableType:
    """Return the list of runs, newest first, with a heading for each day and its sums.

    Args:
        rows: as `Query.runs` gives them.
        now_us: the present: which day is today.
        width: columns of the terminal; narrow ones get fewer.
    """
    wide = width >= WIDE
    titles = _WIDE_TITLES if wide else _TITLES
    ordered = sorted(rows, key=lambda row: int(row["first_ts_us"]), reverse=True)
    cells = {id(row): _run_cells(row, wide=wide) for row in ordered}
    widths = [
        max([len(title), *(row[n].cell_len for row in cells.values())])
        for n, title in enumerate(titles)
    ]
    gaps = 2 * (len(titles) - 1)
    widths[_AGENT] = max(
        min(widths[_AGENT], width - sum(widths) + widths[_AGENT] - gaps), len(titles[_AGENT])
    )
    parts: list[RenderableType] = [_aligned(titles, widths, [])]
    days = groupby(ordered, key=lambda row: formats.day(row["first_ts_us"], now_us=now_us))
    for number, (day, group) in enumerate(days):
        of_day = list(group)
        heading = Text(day, "bold", no_wrap=True, overflow="ellipsis")
        heading.append(f"   {_sums(of_day)}", f"not bold {DIM}")
        parts += [Text()] if number else []
        parts += [heading, _aligned(titles, widths, [cells[id(row)] for row in of_day])]
    if not wide:
        parts += [Text(), legend(state(row) for row in rows)]
    return Group(*parts)


def _aligned(titles: Sequence[str], widths: Sequence[int], rows: list[list[Text]]) -> Table:
    """Return a table as wide as its neighbours: rows without heads, or heads without rows."""
    made = table(*titles)
    made.show_header = not rows
    for column, cells in zip(made.columns, widths, strict=True):
        column.width = cells
    for row in rows:
        made.add_row(*row)
    return made


def _run_cells(row: Row, *, wide: bool) -> list[Text]:
    """Return one row's cells; which ones, `runs_table` says."""
    took_us = row["duration_us"]
    if took_us is None and row["first_ns"]:
        took_us = (row["last_ns"] - row["first_ns"]) // 1000
    name = agent(row, version=wide)
    name.truncate(AGENT_CELLS, overflow="ellipsis")
    run_id = visible(row["run_id"])
    run = Text(run_id if wide else run_id[:8], DIM)
    run.truncate(AGENT_CELLS, overflow="ellipsis")
    cells = [
        Text(formats.time_of_day(row["first_ts_us"])),
        state_text(row) if wide else state_text(row)[:1],
        name,
        run,
        Text(formats.duration(took_us)),
    ]
    tools, denied = Text(formats.count(row["tool_calls"])), Text(formats.count(row["denied"]), BAD)
    cost = Text(formats.money(row["cost_usd"]))
    if not wide:
        return [*cells, tools, denied, cost]
    errors = Text(formats.count(row["tool_errors"]), BAD)
    model_calls = Text(formats.count(row["model_calls"]))
    return [*cells, model_calls, tools, denied, errors, Text(formats.count(tokens(row))), cost]


def state(row: Row) -> str:
    """Return the gravest that can be said of a run, a key of `STATES`: one glyph a row."""
    if row["denied"]:
        return "denied"
    if row["exit_code"]:
        return "error"
    if row["ended"]:
        return "noend" if row["end_reason"] == "crash" else "ended"
    return "running"


def state_text(row: Row) -> Text:
    """Return a run's state as shape and word: `✗ failed, exit 3`."""
    name = state(row)
    shape, style, word = STATES[name]
    code = f", exit {row['exit_code']}" if name == "error" else ""
    return Text(f"{shape} {word}{code}", style)


def legend(states: Iterable[str]) -> Text:
    """Return what the shapes mean, of those that were shown."""
    shown, found = set(states), Text(no_wrap=True, overflow="ellipsis")
    for name, (shape, style, word) in STATES.items():
        if name in shown:
            found.append(shape, style).append(f" {word}   ", DIM)
    found.rstrip()
    return found


def tokens(row: Row) -> int | None:
    """Return input and output tokens together; None when neither was reported."""
    known = [row[name] for name in ("tokens_input", "tokens_output") if row[name] is not None]
    return sum(known) if known else None


def agent(row: Row, *, version: bool = True) -> Text:
    """Return who ran: its name as given to `countersign run`, else as reported."""
    text = Text(visible(row["name"] or row["agent"] or "unknown agent"))
    if version and row["agent_version"]:
        text.append(f" {visible(row['agent_version'])}", DIM)
    if row["title_thread"]:
        text.append(" (title thread)", DIM)
    return text


def _sums(rows: Sequence[Row]) -> str:
    """Return a day's sums; what no agent reported is left out, what is zero too."""
    found = [formats.counted(len(rows), "run")]
    calls, denied, errors = (
        sum(row[name] for row in rows) for name in ("tool_calls", "denied", "tool_errors")
    )
    found += [formats.counted(calls, "tool call")] if calls else []
    found += [f"{denied:,} denied"] if denied else []
    found += [f"{errors:,} failed"] if errors else []
    used = [number for row in rows if (number := tokens(row)) is not None]
    found += [f"{formats.count(sum(used), zero='0')} tokens"] if used else []
    costs = [row["cost_usd"] for row in rows if row["cost_usd"] is not None]
    found += [formats.money(sum(costs))] if costs else []
    return ", ".join(found)
