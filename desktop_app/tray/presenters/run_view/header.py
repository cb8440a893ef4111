"""The head of a run: its states as chips, and one line of sums; what is unknown is said to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from desktop_app.model import formats
from desktop_app.tray.presenters.run_view import words
from desktop_app.tray.presenters.run_view.rows import State, What
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from desktop_app.tray.presenters.run_view.picture import Picture


class ChipText(NamedTuple):
    """A state: icon, tone and words."""

    icon: str
    tone: str
    text: str


class Sum(NamedTuple):
    """A number and what it counts; the number may be all of it."""

    number: str
    what: str


def title(run: dict[str, Any]) -> str:
    """Return the agent's name."""
    return words.agent(run["agent"])


def subtitle(run: dict[str, Any]) -> str:
    """Return the agent's version, where it is told, and the name that a wrapper gave."""
    parts = [run["agent_version"] or "", run["name"] or ""]
    return ", ".join(words.safe(part) for part in parts if part)


def chips(picture: Picture) -> list[ChipText]:
    """Return the states of a run, gravest first."""
    run, found = picture.run, list[ChipText]()
    if picture.live:
        found.append(ChipText("running", "accent", tr("Running")))
    if count := _calls_not_gated(picture):
        found.append(ChipText("fail-open", "open", tr("{n} not gated", n=f"{count:,}")))
    if picture.unsettled:
        found.append(ChipText("fail-open", "open", picture.unsettled))
    if run["denied"]:
        found.append(ChipText("denied", "deny", tr("{n} denied", n=f"{run['denied']:,}")))
    if run["exit_code"]:
        failed = tr("Failed, exit {code}", code=run["exit_code"])
        found.append(ChipText("error", "deny", failed))
    elif run["tool_errors"]:
        found.append(ChipText("error", "deny", tr("{n} failed", n=f"{run['tool_errors']:,}")))
    if picture.gaps:
        found.append(ChipText("gap", "open", trn("{n} gap", "{n} gaps", len(picture.gaps))))
    found.append(_seal(run, picture.sealed_size))
    return found


def sums(picture: Picture, *, now_us: int) -> list[Sum]:
    """Return the line of sums."""
    run = picture.run
    found = [Sum(started(run, now_us=now_us), "")]
    for name, one, many in (
        ("turns", tr("turn"), tr("turns")),
        ("model_calls", tr("model call"), tr("model calls")),
        ("tool_calls", tr("tool call"), tr("tool calls")),
    ):
        if run[name]:
            found.append(Sum(f"{run[name]:,}", one if run[name] == 1 else many))
    took = formats.duration(picture.took_ns // 1000)
    found.append(Sum(took, tr("so far") if picture.live else tr("in the run")))
    found += _waited(picture)
    if run["tokens_input"] is None and run["tokens_output"] is None:
        found.append(Sum(tr("tokens not reported"), ""))
    else:
        found.append(Sum(formats.count(run["tokens_input"], zero="0"), tr("tokens in")))
        found.append(Sum(formats.count(run["tokens_output"], zero="0"), tr("out")))
    if run["cost_usd"] is None:
        return [*found, Sum(tr("cost not reported"), "")]
    return [*found, Sum(formats.money(run["cost_usd"]), tr("cost"))]


def started(run: dict[str, Any], *, now_us: int) -> str:
    """Return when a run began: `Today 10:25:39`, `19 Nov 16:14`."""
    time_us = (run["first_ns"] or 0) // 1000 or run["first_ts_us"]
    shown = formats.clock_time(time_us, now_us=now_us)
    if shown == formats.time_of_day(time_us):
        return tr("Today {time}", time=shown)
    return shown


def _waited(picture: Picture) -> list[Sum]:
    person = gate = 0
    for extra in picture.rows.extra.values():
        if extra.wait is not None:
            took = extra.wait.end_ns - extra.wait.start_ns
            person, gate = (person, gate + took) if extra.wait.silent else (person + took, gate)
    found = []
    if person:
        found.append(Sum(formats.duration(person // 1000), tr("waiting for you")))
    if gate:
        found.append(Sum(formats.duration(gate // 1000), tr("waiting for the gate")))
    return found


def _calls_not_gated(picture: Picture) -> int:
    rows = picture.rows
    return sum(
        1
        for index in rows.extra
        if rows.what[index] == What.TOOL and rows.state[index] == State.NOT_GATED
    )


def _seal(run: dict[str, Any], sealed_size: int) -> ChipText:
    if run["last_seq"] < sealed_size:
        return ChipText("sealed", "ok", tr("Sealed to #{n}", n=f"{run['last_seq']:,}"))
    return ChipText("unsealed", "ask", tr("Not yet sealed"))
