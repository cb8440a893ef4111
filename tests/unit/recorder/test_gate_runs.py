"""What the gate remembers of runs: steps, denials, cost, hooks; bounded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.recorder import gate_runs
from desktop_app.recorder.gate_runs import GateRuns
from desktop_app.recorder.runs import Run

if TYPE_CHECKING:
    import pytest

RUN = Run("s", "r")
NOON_US = 1_789_000_000_000_000


def test_a_run_adds_up() -> None:
    """And its usage is what budgets look at."""
    runs = GateRuns()
    assert runs.known(RUN) is None
    runs.step(RUN, NOON_US, hooked=False, denied=True)
    runs.step(RUN, NOON_US + 1, hooked=True, denied=False)
    runs.step(RUN, NOON_US + 2, hooked=True, denied=False)
    runs.refused(RUN, NOON_US)
    runs.spent(RUN, 0.5, NOON_US)
    found = runs.of(RUN, NOON_US)
    assert (found.steps, found.denied, found.hooked_us) == (3, 2, NOON_US + 1)
    usage = runs.usage(RUN, NOON_US + 90_000_000)
    assert (usage.steps, usage.cost_usd, usage.seconds) == (3, 0.5, 90)
    assert 1 <= usage.weekday <= 7


def test_a_hook_that_asks_nothing_is_heard_all_the_same() -> None:
    """Only what begins a session says that its calls will be asked about."""
    runs = GateRuns()
    runs.heard(RUN, NOON_US, begins=False)
    assert (runs.of(RUN, NOON_US).heard, runs.of(RUN, NOON_US).hooked_us) == (True, None)
    runs.heard(RUN, NOON_US + 1, begins=True)
    runs.heard(RUN, NOON_US + 2, begins=True)
    assert runs.of(RUN, NOON_US).hooked_us == NOON_US + 1
    runs.step(Run("s", "2"), NOON_US, hooked=True, denied=False)
    assert runs.of(Run("s", "2"), NOON_US).heard


def test_actions_of_no_run_have_used_nothing() -> None:
    """They share no budget."""
    runs = GateRuns()
    runs.step(Run("s", ""), NOON_US, hooked=False, denied=False)
    assert runs.usage(Run("s", ""), NOON_US).steps == 0


def test_the_oldest_run_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """An agent that makes up runs fills no memory."""
    monkeypatch.setattr(gate_runs, "MAX_RUNS", 2)
    runs = GateRuns()
    for number in range(3):
        runs.of(Run("s", str(number)), NOON_US)
    assert runs.known(Run("s", "0")) is None
    assert runs.known(Run("s", "2")) is not None
