"""One table of figures: what was aimed at, what was seen, and beside what."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table.

    Attributes:
        name: what was measured.
        seen: the figure with its unit.
        yardstick: what the same run measured beside it, with its unit; "" when nothing.
        ratio: seen over yardstick; None when there is none.
        goal: what the figure should be.
        reached: whether it is; None where there is no goal.
    """

    name: str
    seen: str
    yardstick: str = ""
    ratio: float | None = None
    goal: str = ""
    reached: bool | None = None


def markdown(figures: list[Figure]) -> str:
    """Return the table as Markdown."""
    rows = [("What", "Seen", "Yardstick of the same run", "Ratio", "Goal", "")]
    rows.append(("---",) * 6)
    rows += [
        (
            figure.name,
            figure.seen,
            figure.yardstick,
            "" if figure.ratio is None else f"{figure.ratio:.2f}",
            figure.goal,
            {None: "", True: "reached", False: "**missed**"}[figure.reached],
        )
        for figure in figures
    ]
    return "".join("| " + " | ".join(row) + " |\n" for row in rows)
