"""What the gate remembers of each run: how much it did, for budgets and for the person's eyes.

Of the newest runs; it decides nothing alone. Each intent carries it as it was before, so that the
next recorder goes on from there (`recalled`). Thread safe.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING

from desktop_app.policy.decide import Usage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.model.canonical import JSON
    from desktop_app.recorder.runs import Run

MAX_RUNS = 10_000
MICRO = 1_000_000
MAX_USD = 1e9  # no run costs more: an amount that is larger is a mistake, or an attack


@dataclass(frozen=True, slots=True)
class RunSoFar:
    """One run.

    Attributes:
        began_us: when the gate first heard of it, wall clock.
        steps: actions that were declared.
        denied: of them, denied.
        cost_usd: what the agent reported in its telemetry.
        hooked_us: when a hook of it first asked about a tool, or told that it begins; None: none
            did.
        telemetry: `seq` of the newest telemetry in that cost; -1: none.
        heard: whether any hook of it was heard.
    """

    began_us: int
    steps: int = 0
    denied: int = 0
    cost_usd: float = 0.0
    hooked_us: int | None = None
    telemetry: int = -1
    heard: bool = False


def format_so_far(so_far: RunSoFar) -> dict[str, JSON]:
    """Return it as it stands in an `action.intent` (`resources/docs/ledger.md`, "The gate")."""
    return {
        "began_us": so_far.began_us,
        "steps": so_far.steps,
        "denied": so_far.denied,
        "cost_microusd": round(so_far.cost_usd * MICRO),
        "hooked_us": so_far.hooked_us,
        "telemetry": so_far.telemetry,
    }


def parse_so_far(value: JSON, now_us: int) -> RunSoFar:
    """Return what an intent says of its run; where it says nothing, a run that begins now."""
    match value:
        case {
            "began_us": int(began_us),
            "steps": int(steps),
            "denied": int(denied),
            "cost_microusd": int(cost),
            "hooked_us": int() | None as hooked_us,
            "telemetry": int(telemetry),
        }:
            return RunSoFar(began_us, steps, denied, cost / MICRO, hooked_us, telemetry)
        case _:
            return RunSoFar(now_us)


class GateRuns:
    """The runs that the gate knows."""

    def __init__(self) -> None:
        self._runs: OrderedDict[Run, RunSoFar] = OrderedDict()
        self._lock = Lock()

    def of(self, run: Run, now_us: int) -> RunSoFar:
        """Return what is known of a run; one that is new begins now."""
        with self._lock:
            return self._of(run, now_us)

    def known(self, run: Run) -> RunSoFar | None:
        """Return what is known of a run, or None."""
        return self._runs.get(run)

    def step(self, run: Run, now_us: int, *, hooked: bool, denied: bool) -> None:
        """Count an action."""
        with self._lock:
            so_far = self._of(run, now_us)
            first = so_far.hooked_us if so_far.hooked_us is not None or not hooked else now_us
            self._runs[run] = replace(
                so_far,
                steps=so_far.steps + 1,
                denied=so_far.denied + denied,
                hooked_us=first,
                heard=so_far.heard or hooked,
            )

    def heard(self, run: Run, now_us: int, *, begins: bool) -> None:
        """Note that a hook of a run was heard; `begins`: the one that every session begins with."""
        with self._lock:
            so_far = self._of(run, now_us)
            first = now_us if begins and so_far.hooked_us is None else so_far.hooked_us
            self._runs[run] = replace(so_far, hooked_us=first, heard=True)

    def refused(self, run: Run, now_us: int) -> None:
        """Count that a question about one of its actions ended with no."""
        with self._lock:
            so_far = self._of(run, now_us)
            self._runs[run] = replace(so_far, denied=so_far.denied + 1)

    def spent(self, run: Run, cost_usd: float, now_us: int, seq: int) -> None:
        """Add the cost that telemetry at `seq` tells of; what is no amount counts as none."""
        with self._lock:
            so_far = self._of(run, now_us)
            more = cost_usd if 0 <= cost_usd <= MAX_USD else 0.0
            cost = min(so_far.cost_usd + more, MAX_USD)
            self._runs[run] = replace(so_far, cost_usd=cost, telemetry=seq)

    def recall(self, runs: Mapping[Run, RunSoFar]) -> None:
        """Take up what runs did before the start."""
        with self._lock:
            self._runs.update(runs)

    def usage(self, run: Run, now_us: int) -> Usage:
        """Return what a policy's budgets and hours look at; actions of no run have used nothing."""
        local = datetime.fromtimestamp(now_us / 1_000_000, UTC).astimezone()
        so_far = self.of(run, now_us) if run.run_id else RunSoFar(now_us)
        return Usage(
            steps=so_far.steps,
            cost_usd=so_far.cost_usd,
            seconds=max(0, now_us - so_far.began_us) // 1_000_000,
            now_us=now_us,
            hour=local.hour,
            minute=local.minute,
            weekday=local.isoweekday(),
        )

    def _of(self, run: Run, now_us: int) -> RunSoFar:
        found = self._runs.setdefault(run, RunSoFar(now_us))
        self._runs.move_to_end(run)
        while len(self._runs) > MAX_RUNS:
            self._runs.popitem(last=False)
        return found
