"""Four charts over the last days, by agent: failures of tools, how long tools took, tokens, cost.

What is painted and what is said of it come from the same numbers: whoever cannot see the bars, or
is on a day with the keyboard, reads the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop_app.agents.catalog import AGENTS
from desktop_app.model import formats
from desktop_app.tray.presenters.timeline import agent_title
from desktop_app.tray.presenters.timeline_order import day_of
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Say = Callable[[float | None], str]

DAYS = 14
COLOURS = ("accent", "agent2", "ctl")  # of agents, in this order; never those of calls
_MOST = len(COLOURS)


@dataclass(frozen=True, slots=True)
class Series:
    """One agent's or one measure's values, a day each; None: not known."""

    name: str
    colour: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart.

    Attributes:
        title, figure: what stands above it, left and right.
        series: stacked bars, or lines.
        lines: which of both.
        days: what each day is called, the oldest first.
        tips: what is said of each day.
        description: all of it, for assistive technology.
    """

    title: str
    figure: str
    series: tuple[Series, ...]
    lines: bool
    days: tuple[str, ...]
    tips: tuple[str, ...]
    description: str


@dataclass(frozen=True, slots=True)
class Trends:
    """The panel: charts, the legend of agents (name, colour), a line on what is not reported."""

    charts: tuple[Chart, ...]
    legend: tuple[tuple[str, str], ...]
    note: str


def days(now_us: int) -> list[tuple[int, int]]:
    """Return when each of the last `DAYS` local days begins and ends, the oldest first."""
    found = [day_of(now_us)]
    while len(found) < DAYS:
        found.append(day_of(found[-1][0] - 1))
    return found[::-1]


def trends(bounds: Sequence[tuple[int, int]], answers: Sequence[Mapping[str, Any]]) -> Trends:
    """Return the panel.

    Args:
        bounds: of `days`.
        answers: of `Query.trends`, a day each.
    """
    shown = _Shown(bounds, answers)
    charts = (_failures(shown), _latency(shown), _tokens(shown), _cost(shown))
    return Trends(charts, shown.legend, _note(shown))


class _Shown:
    """The numbers, by agent and day; agents beyond the third colour are put together."""

    def __init__(
        self, bounds: Sequence[tuple[int, int]], answers: Sequence[Mapping[str, Any]]
    ) -> None:
        self.names = tuple(_day_name(start) for start, _ in bounds)
        self.answers = answers
        runs: dict[str, int] = {}
        for answer in answers:
            for row in answer["agents"]:
                runs[row["agent"]] = runs.get(row["agent"], 0) + row["runs"]
        self._groups = _groups(runs)
        self.legend = tuple(
            (name, colour) for (name, _), colour in zip(self._groups, COLOURS, strict=False)
        )

    def series(self, field: str) -> tuple[Series, ...]:
        """Return each agent's sums of a number."""
        return tuple(
            Series(name, colour, tuple(_sum(answer, agents, field) for answer in self.answers))
            for (name, agents), colour in zip(self._groups, COLOURS, strict=False)
        )

    def total(self, field: str) -> float:
        """Return the sum over all days and agents."""
        return sum(row[field] or 0 for answer in self.answers for row in answer["agents"])


def _groups(runs: Mapping[str, int]) -> list[tuple[str, frozenset[str]]]:
    """Return up to three groups of agents in a fixed order: known ones first, then by name."""
    known = [agent.known_as for agent in AGENTS]
    busiest = sorted(runs, key=lambda agent: (-runs[agent], agent))
    alone = busiest if len(busiest) <= _MOST else busiest[: _MOST - 1]
    alone.sort(key=lambda agent: (known.index(agent) if agent in known else len(known), agent))
    found = [(agent_title(agent or None), frozenset((agent,))) for agent in alone]
    if len(busiest) > _MOST:
        found.append((tr("Others"), frozenset(busiest[_MOST - 1 :])))
    return found


def _failures(shown: _Shown) -> Chart:
    failed, calls = int(shown.total("tool_errors")), int(shown.total("tool_calls"))
    figure = tr("no calls")
    if calls:
        figure = tr(
            "{percent} of {n}",
            percent=_percent(failed, calls),
            n=f"{calls:,}",
        )
    return _bars(shown, tr("Tool failures"), figure, "tool_errors", _count)


def _tokens(shown: _Shown) -> Chart:
    figure = formats.count(int(shown.total("tokens")), zero="0")
    return _bars(shown, tr("Tokens"), figure, "tokens", _count)


def _cost(shown: _Shown) -> Chart:
    told = any(row["cost_usd"] is not None for answer in shown.answers for row in answer["agents"])
    figure = tr("not reported")
    if told:
        figure = tr("{money} reported", money=formats.money(shown.total("cost_usd")))
    return _bars(shown, tr("Cost"), figure, "cost_usd", formats.money)


def _latency(shown: _Shown) -> Chart:
    each = [answer["durations_ns"] for answer in shown.answers]
    whole = sorted(duration for durations in each for duration in durations)
    series = tuple(
        Series(name, colour, tuple(percentile(durations, share) for durations in each))
        for name, colour, share in (
            (tr("95 %"), "text2", 0.95),
            (tr("median"), "tool", 0.5),
        )
    )
    tips = [f"{day}: {_took(durations)}" for day, durations in zip(shown.names, each, strict=True)]
    title = tr("Tool latency")
    description = f"{title}: {_took(whole)}. {'; '.join(tips)}."
    return Chart(title, _took(whole), series, True, shown.names, tuple(tips), description)  # noqa: FBT003 - lines


def percentile(ascending: Sequence[int], share: float) -> int | None:
    """Return the value that so much of a sorted list does not exceed; None of none."""
    if not ascending:
        return None
    return ascending[min(len(ascending) - 1, int(share * len(ascending)))]


def _bars(shown: _Shown, title: str, figure: str, field: str, say: Say) -> Chart:
    series = shown.series(field)
    tips = tuple(_tip(day, place, series, say) for place, day in enumerate(shown.names))
    description = f"{title}: {figure}. {'; '.join(tips)}."
    return Chart(title, figure, series, False, shown.names, tips, description)  # noqa: FBT003 - bars


def _tip(day: str, place: int, series: Sequence[Series], say: Say) -> str:
    known = [(one.name, one.values[place]) for one in series]
    parts = [f"{name} {say(value)}" for name, value in known if value]
    total = sum(value for _, value in known if value is not None)
    text = f"{day}: {say(total)}"
    return f"{text} ({', '.join(parts)})" if len(parts) > 1 else text


def _took(ascending: Sequence[int]) -> str:
    middle, high = percentile(ascending, 0.5), percentile(ascending, 0.95)
    if middle is None or high is None:
        return tr("no calls")
    return tr(
        "median {middle}, 95 % under {high}",
        middle=formats.duration(middle // 1000),
        high=formats.duration(high // 1000),
    )


def _note(shown: _Shown) -> str:
    silent = [
        series.name
        for series in shown.series("cost_usd")
        if all(value is None for value in series.values)
    ]
    first = tr("Cost is what agents report.")
    if not silent or len(silent) == len(shown.legend):
        return first
    if len(silent) == 1:
        return f"{first} {tr('{agent} reports none.', agent=silent[0])}"
    names = tr("{first} and {last}", first=", ".join(silent[:-1]), last=silent[-1])
    return f"{first} {tr('{agents} report none.', agents=names)}"


def _sum(answer: Mapping[str, Any], agents: frozenset[str], field: str) -> float | None:
    found = [
        row[field] for row in answer["agents"] if row["agent"] in agents and row[field] is not None
    ]
    return sum(found) if found else None


def _percent(part: int, whole: int) -> str:
    """Return `4.8 %`, with a narrow space."""
    return f"{100 * part / whole:.1f}\u202f%"


def _count(value: float | None) -> str:
    return formats.count(None if value is None else int(value), zero="0")


def _day_name(start_us: int) -> str:
    """Return `7 Nov`."""
    weekday_and_date = formats.clock_time(start_us, now_us=start_us - 2 * 86_400_000_000)
    return weekday_and_date.rpartition(" ")[0]


def today() -> str:
    """Return what the last day is called under a chart."""
    return tr("today")


def span() -> str:
    """Return what the charts are over."""
    return trn("{n} day, by agent", "{n} days, by agent", DAYS)
