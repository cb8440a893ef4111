"""How actions ended: joined to their intents, compared with what was approved."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.errors import MalformedRequestError, NotFoundError
from desktop_app.recorder.effects import Reported, parse_reported
from tests.fakes.gate import PUSH, answer, ask, shell, subjects, write

if TYPE_CHECKING:
    from desktop_app.recorder.declared import Declared
    from desktop_app.recorder.recorder import Recorder


def report(made: Recorder, declared: Declared, outcome: str = "ok", **more: Any) -> dict[str, Any]:
    """Report an end as a hook does."""
    return dict(made.gating.effects.report(Reported(declared, outcome, **more)))


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"outcome": "fine"},
        {"outcome": "ok", "arguments": []},
        {"outcome": "ok", "exit_code": "0"},
        {"outcome": "ok", "duration_us": True},
        {"outcome": "ok", "call_id": "x" * 201},
        {"outcome": "ok", "call_id": "x\ud800"},
        {"outcome": "ok", "tool": 5},
    ],
)
def test_what_is_no_report_is_refused(value: dict[str, Any]) -> None:
    """Each field has its type and bound."""
    with pytest.raises(MalformedRequestError):
        parse_reported(value, 4, sender="", auth="none", via="api")


def test_an_approved_call_names_who_approved_it(made: Recorder) -> None:
    """Joined by the call's id; the consent stands on it."""
    _, question = ask(made, shell(PUSH, call_id="toolu_1"))
    consent = answer(made, question)["entry"]
    done = report(made, shell(PUSH, call_id="toolu_1"), has_arguments=True, exit_code=0)
    assert (done["intent"], done["differs"]) == (question.intent, False)
    (effect,) = subjects(made, "action.effect")
    assert effect["userConsentId"] == consent
    assert (effect["approval_state"], effect["approver"]) == ("approved", "you")
    assert effect["approval_latency_ms"] == 900
    assert effect["exit_code"] == 0


def test_other_arguments_than_approved_are_marked(made: Recorder) -> None:
    """As another hook's updatedInput makes them."""
    made.gating.gate.begin(write("/w/a.txt", call_id="toolu_1"))
    done = report(made, write("/w/b.txt", call_id="toolu_1"), has_arguments=True)
    assert done["differs"] is True
    assert report(made, write("/w/b.txt", call_id="toolu_1"), has_arguments=True) == done
    assert len(subjects(made, "action.effect")) == 1


def test_calls_without_an_id_are_joined_by_arguments_then_in_order(made: Recorder) -> None:
    """As Gemini CLI's."""
    first = made.gating.gate.begin(write("/w/a.txt")).result().intent
    second = made.gating.gate.begin(write("/w/b.txt")).result().intent
    assert report(made, write("/w/b.txt"), has_arguments=True)["intent"] == second
    assert report(made, write("/w/c.txt"), has_arguments=True)["intent"] == first
    assert report(made, write("/w/c.txt"), has_arguments=True)["intent"] is None


def test_two_that_tell_of_one_end_at_once_are_one_effect(made: Recorder) -> None:
    """A hook and a proxy: the second waits for what the first writes, and gets its place."""
    intent = made.gating.gate.begin(write("/w/a.txt", call_id="toolu_1")).result().intent
    other = made.gating.gate.begin(write("/w/b.txt", call_id="toolu_2")).result().intent
    with ThreadPoolExecutor(8) as pool:
        told = [
            pool.submit(report, made, write("/w/a.txt", call_id="toolu_1"), intent=named)
            for named in (intent, None) * 4
        ]
        once = report(made, write("/w/b.txt", call_id="toolu_2"))
    assert once["intent"] == other
    assert len({one.result()["entry"] for one in told}) == 1
    assert len(subjects(made, "action.effect")) == 2


def test_calls_without_an_id_that_end_at_once_are_two(made: Recorder) -> None:
    """Each end belongs to an intent of its own."""
    begun = {made.gating.gate.begin(write("/w/a.txt")).result().intent for _ in range(4)}
    with ThreadPoolExecutor(4) as pool:
        told = [pool.submit(report, made, write("/w/a.txt")) for _ in range(4)]
    assert {one.result()["intent"] for one in told} == begun


def test_an_intent_is_its_senders(made: Recorder) -> None:
    """Another sender cannot end it; a number that nobody knows is written down as unknown."""
    intent = made.gating.gate.begin(write("/w/a.txt")).result().intent
    with pytest.raises(NotFoundError):
        report(made, write("/w/a.txt", sender="other"), intent=intent)
    assert report(made, write("/w/a.txt"), intent=9_999)["intent"] is None
    assert report(made, write("/w/z.txt", run_id=""), intent=intent)["intent"] == intent
    assert subjects(made, "action.effect")[-1]["intent"] == intent


def test_what_was_denied_and_ran_failed_open(made: Recorder) -> None:
    """Once for a call, and counted in `status`."""
    denied = write(str(made.paths.ledger), call_id="toolu_9")
    intent = made.gating.gate.begin(denied).result().intent
    report(made, denied)
    (found,) = subjects(made, "gate.failed_open")
    assert (found["why"], found["intent"], found["call_id"]) == (
        "denied and ran",
        intent,
        "toolu_9",
    )
    assert made.status()["failed_open"] == 1


def test_an_answer_in_the_agents_own_prompt_is_its_own(made: Recorder) -> None:
    """A record, by the agent's own prompt, and no grant of ours."""
    (made.paths.data_dir / "policy.yaml").write_text("version: 1\nextends: none\nrules: []\n")
    made.gating.policies.look()
    declared = shell("ls", call_id="toolu_1")
    made.gating.gate.begin(declared)
    kept = made.gating.entries.keep(declared)
    found = made.gating.decided.of_arguments(kept)
    assert found is not None
    found.prompted = True
    report(made, declared)
    (record,) = subjects(made, "consent.record")
    assert record["by"] == "agent's own prompt"
    assert "lasts" not in record
    assert subjects(made, "action.effect")[0]["approval_state"] == "approved"
