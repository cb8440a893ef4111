"""Why a tool call ran, or did not: everyone that had a say, in order, as far as it was recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from desktop_app.model import formats
from desktop_app.query import decisions
from desktop_app.tray.presenters.run_view import icons, words
from desktop_app.tray.presenters.run_view.rows import OPEN, State
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.tray.presenters.run_view.rows import Extra, Rows
    from desktop_app.tray.presenters.run_view.sources import Sources


class Step(NamedTuple):
    """One that had a say, or what came of it: icon, tone, what, more, when (nanoseconds)."""

    icon: str
    tone: str
    title: str
    text: str
    at_ns: int | None


def question(rows: Rows, at: int) -> str:
    """Return what the path answers."""
    ran = rows.state[at] != State.DENIED
    return tr("Why did this run?") if ran else tr("Why did this not run?")


def reason(rows: Rows, at: int, agent: str, ours: str = "") -> str:
    """Return in a sentence or two who decided about a tool call.

    Args:
        rows: of the run.
        at: the row.
        agent: its name.
        ours: what Countersign decided, "" where it was not asked (`countersign.sentence`).
    """
    extra = rows.more(at)
    call, wait = extra.call or {}, extra.wait
    if rows.state[at] == State.NOT_GATED and wait is not None:
        took = formats.duration((wait.end_ns - wait.start_ns) // 1000)
        return tr(
            "The gate did not answer. {agent} waited {took} for its hook and went on. "
            "Nobody decided this call.",
            agent=agent,
            took=took,
        )
    denied = rows.state[at] == State.DENIED
    source = str(call.get("decision_source") or "").lower()
    waited = 0 if wait is None else wait.end_ns - wait.start_ns
    who = _sentence(
        source, agent, denied=denied, took=formats.duration(waited // 1000) if waited else ""
    )
    return f"{who} {ours or tr('Countersign was not asked.')}"


def _sentence(source: str, agent: str, *, denied: bool, took: str) -> str:
    if source.startswith("user"):
        return _yours(agent, denied=denied, took=took)
    if source in {"", "unknown"}:
        if denied:
            return tr("It was denied. {agent} does not say by whom.", agent=agent)
        return tr("{agent} does not say who allowed it.", agent=agent)
    told = {
        "hook": (tr("A hook denied it."), tr("A hook allowed it.")),
        "config": (
            tr("{agent}'s own settings denied it.", agent=agent),
            tr("{agent}'s own settings allowed it.", agent=agent),
        ),
        "mode": (
            tr("{agent}'s mode denied it.", agent=agent),
            tr("{agent}'s mode allowed it: it asks nobody.", agent=agent),
        ),
    }
    by = words.safe(source)
    other = (tr("{who} denied it.", who=by), tr("{who} allowed it.", who=by))
    return told.get(source, other)[0 if denied else 1]


def _yours(agent: str, *, denied: bool, took: str) -> str:
    if took and denied:
        return tr("You denied it in {agent}'s own prompt after {took}.", agent=agent, took=took)
    if took:
        return tr("You allowed it in {agent}'s own prompt after {took}.", agent=agent, took=took)
    if denied:
        return tr("You denied it in {agent}'s own prompt.", agent=agent)
    return tr("You allowed it in {agent}'s own prompt.", agent=agent)


def path(
    rows: Rows, at: int, sources: Sources, agent: str, ours: Sequence[Step] = ()
) -> list[Step]:
    """Return the steps of a tool call, in order of time, with ours (`countersign.steps`)."""
    extra = rows.more(at)
    call = extra.call or {}
    asked_ns = extra.wait.start_ns if extra.wait is not None else rows.start[at]
    steps = [
        Step("model", "model", tr("The model asked for it"), words.safe(call.get("call_id") or ""),
             asked_ns)
    ]  # fmt: skip
    told = _hooks(sources, extra, agent)
    told += [_approval(row, agent) for row in extra.approvals]
    if ours:
        told = sorted([*told, *ours], key=lambda step: step.at_ns or 0)
    return [*steps, *told, _result(rows, at, call, sources)]


def _hooks(sources: Sources, extra: Extra, agent: str) -> list[Step]:
    failed = {key for kind, key in extra.hooks if kind == "log"}
    found = []
    for record in sources.logs:
        if record["id"] not in failed:
            continue
        sent = record.get("attributes") or {}
        name = words.safe(str(sent.get("hook_name") or sent.get("hook_event") or ""))
        took_ns = _milliseconds(sent.get("total_duration_ms") or sent.get("duration_ms"))
        called = record["ts_ns"] - took_ns
        title = tr("{agent} called its hook", agent=agent)
        found.append(Step("agents", "text2", title, name, called))
        said = tr("{agent} went on after {took}", agent=agent, took=_took(took_ns))
        title = tr("The hook did not answer")
        found.append(Step("fail-open", "open", title, said, record["ts_ns"]))
    return found


def _approval(row: dict[str, Any], agent: str) -> Step:
    source = str(row["source"] or "").lower()
    said = words.safe(row["decision"] or "")
    text = tr("{decision}, source {source}", decision=said, source=words.safe(row["source"] or "–"))  # noqa: RUF001 - not reported
    denied = decisions.word(row["decision"]) == "denied"
    if source.startswith("user"):
        title = tr("You denied it") if denied else tr("You allowed it")
        look = ("denied", "deny") if denied else ("allowed", "ok")
        return Step(*look, title, text, row["ts_ns"])
    if denied:
        by = words.who(row["source"]) or agent
        return Step("denied", "deny", tr("Denied by {who}", who=by), text, row["ts_ns"])
    title = tr("{agent} went on by its own settings", agent=agent)
    if source == "hook":
        title = tr("A hook allowed it")
    return Step("settings", "text2", title, text, row["ts_ns"])


def _result(rows: Rows, at: int, call: dict[str, Any], sources: Sources) -> Step:
    state, end = rows.state[at], rows.end[at]
    if state == State.DENIED:
        return Step("denied", "deny", tr("It did not run"), "", end)
    if end == OPEN:
        text = tr("end not recorded") if state == State.NO_END else ""
        return Step("noend", "text3", tr("It began"), text, rows.start[at])
    parts = [_took(end - rows.start[at])]
    if call.get("exit_code") is not None:
        parts.append(tr("exit {code}", code=call["exit_code"]))
    for record in sources.logs:
        size = str((record.get("attributes") or {}).get("tool_result_size_bytes") or "")
        if size.isascii() and size.isdigit():
            parts.append(tr("{size} of result", size=formats.size(int(size))))
            break
    title = tr("It ran and failed") if state == State.ERROR else tr("It ran")
    return Step(icons.tool(rows.name[at]), "tool", title, ", ".join(parts), rows.start[at])


def _took(duration_ns: int) -> str:
    """Return a duration with three decimals from a second on, as details have it."""
    if 1_000_000_000 <= duration_ns < 60_000_000_000:  # noqa: PLR2004 - a second, a minute
        return tr("{n} s", n=f"{duration_ns / 1e9:.3f}")
    return formats.duration(duration_ns // 1000)


def _milliseconds(value: object) -> int:
    try:
        return round(float(str(value)) * 1e6)
    except ValueError:
        return 0
