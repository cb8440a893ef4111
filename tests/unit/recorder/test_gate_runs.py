"""What the gate remembers of runs: steps, denials, cost, hooks; bounded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.model import canonical
from desktop_app.recorder import gate_runs
from desktop_app.recorder.gate_runs import MICRO, GateRuns, RunSoFar, format_so_far, parse_so_far
from desktop_app.recorder.runs import Run

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON

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
    runs.spent(RUN, 0.5, NOON_US, 7)
    found = runs.of(RUN, NOON_US)
    assert (found.steps, found.denied, found.hooked_us) == (3, 2, NOON_US + 1)
    assert found.telemetry == 7
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


@given(
    st.builds(
        RunSoFar,
        began_us=st.integers(0, 2**53 - 1),
        steps=st.integers(0, 10**9),
        denied=st.integers(0, 10**9),
        cost_usd=st.integers(0, 10**15).map(lambda cost: cost / MICRO),
        hooked_us=st.none() | st.integers(0, 2**53 - 1),
        telemetry=st.integers(-1, 2**53 - 1),
    )
)
def test_what_an_intent_says_of_its_run_comes_back(so_far: RunSoFar) -> None:
    """Whole numbers only: the ledger knows no others."""
    told = format_so_far(so_far)
    canonical.encode(told)
    assert parse_so_far(told, 0) == so_far


@pytest.mark.parametrize("value", [None, 5, [], {}, {"steps": "1"}])
def test_an_intent_that_says_nothing_of_its_run(value: JSON) -> None:
    """Of an earlier version, or of another shape: it begins then."""
    assert parse_so_far(value, NOON_US) == RunSoFar(NOON_US)


@pytest.mark.parametrize("cost", [float("nan"), float("inf"), -5.0, 1e300])
def test_what_is_no_amount_changes_no_cost(cost: float) -> None:
    """An agent that reports it can neither lower what it spent nor stop the gate."""
    runs = GateRuns()
    runs.spent(RUN, 2.0, NOON_US, 7)
    runs.spent(RUN, cost, NOON_US, 8)
    found = runs.of(RUN, NOON_US)
    assert (found.cost_usd, found.telemetry) == (2.0, 8)


def test_a_run_goes_on_where_it_was() -> None:
    """At the next start."""
    runs = GateRuns()
    runs.recall({RUN: RunSoFar(NOON_US - 60_000_000, steps=4, cost_usd=1.5)})
    usage = runs.usage(RUN, NOON_US)
    assert (usage.steps, usage.cost_usd, usage.seconds) == (4, 1.5, 60)


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
