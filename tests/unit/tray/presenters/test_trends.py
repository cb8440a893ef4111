"""Charts as numbers and words."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from desktop_app.tray.presenters import trends
from desktop_app.tray.presenters.timeline_order import day_of

NOW = 1_795_169_861_000_000
MS = 1_000_000


def agent(name: str, runs: int = 1, **values: Any) -> dict[str, Any]:
    """Return one agent's sums of a day."""
    sums = {"tool_calls": 10, "tool_errors": 1, "tokens": 1_000, "cost_usd": None}
    return {"agent": name, "runs": runs, **sums, **values}


def answers(*last: dict[str, Any], durations: tuple[int, ...] = ()) -> list[dict[str, Any]]:
    """Return thirteen days of nothing and one of these agents."""
    empty = {"agents": [], "durations_ns": []}
    return [empty] * 13 + [{"agents": list(last), "durations_ns": list(durations)}]


def panel(*last: dict[str, Any], durations: tuple[int, ...] = ()) -> trends.Trends:
    """Return the panel of that."""
    return trends.trends(trends.days(NOW), answers(*last, durations=durations))


def test_fourteen_days_end_with_today() -> None:
    """Each begins where the one before ends."""
    bounds = trends.days(NOW)
    assert len(bounds) == 14
    assert bounds[-1] == day_of(NOW)
    assert all(one[1] == other[0] for one, other in pairwise(bounds))


def test_agents_have_their_colours_in_a_fixed_order() -> None:
    """Known ones first, whoever ran more; a fourth and fifth are put together."""
    found = panel(agent("gemini-cli", 9), agent("claude-code"), agent("codex"))
    assert found.legend == (
        ("Claude Code", "accent"),
        ("Codex CLI", "agent2"),
        ("Gemini CLI", "ctl"),
    )
    many = panel(*(agent(name) for name in ("a", "b", "c")), agent("codex", 9))
    assert many.legend == (("Codex CLI", "accent"), ("a", "agent2"), ("Others", "ctl"))
    assert many.charts[2].series[2].values[-1] == 2_000
    assert panel(agent("")).legend == (("Unknown agent", "accent"),)


def test_failures_are_told_as_a_share_of_the_calls() -> None:
    """With the numbers of each day for who cannot see the bars."""
    chart = panel(agent("claude-code", tool_errors=2), agent("codex", tool_errors=1)).charts[0]
    assert (chart.title, chart.figure, chart.lines) == ("Tool failures", "15.0\u202f% of 20", False)
    assert chart.tips[-1].endswith(": 3 (Claude Code 2, Codex CLI 1)")
    assert chart.tips[0].endswith(": 0")
    assert chart.description.startswith("Tool failures: 15.0\u202f% of 20. ")
    assert chart.tips[5] in chart.description
    assert panel().charts[0].figure == "no calls"


def test_latency_is_told_by_median_and_the_slowest_in_twenty() -> None:
    """Over all days in the figure, day by day in the lines; none on a day without calls."""
    chart = panel(agent("codex"), durations=tuple(n * MS for n in range(1, 101))).charts[1]
    assert chart.figure == "median 51 ms, 95 % under 96 ms"
    assert chart.lines
    assert [series.values[-1] for series in chart.series] == [96 * MS, 51 * MS]
    assert chart.series[0].values[0] is None
    assert chart.tips[0].endswith(": no calls")


def test_cost_is_what_agents_report() -> None:
    """Who reports none is named."""
    some = panel(agent("claude-code", cost_usd=4.61), agent("codex"), agent("gemini-cli"))
    assert some.charts[3].figure == "$4.61 reported"
    assert some.note == "Cost is what agents report. Codex CLI and Gemini CLI report none."
    one = panel(agent("claude-code", cost_usd=4.61), agent("codex"))
    assert one.note == "Cost is what agents report. Codex CLI reports none."
    nobody = panel(agent("codex"))
    assert nobody.charts[3].figure == "not reported"
    assert nobody.note == "Cost is what agents report."


def test_tokens_are_summed() -> None:
    """From a million on with two decimals."""
    assert panel(agent("codex", tokens=412_906)).charts[2].figure == "412,906"
    assert panel(agent("codex", tokens=1_240_000)).charts[2].figure == "1.24 M"


def test_days_under_a_chart() -> None:
    """The first by date, the last as today."""
    day = panel().charts[0].days
    assert day[0].split()[1] == "Nov"
    assert len(day) == 14
    assert (trends.today(), trends.span()) == ("today", "14 days, by agent")
