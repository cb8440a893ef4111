"""What a recorder that starts reads back: what the one before knew, and no "allow" of a crash."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.action import Lasts
from desktop_app.model.kinds import EntryKind
from desktop_app.model.leaf import parse_leaf
from desktop_app.recorder import recalled
from desktop_app.recorder.effects import parse_reported
from desktop_app.recorder.recalled import Recalled, fold
from desktop_app.recorder.runs import Run
from tests.fakes import gated
from tests.fakes.gate import PUSH, answer, ask, shell, write
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.roles import PASSPHRASE, left_to_role

if TYPE_CHECKING:
    from desktop_app.recorder.recorder import Recorder

RUN = Run("claude-code", "run-1")


def read(made: Recorder) -> Recalled:
    """Read back what is in the ledger."""
    with LedgerReader(made.paths.ledger) as ledger:
        return recalled.recall(ledger, made.clock.now_us())


def of(*told: tuple[EntryKind, dict[str, Any]]) -> Recalled:
    """Fold made-up entries of a run."""
    ledger = MemoryLedger()
    for kind, subject in told:
        ledger.add(kind, subject, run_id="run-1", sender="claude-code")
    return fold(map(parse_leaf, ledger.leaves))


def everything(made: Recorder) -> None:
    """Let the gate decide in each way, with keys, and without a call's id."""
    made.gating.start()
    begin = made.gating.gate.begin
    begin(write("/w/a", call_id="c1", idempotency="k1")).result(60)
    begin(write("/w/a", call_id="c1", idempotency="k1")).result(60)
    begin(write(str(made.paths.ledger), call_id="c2")).result(60)
    for call_id, kind in (("c3", "once"), ("c4", "deny")):
        _, question = ask(made, shell(PUSH, call_id=call_id, idempotency=call_id))
        answer(made, question, kind, reason="Not now.")
    answer(made, ask(made, shell(PUSH, call_id="c5"))[1], "grant", lasts=Lasts.ALWAYS)
    begin(shell(PUSH, call_id="c6")).result(60)
    begin(shell("git push x", call_id="c7", idempotency="k7", deadline_s=0.1)).result(60)
    begin(write("/w/b", run_id="")).result(60)
    begin(shell("ls", via="api")).result(60)
    made.gating.stop()
    made.gating.close()


def test_answers_are_those_that_were_given(made: Recorder) -> None:
    """Who, how, by which record; of a repeat the first one's."""
    everything(made)
    found = read(made).decided
    assert len(found) == 9
    for seq, decided in found.items():
        known = made.gating.decided.of_intent(seq)
        assert known is not None
        now, then = decided.verdict.result(), known.verdict.result()
        for name in ("says", "intent", "person", "state", "latency_ms", "by", "anew"):
            assert getattr(now, name) == getattr(then, name), (seq, name)
        assert now.consent == then.consent
        assert now.reason
        assert now.because.rule == then.because.rule
        for name in ("at_us", "run", "agent", "tool", "call_id", "args_digest"):
            assert getattr(decided, name) == getattr(known, name), (seq, name)


def test_what_a_role_allowed_says_so(made: Recorder) -> None:
    """As it did before the restart: who answered, and as what."""
    left_to_role(made)
    told, question = ask(made, shell(PUSH))
    answer(made, question, passphrase=PASSPHRASE)
    then = told.result(60)
    _, question = ask(made, shell(PUSH))
    answer(made, question, "deny")
    allowed, denied = (one.verdict.result() for one in read(made).decided.values())
    assert (allowed.by, allowed.reason) == (then.by, then.reason)
    assert (denied.by, denied.reason) == ("you", "The person at this computer denied it.")


def test_counters_of_runs_go_on(made: Recorder) -> None:
    """As if the recorder had not ended; also where only the newest intents are read."""
    everything(made)
    live = made.gating.runs.known(RUN)
    assert live is not None
    assert (live.steps, live.denied) == (8, 3)
    assert read(made).runs[RUN] == live


def test_only_the_newest_are_read_and_counters_hold(
    made: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each intent says how far its run was."""
    everything(made)
    monkeypatch.setattr(recalled, "MAX_READ", 3)
    found = read(made)
    assert len(found.decided) == 2
    assert found.runs[RUN] == made.gating.runs.known(RUN)
    monkeypatch.setattr(recalled, "MAX_LOOKED", 1)
    assert len(read(made).decided) == 1
    monkeypatch.setattr(recalled, "WINDOW_US", -1)
    assert read(made).decided == {}


def test_keys_are_those_of_actions_that_write(made: Recorder) -> None:
    """Answered ones, and one that nobody answered in time; not one that ended with its caller."""
    everything(made)
    keys = read(made).keys
    tools = sorted((decided.call_id or "") for decided in keys.values())
    assert tools == ["c1", "c3", "c4", "c7"]


def test_an_effect_is_joined_once(made: Recorder) -> None:
    """What was told stays told."""
    told = made.gating.gate.begin(write("/w/a", call_id="c1")).result(60)
    ended = {"outcome": "ok", "call_id": "c1", "run_id": "run-1", "arguments": {"file_path": "/x"}}
    report = parse_reported(ended, told.intent, sender="claude-code", auth="local", via="api")
    entry = made.gating.effects.report(report)["entry"]
    (decided,) = read(made).decided.values()
    assert (decided.effect, decided.differs) == (entry, True)


@pytest.mark.parametrize(
    "record",
    [
        None,
        gated.consent("requested", intent=0),
        gated.consent("expired", intent=0, by="nobody"),
        gated.consent("given", intent=0, by="nobody"),
        gated.consent("given", intent=0, by="policy"),
        gated.consent("given", intent=0, by="agent's own prompt"),
        gated.consent("given", intent=0),
        gated.consent("revoked", intent=0, by="you"),
        gated.consent("given", intent=7, by="you"),
        gated.consent("given", by="you"),
        {"purpose": "agent action", "state": "given", "intent": 0, "by": "you", "shape": 2},
    ],
)
def test_a_crash_is_never_an_allow(record: dict[str, Any] | None) -> None:
    """A question without a person's own yes was denied, and its repeat is asked anew."""
    intent = (EntryKind.ACTION_INTENT, gated.intent(idempotency="0a"))
    found = of(intent, *(() if record is None else ((EntryKind.CONSENT_RECORD, record),)))
    verdict = found.decided[0].verdict.result()
    assert (verdict.says, verdict.person, verdict.anew) == ("deny", False, True)
    assert found.keys == {}


def test_a_no_is_one_whoever_said_it() -> None:
    """What was refused is not asked anew under its key."""
    refused = gated.consent("refused", intent=0, by="policy")
    intent = gated.intent(idempotency="0a")
    found = of((EntryKind.ACTION_INTENT, intent), (EntryKind.CONSENT_RECORD, refused))
    verdict = found.decided[0].verdict.result()
    assert (verdict.says, verdict.person, verdict.anew) == ("deny", False, False)
    assert list(found.keys) == [("claude-code", "run-1", "0a")]


def test_the_first_answer_counts() -> None:
    """Whatever follows it."""
    answers = [gated.consent(state, intent=0, by="you") for state in ("refused", "given")]
    intent = (EntryKind.ACTION_INTENT, gated.intent())
    found = of(intent, *((EntryKind.CONSENT_RECORD, one) for one in answers))
    assert found.decided[0].verdict.result().says == "deny"


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"decision": "allowed"}, "allow"),
        ({"decision": "allowed", "grant": 4}, "allow"),
        ({"decision": "none"}, "none"),
        ({"decision": "denied"}, "deny"),
        ({"decision": "perhaps"}, "deny"),
        ({"decision": ["allowed"]}, "deny"),
        ({"decision": "allowed", "so_far": 5, "via": 5, "idempotency": 5, "tool": 5}, "allow"),
    ],
)
def test_what_was_decided_at_once(changed: dict[str, Any], says: str) -> None:
    """A word that is none of ours denies."""
    found = of((EntryKind.ACTION_INTENT, gated.intent(**changed)))
    assert found.decided[0].verdict.result().says == says


def test_effects_and_marks_of_odd_shapes_say_nothing() -> None:
    """Another intent, none, or no number."""
    effects = [gated.effect(intent=wrong) for wrong in (None, 7, "0")]
    found = of(
        (EntryKind.ACTION_INTENT, gated.intent()),
        *((EntryKind.ACTION_EFFECT, one) for one in effects),
        (EntryKind.GATE_FAILED_OPEN, {"call_id": "c1"}),
        (EntryKind.GATE_FAILED_OPEN, {"call_id": None, "intent": 4}),
        (EntryKind.GATE_FAILED_OPEN, {}),
    )
    assert found.decided[0].effect is None
    assert found.told == ((RUN, "c1"), (RUN, "intent 4"))
