"""How entries, actions and search hits look on a terminal: one line each, as they come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from desktop_app.cli import formats, run_view, views
from desktop_app.model.visible import visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import RenderableType

Row = dict[str, Any]

_TEXT_CELLS, _NAME_CELLS = 90, 32
_TIMES = "\N{MULTIPLICATION SIGN}"
_SHOWN = ("name", "text")  # where a match is seen anyway
_OUTCOMES = {"ok": "green", "error": "red", "denied": "red"}


def entry_line(row: Row, *, now_us: int) -> Text:
    """Return one entry of `tail`."""
    text = _begin(row["seq"], formats.clock_time(row["ts_us"], now_us=now_us))
    kind, summary = str(row["kind"]), str(row["summary"] or "")
    text.append(f"{kind:<16}  ", "cyan" if row["run_id"] else "")
    text.append(visible(summary.removeprefix(kind).removeprefix(", ")))
    if row["run_id"]:
        text.append(f"  {formats.short_id(row['run_id'])}", views.DIM)
    return text


def action_line(line: Mapping[str, Any], *, now_us: int, ts_us: int) -> Text:
    """Return one line of `audit-log`: place, time, what, by whom, how it went, which entry.

    Args:
        line: as `Query.audit_log` gives it.
        now_us: the present.
        ts_us: the line's own time.
    """
    text = _begin(line["seq"], formats.clock_time(ts_us, now_us=now_us))
    text.append(f"{_cut(str(line['operator'] or ''), 12):<12}  ")
    is_tool = "tool" in line
    done = line["tool"] if is_tool else line["command"]
    text.append(f"{_cut(str(done or '?'), 18):<18}  ", "cyan" if is_tool else "")
    found = [] if line["decision"] is None else [_decided(line)]
    if line["exit_code"] is not None:
        found.append(f"exit {line['exit_code']}")
    if line["duration_ms"] is not None:
        found.append(formats.duration(int(line["duration_ms"] * 1000)))
    outcome = line["outcome"]
    if outcome not in (None, "unknown"):
        text.append(f"{visible(str(outcome))}  ", _OUTCOMES.get(outcome, ""))
    text.append(visible(", ".join(found)))
    text.append(f"  {str(line['this_hash'])[:12]}", views.DIM)
    return text


def found_table(rows: Sequence[Row], *, now_us: int) -> RenderableType:
    """Return search hits with why each was found, and as much of the run's id as `show` needs.

    Hits of one run that would read the same are one line, with their number.
    """
    table = views.table("When", "Agent", "Run", "What", "Text", give=("What", "Text"))
    folded: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        name, text = visible(row["name"] or row["what"]), _found_text(row)
        folded.setdefault((row["agent"] or "", row["run_id"] or "", name, text), []).append(row)
    for (agent, run_id, name, text), same in folded.items():
        latest_us = max(row["ns"] for row in same) // 1000
        when = formats.clock_time(latest_us, now_us=now_us) if latest_us else formats.NOT_REPORTED
        what = views.whole(_cut(name, _NAME_CELLS))
        if len(same) > 1:
            what.append(f"  {_TIMES}{len(same):,}", views.DIM)
        run = Text(visible(run_id)[:8], views.DIM)
        table.add_row(Text(when), Text(_cut(agent, 16)), run, what, views.whole(text))
    return table


def _found_text(row: Row) -> str:
    """Return a hit's text, then what matched elsewhere: `Bash  hook_name: PreToolUse`."""
    name, text = visible(row["name"] or row["what"]), visible(row["text"] or "")
    matched = {str(place["in"]): visible(place["text"]) for place in row["matched"]}
    if text.endswith(name):
        text = ""
    elif len(text) > _TEXT_CELLS:
        text = matched.get("text", text)
    others = [f"{visible(key)}: {said}" for key, said in matched.items() if key not in _SHOWN]
    return _cut("  ".join(([text] if text else []) + others), _TEXT_CELLS)


def _begin(seq: int, time: str) -> Text:
    text = Text()
    text.append(f"#{seq:<6,} ", views.DIM)
    return text.append(f"{time:<12}  ")


def _decided(line: Mapping[str, Any]) -> str:
    return run_view.decision(
        {"decision": line["decision"], "approval": None, "decision_source": None}
    )


def _cut(text: str, cells: int) -> str:
    text = visible(text)
    return text if len(text) <= cells else text[: cells - 1] + "…"
