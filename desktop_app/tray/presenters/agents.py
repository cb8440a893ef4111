"""What the Agents page says: one row each agent, and one each for senders without a token.

Promise: every text of a sender is safe to show.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, TypeAlias

from desktop_app.agents.hooks.table import WAIT_S
from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from desktop_app.agents.doctor import Finding
    from desktop_app.operations.agents_state import AgentState, Senders

Deed: TypeAlias = Literal["set_up", "undo", "refuse"]
_MINUTE_US, _HOUR_US = 60_000_000, 3_600_000_000
_MOST_NAME = 60


@dataclass(frozen=True, slots=True)
class Action:
    """A button of a row: what it does, its label, and its name for assistive technology."""

    deed: Deed
    label: str
    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the page.

    Attributes:
        agent: its name in the catalogue; "" for a sender without a token.
        title, subtitle: what it is, and its version.
        icon, tone: the shape of its wiring; "" none.
        wired: how it is wired, in a few words.
        heard_us: when it was last heard.
        gate: what its gate can do.
        notes: what is wrong, a sentence each.
        actions: its buttons.
    """

    agent: str
    title: str
    subtitle: str
    icon: str
    tone: str
    wired: str
    heard_us: int | None
    gate: str
    notes: tuple[str, ...]
    actions: tuple[Action, ...]


def found(senders: Senders) -> bool:
    """Whether any agent is there, or was set up."""
    return any(state.program is not None or state.wired for state in senders.agents)


def rows(senders: Senders, *, refusing: bool) -> list[Row]:
    """Return the rows: the agents as in the catalogue, then senders without a token.

    Args:
        senders: as looked up.
        refusing: whether senders without a token are refused, or will be.
    """
    return [
        *(_agent(state) for state in senders.agents),
        *(
            _unknown(row, offers=not refusing and not number)
            for number, row in enumerate(senders.unknown)
        ),
    ]


def heard(heard_us: int | None, now_us: int) -> str:
    """Return `12 s ago`, `3 min ago`, and from an hour on the time."""
    if heard_us is None:
        return tr("never")
    past_us = max(0, now_us - heard_us)
    if past_us < _MINUTE_US:
        return tr("{n} s ago", n=past_us // 1_000_000)
    if past_us < _HOUR_US:
        return tr("{n} min ago", n=past_us // _MINUTE_US)
    return formats.clock_time(heard_us, now_us=now_us)


def heard_tip(heard_us: int | None) -> str:
    """Return the moment with its distance from UTC, for a tool tip."""
    if heard_us is None:
        return ""
    moment = datetime.fromtimestamp(heard_us / 1_000_000, UTC)
    return f"{moment.astimezone():%Y-%m-%d %H:%M:%S %z} ({moment:%H:%M:%S} UTC)"


def spoken(row: Row, heard_us: int | None, now_us: int) -> str:
    """Return a row for assistive technology, in reading order."""
    last = tr("last heard {when}", when=heard(heard_us, now_us))
    return ", ".join(p for p in (row.title, row.subtitle, row.wired, last, row.gate) if p)


def safe(text: str) -> str:
    """Return a sentence of ours that may quote others."""
    return visible(text)


def refuse_question(tokenless: list[str]) -> str:
    """Return what is asked before senders without a token are refused.

    Args:
        tokenless: titles of agents set up whose config cannot hold a token.
    """
    told = tr(
        "What comes without a token is not recorded any more from the recorder's next start on. "
        "Senders are told so; nothing of theirs that is recorded goes away."
    )
    if not tokenless:
        return told
    agents = ", ".join(tokenless)
    return f"{told}\n\n" + tr("{agents} cannot send a token, and is refused too.", agents=agents)


def _agent(state: AgentState) -> Row:
    title = state.agent.title
    told = [each for each in state.findings if each.level != "ok"] if state.wired else []
    wrong = any(each.level == "error" for each in told)
    return Row(
        agent=state.agent.name,
        title=title,
        subtitle=_version(state),
        icon=("warning" if told else "check") if state.wired else "",
        tone=("deny" if wrong else "ask" if told else "ok") if state.wired else "text3",
        wired=_wired(state, wrong=wrong),
        heard_us=state.last_heard_us,
        gate=_gate(state) if state.wired else "",
        notes=tuple(_note(each) for each in told),
        actions=_actions(state, finish=wrong or any(map(_is_unfinished, told))),
    )


def _version(state: AgentState) -> str:
    if state.version is not None:
        return visible(state.version)
    if state.program is None:
        return tr("not installed")
    return tr("version not known") if state.asked else ""


def _wired(state: AgentState, *, wrong: bool) -> str:
    if not state.wired:
        return tr("not wired")
    if wrong:
        return tr("not working as set up")
    return tr("telemetry only") if state.gate == "none" else tr("telemetry and hooks")


def _gate(state: AgentState) -> str:
    if state.gate == "waits":
        return tr("waits for you up to {n} min", n=WAIT_S // 60)
    if state.gate == "skipped":
        return tr("skipped by Codex: recorded, not asked")
    return tr("none set up: recorded, not asked")


def _is_unfinished(finding: Finding) -> bool:
    """Whether a set-up of an earlier version left something out."""
    return finding.hint.startswith("`countersign setup")


def _actions(state: AgentState, *, finish: bool) -> tuple[Action, ...]:
    title = state.agent.title
    undo = Action("undo", tr("Undo…"), tr("Undo the set-up of {agent}", agent=title))
    if state.wired and finish:
        return Action("set_up", tr("Finish…"), tr("Finish setting up {agent}", agent=title)), undo
    if state.wired and state.gate == "none":
        named = tr("Change the set-up of {agent}", agent=title)
        return Action("set_up", tr("Change…"), named), undo
    if state.wired:
        return (undo,)
    if state.program is None and not state.config.parent.exists():
        return ()
    return (Action("set_up", tr("Set up…"), tr("Set up {agent}", agent=title)),)


def _note(finding: Finding) -> str:
    """Return what is wrong; what to do is told where the row's buttons do not do it."""
    by_button = "`countersign setup" in finding.hint or not finding.hint
    return visible(finding.text if by_button else f"{finding.text} {finding.hint}")


def _unknown(row: Mapping[str, Any], *, offers: bool) -> Row:
    """Return a row; the first offers to refuse them all, since it can only be all."""
    doors = {"http": "HTTP", "grpc": "gRPC"}
    over = ", ".join(doors.get(name, name) for name in row["transports"])
    refuse = Action("refuse", tr("Refuse…"), tr("Refuse senders without a token"))
    return Row(
        agent="",
        title=tr("unknown sender"),
        subtitle=tr("over {transport}", transport=visible(over)) if over else "",
        icon="warning",
        tone="ask",
        wired=tr("no token"),
        heard_us=int(row["last_ts_us"]),
        gate=tr("cannot be asked"),
        notes=(_sent(row),),
        actions=(refuse,) if offers else (),
    )


def _sent(row: Mapping[str, Any]) -> str:
    counts = [
        trn("{n} span", "{n} spans", row["spans"]),
        trn("{n} log record", "{n} log records", row["log_records"]),
        trn("{n} metric point", "{n} metric points", row["metric_points"]),
        trn("{n} event", "{n} events", row["events"]),
    ]
    numbers = (row["spans"], row["log_records"], row["metric_points"], row["events"])
    sent = ", ".join(text for text, number in zip(counts, numbers, strict=True) if number)
    if not row["agent"]:
        return tr("{counts} from a program that gives no name.", counts=sent)
    name = visible(str(row["agent"]))
    name = name if len(name) <= _MOST_NAME else f"{name[: _MOST_NAME - 1]}…"
    return tr("{counts} from a program that names itself {name}.", counts=sent, name=name)
