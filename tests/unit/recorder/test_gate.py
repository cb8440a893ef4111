"""The gate's flow: what is decided, in which order it is written down, and that no fault allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import DiskFullError
from desktop_app.model.action import Lasts, SideEffect
from desktop_app.recorder import questions as queue
from tests.fakes.gate import (
    PUSH,
    answer,
    ask,
    everything,
    policy_file,
    questions,
    shell,
    states,
    subjects,
    write,
)
from tests.fakes.recording import FailingWriter, kinds

if TYPE_CHECKING:
    from desktop_app.recorder.recorder import Recorder

SECRET = "sk-ant-api03-" + "Ab3" * 12


def test_a_rule_answers_at_once_and_the_intent_is_durable_first(made: Recorder) -> None:
    """The run starts before its first action; what is kept names no argument."""
    told = made.gating.gate.begin(write("/w/notes.txt", call_id="toolu_1"))
    assert told.done()
    verdict = told.result()
    assert (verdict.says, verdict.person, verdict.state) == ("allow", False, "not_required")
    assert kinds(made)[-2:] == ["run.start", "action.intent"]
    (intent,) = subjects(made, "action.intent")
    assert intent["decision"] == "allowed"
    assert intent["rule"] == "writes-inside"
    assert intent["places"] == ["workspace"]
    assert intent["policy"] == made.gating.policies.current.label
    assert len(intent["args_digest"]) == 64
    assert "notes.txt" not in str(intent)


def test_what_is_protected_is_denied_whatever_was_granted(made: Recorder) -> None:
    """Our own files: no question, no grant."""
    verdict = made.gating.gate.begin(write(str(made.paths.ledger))).result()
    assert (verdict.says, verdict.because.rule) == ("deny", "protect our-files")
    assert questions(made) == []
    assert subjects(made, "action.intent")[0]["decision"] == "denied"


def test_what_no_rule_speaks_of_is_none(made: Recorder) -> None:
    """The agent's own permissions hold."""
    policy_file(made, "version: 1\nextends: none\nrules: []\n")
    verdict = made.gating.gate.begin(shell("ls")).result()
    assert verdict.says == "none"
    assert subjects(made, "action.intent")[0]["decision"] == "none"


def test_a_question_is_recorded_before_it_is_answered(made: Recorder) -> None:
    """Asked, given, and only then heard."""
    told, question = ask(made, shell(PUSH))
    assert not told.done()
    assert kinds(made)[-2:] == ["action.intent", "consent.record"]
    assert states(made) == ["requested"]
    record = subjects(made, "consent.record")[0]
    assert record["notice"]["digest"] == question.notice.digest
    assert record["intent"] == question.intent
    done = answer(made, question)
    assert states(made) == ["requested", "given"]
    verdict = told.result(60)
    assert (verdict.says, verdict.person, verdict.consent) == ("allow", True, done["entry"])
    assert "lasts" not in subjects(made, "consent.record")[1]


def test_once_is_once(made: Recorder) -> None:
    """The same action asks again."""
    _, question = ask(made, shell(PUSH))
    answer(made, question)
    told, _ = ask(made, shell(PUSH))
    assert not told.done()


def test_a_grant_answers_without_a_question(made: Recorder) -> None:
    """For its words and its time; other words ask."""
    _, question = ask(made, shell(PUSH))
    done = answer(made, question, "grant", lasts=Lasts.ALWAYS)
    verdict = made.gating.gate.begin(shell(PUSH)).result()
    assert (verdict.says, verdict.person, verdict.consent) == ("allow", True, done["entry"])
    assert subjects(made, "action.intent")[-1]["grant"] == done["entry"]
    told, _ = ask(made, shell("git push --force origin main"))
    assert not told.done()


def test_nobody_there_is_a_denial_once_that_says_so(made: Recorder) -> None:
    """It waits until the deadline, and a later one asks again."""
    made.gating.start()
    told = made.gating.gate.begin(shell(PUSH, deadline_s=0.2))
    verdict = told.result(60)
    assert (verdict.says, verdict.state) == ("deny", "timed_out")
    assert "No window of Countersign" in verdict.reason
    assert states(made) == ["requested", "timed_out"]
    assert questions(made) == []
    verdict = made.gating.gate.begin(shell(PUSH, deadline_s=0.2)).result(60)
    assert "Nobody answered in time" in verdict.reason
    made.gating.stop()
    made.gating.close()


def test_stopping_denies_what_waits(made: Recorder) -> None:
    """It is written down as expired, and what comes later is denied at once."""
    made.gating.start()
    told, _ = ask(made, shell(PUSH))
    made.gating.stop()
    assert told.result(60).says == "deny"
    assert states(made) == ["requested", "expired"]
    assert made.gating.gate.begin(shell(PUSH)).result(60).says == "deny"
    made.gating.close()


def test_what_cannot_be_written_down_is_denied(made: Recorder) -> None:
    """A full disk: an action, a question, and an answer."""
    told, question = ask(made, shell(PUSH))
    writer = made.journal.writer
    made.journal.open(FailingWriter(DiskFullError("The disk is full.")))
    for declared in (write("/w/a.txt"), shell(PUSH)):
        verdict = made.gating.gate.begin(declared).result(60)
        assert verdict.says == "deny"
        assert "disk is full" in verdict.reason
    with pytest.raises(DiskFullError):
        answer(made, question)
    assert told.result(60).says == "deny"
    made.journal.open(writer)
    assert made.gating.gate.begin(write("/w/a.txt")).result(60).says == "allow"


def test_gate_entries_use_the_reserve(made: Recorder) -> None:
    """A ledger that takes no telemetry any more takes these."""
    real = made.journal.writer
    writer = FailingWriter(DiskFullError("The disk is full."))
    made.journal.open(writer)
    made.gating.gate.begin(write("/w/a.txt"))
    made.journal.open(real)
    assert writer.reserve


def test_ten_thousand_questions_are_bounded(
    made: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those beyond the bound are denied with the reason, and each is an intent."""
    monkeypatch.setattr(queue, "MAX_OPEN", 3)
    waiting = [made.gating.gate.begin(shell(PUSH, call_id=str(n))) for n in range(12)]
    refused = [told.result() for told in waiting if told.done()]
    assert len(refused) == 9
    assert {verdict.says for verdict in refused} == {"deny"}
    assert "3 questions wait" in refused[0].reason
    assert len(subjects(made, "action.intent")) == 12
    assert len(questions(made)) == 3


def test_a_pause_does_not_touch_the_gate(made: Recorder) -> None:
    """Recording stops; asking does not."""
    made.pause.start(60, {"sender": "", "auth": "person"})
    assert made.gating.gate.begin(write("/w/a.txt")).result().says == "allow"
    assert subjects(made, "action.intent") != []


def test_a_budget_is_a_circuit_breaker(made: Recorder) -> None:
    """After so many steps everything of that run is denied; another run goes on."""
    policy_file(made, "version: 1\nbudgets: {steps: 2, effect: deny}\n")
    says = [made.gating.gate.begin(write("/w/a.txt")).result().says for _ in range(3)]
    assert says == ["allow", "allow", "deny"]
    assert made.gating.gate.begin(write("/w/a.txt", run_id="run-2")).result().says == "allow"


def test_one_key_one_answer(made: Recorder) -> None:
    """Also while the first still waits; another action under the key is denied."""
    first, question = ask(made, shell(PUSH, idempotency="k"))
    second = made.gating.gate.begin(shell(PUSH, idempotency="k"))
    assert not second.done()
    answer(made, question)
    assert (first.result(60).repeated, second.result(60).repeated) == (False, True)
    assert second.result().says == "allow"
    intents = subjects(made, "action.intent")
    assert intents[1]["repeats"] == question.intent
    other = made.gating.gate.begin(shell("git push x", idempotency="k")).result()
    assert other.says == "deny"
    assert "idempotency key" in other.reason
    assert len(questions(made)) == 0


def test_a_secret_is_named_and_not_kept(made: Recorder) -> None:
    """In the intent stands the rule; nowhere the value, and no scope would store it."""
    _, question = ask(made, shell(f"git push https://x:{SECRET}@example.org/a main"))
    assert question.scopes == ()
    intent = subjects(made, "action.intent")[0]
    assert intent["secrets"]
    assert SECRET.encode() not in everything(made.paths.data_dir)


def test_a_declared_level_raises_and_never_lowers(made: Recorder) -> None:
    """An agent that calls a push harmless is asked all the same."""
    ask(made, shell(PUSH, side_effect=SideEffect.NONE))
    verdict = made.gating.gate.begin(shell("ls", side_effect=SideEffect.IRREVERSIBLE))
    assert not verdict.done()
