"""How entries, actions and search hits look on a terminal: one line each, as they come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from desktop_app.cli import run_view, views
from desktop_app.model import formats
from desktop_app.model.visible import visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import RenderableType

Row = dict[str, Any]

_TEXT_CELLS, _NAME_CELLS, _RUN_CELLS, _WHO_CELLS, _PARAM_CELLS = 90, 32, 8, 12, 40
_TIMES = "\N{MULTIPLICATION SIGN}"
_SHOWN = ("name", "text")  # where a match is seen anyway
_OUTCOMES = {"ok": "green", "error": "red", "denied": "red"}


def entry_line(row: Row, *, now_us: int) -> Text:
    """Return one entry of `tail`."""
    text = _begin(row["seq"], formats.clock_time(row["ts_us"], now_us=now_us))
    kind, summary = str(row["kind"]), str(row["summary"] or "")
    text.append(f"{kind:<16}  ", "cyan" if row["run_id"] else "")
    text.append(f"{_run(row['run_id']):<{_RUN_CELLS}}  ", views.DIM)
    return text.append(visible(summary.removeprefix(kind).removeprefix(", ")))


def action_line(line: Mapping[str, Any], *, now_us: int, ts_us: int) -> Text:
    """Return one line of `audit-log`: place, time, run, by whom, what, how it went, which entry.

    Args:
        line: as `Query.audit_log` gives it.
        now_us: the present.
        ts_us: the line's own time.
    """
    text = _begin(line["seq"], formats.clock_time(ts_us, now_us=now_us))
    text.append(f"{_run(line['run_id']):<{_RUN_CELLS}}  ", views.DIM)
    who = str(line["operator"] or "").removesuffix(" sender")  # "unknown" says it
    text.append(f"{_cut(who, _WHO_CELLS):<{_WHO_CELLS}}  ")
    is_tool = "tool" in line
    done = line["tool"] if is_tool else line["command"]
    text.append(f"{_cut(str(done or '?'), 18):<18}  ", "cyan" if is_tool else "")
    found = [] if is_tool else _params(line["params"])
    found += [] if line["decision"] is None else [_decided(line)]
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
    table = views.table("When", "Agent", "Run", "", "What", "Text", give=("What", "Text"))
    table.columns[3].justify = "right"
    folded: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        name, text = visible(row["name"] or row["what"]), _found_text(row)
        folded.setdefault((row["agent"] or "", row["run_id"] or "", name, text), []).append(row)
    for (agent, run_id, name, text), same in folded.items():
        latest_us = max(row["ns"] for row in same) // 1000
        when = formats.clock_time(latest_us, now_us=now_us) if latest_us else formats.NOT_REPORTED
        times = Text(f"{len(same):,}{_TIMES}" if len(same) > 1 else "", views.DIM)
        what = views.whole(_cut(name, _NAME_CELLS))
        run = Text(_run(run_id), views.DIM)
        table.add_row(Text(when), Text(_cut(agent, 16)), run, times, what, views.whole(text))
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


def _run(run_id: str | None) -> str:
    """Return as much of a run's id as `show` needs."""
    return visible(run_id or "")[:_RUN_CELLS]


def _params(params: Mapping[str, Any]) -> list[str]:
    """Return the short ones of what a command was given: `name run.idle_s`; digests are not."""
    texts = {name: str(value) for name, value in params.items() if _is_plain(value)}
    return [f"{name} {text}" for name, text in texts.items() if 0 < len(text) <= _PARAM_CELLS]


def _is_plain(value: object) -> bool:
    return isinstance(value, (str, int, float)) and value is not False


def _decided(line: Mapping[str, Any]) -> str:
    return run_view.decision(
        {"decision": line["decision"], "approval": None, "decision_source": None}
    )


def _cut(text: str, cells: int) -> str:
    text = visible(text)
    return text if len(text) <= cells else text[: cells - 1] + "…"
