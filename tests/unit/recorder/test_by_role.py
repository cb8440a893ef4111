"""Questions that a role must allow: attacks on the passphrase, and the way that is meant."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from desktop_app.consent.records import By
from desktop_app.errors import (
    AlreadyAnsweredError,
    CountersignError,
    NotAnsweredByPersonError,
    NotFoundError,
    UsageError,
    WrongPassphraseError,
)
from desktop_app.model.action import Lasts
from desktop_app.recorder.by_role import TRIES
from tests.fakes.gate import (
    PERSON,
    PUSH,
    answer,
    ask,
    everything,
    given,
    policy_file,
    questions,
    shell,
    states,
    subjects,
)
from tests.fakes.roles import OTHERS, PASSPHRASE, POLICY, ROLE, hold, left_to_role

if TYPE_CHECKING:
    from desktop_app.recorder.recorder import Recorder

WRONG = "eight green bottles"


def test_the_right_passphrase_allows_it_once(made: Recorder) -> None:
    """The record and the effect say as what; the next one is asked again."""
    left_to_role(made)
    told, question = ask(made, shell(PUSH))
    assert question.because.role == ROLE
    assert question.scopes == ()
    answer(made, question, passphrase=PASSPHRASE)
    verdict = told.result(60)
    assert (verdict.says, verdict.by) == ("allow", f"you as {ROLE}")
    assert verdict.reason == f"Who holds the role {ROLE} allowed it."
    requested, record = subjects(made, "consent.record")
    assert requested["role"] == record["role"] == ROLE
    assert (record["state"], record["by"]) == ("given", "you")
    assert record["notice"]["name"] == "agent-action-role"
    assert "lasts" not in record
    _, again = ask(made, shell(PUSH))
    assert again.because.role == ROLE


def test_the_text_says_who_may_allow_it(made: Recorder) -> None:
    """It is that of a notice of its own."""
    left_to_role(made)
    _, question = ask(made, shell(PUSH))
    assert f"the passphrase of the role {ROLE} may allow it" in question.notice.text


def test_anybody_may_deny_it(made: Recorder) -> None:
    """Without a passphrase, from the notification too."""
    left_to_role(made)
    told, question = ask(made, shell(PUSH))
    denied = replace(given(question, "deny"), by=By.NOTIFICATION)
    made.gating.answers.take(denied, PERSON)
    verdict = told.result(60)
    assert (verdict.says, verdict.by) == ("deny", "you, notification")


def test_nothing_else_than_the_passphrase_allows_it(made: Recorder) -> None:
    """None, a wrong one, another role's, the right one from a notification or for longer."""
    left_to_role(made)
    told, question = ask(made, shell(PUSH))
    with pytest.raises(NotAnsweredByPersonError, match="Only who holds"):
        answer(made, question)
    for wrong in (WRONG, OTHERS, PASSPHRASE + " ", PASSPHRASE.upper()):
        with pytest.raises(WrongPassphraseError, match=f"not the passphrase of the role {ROLE}"):
            answer(made, question, passphrase=wrong)
    notified = replace(given(question, passphrase=PASSPHRASE), by=By.NOTIFICATION)
    with pytest.raises(NotAnsweredByPersonError, match="From a notification"):
        made.gating.answers.take(notified, PERSON)
    with pytest.raises(NotAnsweredByPersonError, match="in the window"):
        made.gating.answers._by_role.check(question, PASSPHRASE, By.NOTIFICATION, PERSON)
    for kind in ("run", "grant"):
        with pytest.raises(UsageError, match="once only"):
            answer(made, question, kind, passphrase=PASSPHRASE, lasts=Lasts.ALWAYS)
    assert not told.done()
    assert states(made) == ["requested"]


def test_each_wrong_try_is_an_entry_and_the_fifth_denies(made: Recorder) -> None:
    """Once, with the reason; the right one comes too late then. `status` counts them."""
    left_to_role(made)
    told, question = ask(made, shell(PUSH))
    for left in range(TRIES - 1, 0, -1):
        with pytest.raises(WrongPassphraseError) as failed:
            answer(made, question, passphrase=WRONG)
        assert failed.value.hint == f"The question waits; tries left: {left}."
    with pytest.raises(AlreadyAnsweredError, match="wrong 5 times"):
        answer(made, question, passphrase=WRONG)
    verdict = told.result(60)
    assert verdict.says == "deny"
    assert f"passphrase of the role {ROLE} was wrong 5 times" in verdict.reason
    with pytest.raises(AlreadyAnsweredError, match="denied by policy"):
        answer(made, question, passphrase=PASSPHRASE)
    tries = subjects(made, "gate.attempt")
    intent = {"intent": question.intent, "role": ROLE}
    assert tries == [{"what": "answer", "agent": "", **intent}] * TRIES
    record = subjects(made, "consent.record")[-1]
    assert (record["state"], record["by"], record["role"]) == ("refused", "policy", ROLE)
    tried = made.status()["gate_attempts"]
    assert isinstance(tried, dict)
    assert (tried["count"], tried["role"], tried["agent"]) == (TRIES, ROLE, "")
    ask(made, shell(PUSH))  # another question has tries of its own


def test_tries_at_once_are_not_more_tries(made: Recorder) -> None:
    """Of twenty guesses five are looked at, though the last is right."""
    left_to_role(made)
    told, question = ask(made, shell(PUSH))
    checked: list[str] = []
    is_right = made.gating.roles.is_right

    def counting(role: str, passphrase: str) -> bool:
        checked.append(passphrase)
        return is_right(role, passphrase)

    made.gating.roles.is_right = counting  # type: ignore[method-assign] # counts alone

    def guess(_number: int) -> None:
        with suppress(CountersignError):
            answer(made, question, passphrase=WRONG)

    with ThreadPoolExecutor(20) as threads:
        list(threads.map(guess, range(20)))
    assert len(checked) == TRIES
    assert told.result(60).says == "deny"


def test_a_denial_while_it_is_checked_wins(made: Recorder) -> None:
    """A check takes its time; the first answer that is in counts."""
    left_to_role(made)
    told, question = ask(made, shell(PUSH))
    is_right = made.gating.roles.is_right

    def denied_meanwhile(role: str, passphrase: str) -> bool:
        answer(made, question, "deny")
        return is_right(role, passphrase)

    made.gating.roles.is_right = denied_meanwhile  # type: ignore[method-assign] # slow alone
    with pytest.raises(AlreadyAnsweredError):
        answer(made, question, passphrase=PASSPHRASE)
    assert told.result(60).says == "deny"


def test_a_wrong_try_counts_though_the_question_ended_while_it_was_checked(made: Recorder) -> None:
    """No guess goes untold by being late."""
    left_to_role(made)
    _, question = ask(made, shell(PUSH))

    def denied_meanwhile(_role: str, _passphrase: str) -> bool:
        answer(made, question, "deny")
        return False

    made.gating.roles.is_right = denied_meanwhile  # type: ignore[method-assign] # slow alone
    with pytest.raises(AlreadyAnsweredError):
        answer(made, question, passphrase=WRONG)
    (attempt,) = subjects(made, "gate.attempt")
    assert attempt["role"] == ROLE


def test_an_answer_cannot_be_replayed(made: Recorder) -> None:
    """The same action asks anew, under another id, and the earlier answer is over."""
    left_to_role(made)
    _, first = ask(made, shell(PUSH))
    replayed = given(first, passphrase=PASSPHRASE)
    made.gating.answers.take(replayed, PERSON)
    told, second = ask(made, shell(PUSH))
    assert second.notice.digest == first.notice.digest
    with pytest.raises(AlreadyAnsweredError):
        made.gating.answers.take(replayed, PERSON)
    with pytest.raises(NotAnsweredByPersonError):
        made.gating.answers.take(replace(replayed, question=second.id, passphrase=""), PERSON)
    assert not told.done()


def test_an_older_grant_does_not_go_past_a_role(made: Recorder) -> None:
    """What was allowed for always before the rule came is asked all the same."""
    _, question = ask(made, shell(PUSH))
    answer(made, question, "grant", lasts=Lasts.ALWAYS)
    assert made.gating.gate.begin(shell(PUSH)).result().says == "allow"
    left_to_role(made)
    _, asked = ask(made, shell(PUSH))
    assert asked.because.role == ROLE


def test_a_policy_that_is_edited_meanwhile_leaves_the_question_to_its_role(made: Recorder) -> None:
    """It holds what it was asked by; the change is an entry."""
    left_to_role(made)
    told, question = ask(made, shell(PUSH))
    policy_file(made, "version: 1\n")
    with pytest.raises(NotAnsweredByPersonError):
        answer(made, question)
    assert not told.done()
    assert subjects(made, "config.changed")[-1]["name"] == "policy"


def test_a_file_of_the_data_directory_gives_nobody_a_role(made: Recorder) -> None:
    """Whatever is written there under the role's name."""
    policy_file(made, POLICY)
    verifier = b'{"check":"00"}'
    for name in (f"role.{ROLE}", "roles.json", f"keys/role.{ROLE}"):
        path = made.paths.data_dir / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(verifier)
    told, question = ask(made, shell(PUSH))
    with pytest.raises(NotFoundError, match="Nobody holds"):
        answer(made, question, passphrase=PASSPHRASE)
    assert not told.done()


def test_a_role_that_nobody_holds_can_only_be_denied(made: Recorder) -> None:
    """`status` says so; once somebody holds it the same question can be allowed."""
    policy_file(made, POLICY)
    told, question = ask(made, shell(PUSH))
    assert made.status()["approvers"] == {"held": [], "missing": [ROLE]}
    with pytest.raises(NotFoundError):
        answer(made, question, passphrase=PASSPHRASE)
    assert subjects(made, "gate.attempt") == []
    hold(made)
    answer(made, question, passphrase=PASSPHRASE)
    assert told.result(60).says == "allow"
    assert made.status()["approvers"] == {"held": [ROLE], "missing": []}


def test_no_passphrase_is_written_or_logged(
    made: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither a right nor a wrong one, in no file, and not in what an answer looks like."""
    caplog.set_level(logging.DEBUG)
    left_to_role(made)
    _, question = ask(made, shell(PUSH))
    with pytest.raises(WrongPassphraseError) as failed:
        answer(made, question, passphrase=WRONG)
    answer(made, question, passphrase=PASSPHRASE)
    found = everything(made.paths.data_dir.parent)
    for passphrase in (WRONG, PASSPHRASE):
        assert passphrase.encode() not in found
        assert passphrase not in caplog.text + str(failed.value) + str(failed.value.hint)
        assert passphrase not in repr(given(question, passphrase=passphrase))
    assert questions(made) == []
