"""How long what a run kept stays: the days in force, and the holds that are on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from desktop_app.consent.purposes import KEPT_DAYS
from desktop_app.model.visible import visible
from desktop_app.tray.presenters.run_view import kept
from desktop_app.tray.presenters.run_view.fact import Fact
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from desktop_app.tray.presenters.evidence.strip import Run


class Hold(NamedTuple):
    """A hold in force: the entry that placed it, and why."""

    entry: int
    reason: str


@dataclass(frozen=True, slots=True)
class Keeping:
    """What keeps a run's content.

    Attributes:
        days: after which it goes.
        holds: on it; while there is one nothing of it goes.
        known: whether anybody could say which holds there are.
    """

    days: int = KEPT_DAYS
    holds: tuple[Hold, ...] = ()
    known: bool = True


def on(
    holds: Iterable[Mapping[str, Any]], run: Run, entries: Sequence[int], times_us: Sequence[int]
) -> tuple[Hold, ...]:
    """Return those holds of `hold.list` that are on something of a run.

    Args:
        holds: all that are in force.
        run: whose evidence is shown.
        entries: that hold it.
        times_us: of them.
    """
    found = [one for one in holds if _is_on(one.get("scope"), run, entries, times_us)]
    return tuple(Hold(int(one["entry"]), visible(str(one.get("reason") or ""))) for one in found)


def until(at_us: int, keeping: Keeping) -> Fact:
    """Return when what was kept at a time goes; under a hold it does not."""
    if keeping.holds:
        return Fact(tr("Until"), tr("the hold is released"), "hold", "ok")
    return Fact(tr("Until"), kept.until(at_us, keeping.days), "kept", "ok")


def fact(keeping: Keeping) -> Fact:
    """Return which holds there are."""
    if not keeping.holds:
        return Fact(tr("Hold"), tr("none") if keeping.known else tr("not known just now"))
    return Fact(tr("Hold"), "; ".join(map(sentence, keeping.holds)))


def sentence(hold: Hold) -> str:
    """Return a hold in words: `#4,120, an incident`."""
    return tr("#{entry}, {reason}", entry=f"{hold.entry:,}", reason=hold.reason)


def _is_on(scope: object, run: Run, entries: Sequence[int], times_us: Sequence[int]) -> bool:
    match scope:
        case {"run": {"sender": sender, "run_id": run_id}}:
            return (sender, run_id) == (run.sender, run.run_id)
        case {"agent": str(agent)}:
            return agent in {run.agent, run.sender}
        case {"time": [int(first), int(last)]}:
            return any(first <= at <= last for at in times_us)
        case {"entries": [*ranges]}:
            return any(first <= seq <= last for first, last in ranges for seq in entries)
        case _:
            return False
