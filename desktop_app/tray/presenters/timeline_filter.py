"""Which runs are shown: the choices of each filter, how it reads, and what it says when nothing is.

All runs are shown until the person chooses: a list that leaves something out unasked would not be
an honest one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop_app.model.visible import visible
from desktop_app.query.timeline import Wanted
from desktop_app.tray.presenters.timeline import agent_title
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Sequence

DAY_US = 24 * 3_600_000_000
DAYS = (1, 7, 30)
KINDS = ("agent", "outcome", "tool", "days")
Choice = tuple[object, str]


@dataclass(frozen=True, slots=True)
class Filter:
    """What the person chose; None and "": everything. `days`: started in the last so many."""

    agent: str | None = None
    outcome: str | None = None
    tool: str | None = None
    days: int | None = None
    text: str = ""

    @property
    def active(self) -> bool:
        """Whether anything is left out."""
        return self != Filter()

    def wanted(self, now_us: int) -> Wanted:
        """Return it as the index is asked."""
        since_us = None if self.days is None else now_us - self.days * DAY_US
        return Wanted(self.agent, self.outcome, self.tool, since_us, self.text.strip())

    def chosen(self, kind: str) -> object:
        """Return what was chosen of a kind."""
        return getattr(self, kind)

    def choose(self, kind: str, value: object) -> Filter:
        """Return it with another choice."""
        return replace(self, **{kind: value})  # type: ignore[arg-type]  # `choices` has their types


def name(kind: str) -> str:
    """Return what a filter is called while nothing is chosen."""
    names = {
        "agent": tr("Agent"),
        "outcome": tr("Outcome"),
        "tool": tr("Tool"),
        "days": tr("Time"),
    }
    return names[kind]


def choices(kind: str, agents: Sequence[str], tools: Sequence[str]) -> list[Choice]:
    """Return (value, words) of each choice of a filter; the first is all."""
    match kind:
        case "agent":
            found: list[Choice] = [(None, tr("All agents"))]
            return found + [(agent, agent_title(agent)) for agent in agents]
        case "outcome":
            return [(None, tr("All outcomes")), *_outcomes()]
        case "tool":
            found = [(None, tr("All tools"))]
            return found + [(tool, visible(tool)) for tool in tools]
        case _:
            found = [(None, tr("Any time"))]
            return found + [(days, _days(days)) for days in DAYS]


def reads(chosen: Filter, kind: str) -> str:
    """Return what a filter's button says: its name, or what was chosen."""
    value = chosen.chosen(kind)
    if value is None:
        return name(kind)
    if kind == "agent":
        return agent_title(str(value))
    if kind == "days":
        return _days(int(str(value)))
    if kind == "outcome":
        return dict(_outcomes())[value]
    return visible(str(value))


def nothing(chosen: Filter, hidden: int) -> str:
    """Return what the empty list says: what was looked for, and how many runs it hides."""
    kinds = [reads(chosen, kind) for kind in KINDS[:-1] if chosen.chosen(kind) is not None]
    parts, text = ", ".join(kinds), visible(chosen.text.strip())
    if text:
        found = tr('Nothing matches "{text}"', text=text) + (f" ({parts})" if parts else "")
    else:
        found = tr("No run matches {parts}", parts=parts) if parts else tr("No run started")
    if chosen.days is not None:
        hours = tr("in the last 24 hours")
        last = trn("in the last {n} day", "in the last {n} days", chosen.days)
        found += f" {hours if chosen.days == 1 else last}"
    rest = trn("{n} run is hidden by the filter.", "{n} runs are hidden by the filter.", hidden)
    return f"{found}. {rest}"


def _outcomes() -> list[Choice]:
    return [
        ("ended", tr("Finished")),
        ("error", tr("Failed")),
        ("errors", tr("With failed calls")),
        ("denied", tr("Denied")),
        ("not_gated", tr("Not gated")),
        ("running", tr("Running")),
        ("noend", tr("End not recorded")),
    ]


def _days(days: int) -> str:
    return tr("24 hours") if days == 1 else trn("{n} day", "{n} days", days)
