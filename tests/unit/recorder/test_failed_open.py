"""Gates that failed open, found in telemetry of real agents: each call once, and no false alarm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.recorder import failed_open
from desktop_app.recorder.hooks import take_hook
from tests.fakes.gate import in_thread, policy_file, subjects
from tests.fakes.recording import restarted
from tests.fakes.replayed import AGENTS, ask_as, hooks_of, recorded_run, replay, send

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.recorder.recorder import Recorder


@pytest.fixture
def watched(made: Recorder) -> Iterator[Recorder]:
    """Return a recorder that watches telemetry."""
    made.gating.start()
    yield made
    made.gating.stop()
    made.gating.close()


def look_back(other: Recorder, name: str = "") -> None:
    """Let a recorder that started look at what it found, send it telemetry, and end it."""
    other.gating.start()
    while other.gating.failed_open._missed is not None:
        other.gating.gate.questions.poll(-1, 0.01)
    if name:
        send(other, name)
    other.gating.stop()
    other.gating.close()


def found(made: Recorder) -> list[tuple[str, str]]:
    """Return tool and reason of each gate that failed open."""
    return [(each["tool"], each["why"]) for each in subjects(made, "gate.failed_open")]


ALLOW = "version: 1\nextends: none\ndefault: allow\nrules: []\n"
DENY = "version: 1\nextends: none\ndefault: deny\nrules: []\n"


@pytest.mark.parametrize("name", AGENTS)
def test_calls_that_were_asked_and_allowed_raise_no_alarm(watched: Recorder, name: str) -> None:
    """Of none of the real agents."""
    policy_file(watched, ALLOW)
    replay(watched, name)
    assert found(watched) == []


@pytest.mark.parametrize("name", AGENTS)
def test_a_call_that_was_never_asked_is_found(watched: Recorder, name: str) -> None:
    """The first one of the run, though the others were."""
    policy_file(watched, ALLOW)
    replay(watched, name, skip={0})
    (only,) = found(watched)
    assert only[1] == "never asked"


@pytest.mark.parametrize("name", AGENTS)
def test_calls_that_were_denied_and_ran_are_found(watched: Recorder, name: str) -> None:
    """Once each, however many records tell of them."""
    policy_file(watched, DENY)
    replay(watched, name)
    told = found(watched)
    assert {why for _, why in told} == {"denied and ran"}
    assert len(told) >= len(hooks_of(recorded_run(name))) - 1
    assert watched.gating.failed_open.count == len(told)


@pytest.mark.parametrize("name", AGENTS)
def test_the_next_recorder_judges_what_its_predecessor_did_not_look_at(
    made: Recorder, name: str
) -> None:
    """Ended after the telemetry was durable and before anybody looked: found once, by the next."""
    policy_file(made, DENY)
    ask_as(made, name)
    send(made, name)
    assert found(made) == []
    for _ in range(2):
        with restarted(made) as other:
            look_back(other)
            first = found(other)
    assert {why for _, why in first} == {"denied and ran"}
    assert len(first) >= len(hooks_of(recorded_run(name))) - 1


def test_a_recorder_that_is_stopped_leaves_the_rest_to_the_next(made: Recorder) -> None:
    """It does not keep a person waiting; no entry says that it was looked at."""
    policy_file(made, DENY)
    ask_as(made, "codex-hooks")
    send(made, "codex-hooks")
    with restarted(made) as other:
        other.gating.failed_open._stopping.set()
        other.gating.start()
        other.gating.stop()
        other.gating.close()
        assert found(other) == []
        assert other.gating.failed_open._missed is not None
    with restarted(made) as third:
        look_back(third)
        assert found(third) != []


def test_a_recorder_that_is_stopped_ends_though_much_waits(
    made: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The queue is full, and nobody looks at it any more."""
    monkeypatch.setattr(failed_open, "MAX_WAITING", 1)
    policy_file(made, DENY)
    ask_as(made, "codex-hooks")
    send(made, "codex-hooks")
    with restarted(made) as other:
        other.gating.failed_open._stopping.set()
        other.gating.failed_open.later(lambda: None, "Something")
        other.gating.start()
        other.gating.stop()
        closing = in_thread(other.gating.close)
        closing.join(60)
        ended = not closing.is_alive()
        while closing.is_alive():  # a recorder that is broken must not hang the test
            other.gating.failed_open._waiting.get()
            closing.join(0.1)
        assert ended


@pytest.mark.parametrize("name", AGENTS)
def test_telemetry_that_comes_after_a_restart_finds_its_decisions(
    made: Recorder, name: str
) -> None:
    """What was allowed raises no alarm, though another recorder allowed it."""
    policy_file(made, ALLOW)
    ask_as(made, name)
    with restarted(made) as other:
        other.gating.start()
        send(other, name)
        other.gating.stop()
        other.gating.close()
        assert found(other) == []


def test_a_call_is_told_once_over_a_restart(watched: Recorder) -> None:
    """Sent again by its agent, looked at again by us."""
    policy_file(watched, DENY)
    replay(watched, "codex-hooks")
    told = found(watched)
    watched.gating.close()
    with restarted(watched) as other:
        look_back(other, "codex-hooks")
        assert found(other) == told
    watched.gating.failed_open.start()


def test_the_cost_of_a_run_goes_on(made: Recorder) -> None:
    """What an intent tells, and telemetry that nobody counted; none of it twice."""
    policy_file(made, ALLOW)
    ask_as(made, "claude-hooks")
    send(made, "claude-hooks")
    run = next(iter(made.gating.runs._runs))
    costs = []
    for _ in range(2):
        with restarted(made) as other:
            look_back(other)
            value = hooks_of(recorded_run("claude-hooks"))[0]
            take_hook(other.gating, "claude-code", "", value, deadline_s=0.01).result(60)
            costs.append(other.gating.runs.of(run, 0).cost_usd)
    assert costs[0] > 0
    assert costs[1] == pytest.approx(costs[0], abs=1e-6)


def test_runs_that_the_gate_does_not_know_are_not_looked_at(watched: Recorder) -> None:
    """An agent without hooks is no gate that failed."""
    replay(watched, "claude-hooks", skip=range(99))
    assert found(watched) == []


def test_only_the_newest_calls_are_remembered(
    watched: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The memory of what was told is bounded."""
    monkeypatch.setattr(failed_open, "MAX_TOLD", 1)
    policy_file(watched, DENY)
    replay(watched, "codex-hooks")
    assert len(watched.gating.failed_open._told) == 1


def test_the_cost_that_a_run_reports_counts_for_its_budget(watched: Recorder) -> None:
    """Claude Code tells it; what is over the budget is denied."""
    budget = "version: 1\nextends: none\ndefault: allow\nbudgets: {cost_usd: 0.0001, effect: deny}"
    policy_file(watched, budget)
    replay(watched, "claude-hooks")
    value = hooks_of(recorded_run("claude-hooks"))[0]
    again = {**value, "tool_use_id": "toolu_new"}
    told = take_hook(watched.gating, "claude-code", "", again).result(60)
    assert told["decision"] == "deny"
    assert "budget" in str(told["reason"])
