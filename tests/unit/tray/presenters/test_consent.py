"""The detail of a record: the text again where it can be made, else why not."""

from __future__ import annotations

from typing import Any

from desktop_app.tray.presenters import consent, consent_log
from tests.fakes.question_values import HOME, NOW_US, question
from tests.unit.tray.presenters.test_consent_log import decision, mark, record

NOTICE = {"name": "agent-action", "version": 1, "language": "en", "digest": "ab" * 32}


def line(**more: Any) -> consent_log.Line:
    """Return a line of the log."""
    row = {"notice": NOTICE, "rule": "pushes", "subject": {}, **more}
    return consent_log.lines([record(21, "given", **row)], NOW_US, lambda _at: "")[0]


def test_a_sub_agent_stands_in_the_detail() -> None:
    """As the agent calls it."""
    found = consent.detail(line(delegated_by="Explore"), question(), None, HOME)
    assert ("Delegated", "Explore") in [(fact.label, fact.value) for fact in found.facts]


def test_what_this_tray_saw_is_shown_again() -> None:
    """The text, and the way to the dialog."""
    found = consent.detail(line(), question(), None, HOME)
    assert found.title == "Allowed once"
    assert found.text == "rm -f hello.txt"
    assert found.shown == "claude-code asks to run a command."
    assert found.again
    assert found.no_text == ""
    facts = {fact.label: fact.value for fact in found.facts}
    assert facts["Asked by"] == "Claude Code, run run-1"
    assert facts["Because"] == "rule pushes"
    assert facts["Answered"] == "you, 4.1 s"
    assert facts["Scope"] == "this call only"
    assert facts["Intent"] == "#2"
    assert [fact.value for fact in found.notice] == [
        "agent-action 1, en",
        "abababababab…abababab",
    ]
    assert found.notice[1].whole == "ab" * 32


def test_what_nobody_kept_has_its_digest_and_says_why() -> None:
    """The text held content."""
    found = consent.detail(line(), None, None, HOME)
    assert (found.text, found.shown, found.again) == ("", "", False)
    assert found.no_text.startswith("The text held what the agent sent, which is not kept.")
    none = consent.detail(line(notice=None), None, None, HOME)
    assert none.no_text == "Nothing was shown for this record."
    assert none.notice == ()


def test_a_notice_made_from_the_record_alone() -> None:
    """Of content, say."""
    assert consent.detail(line(), None, "Keep command lines?", HOME).shown == "Keep command lines?"


def test_what_ran_ungated_has_no_receipt() -> None:
    """It is no consent; why is said."""
    (ran,) = consent_log.lines([mark(50, "gate.failed_open")], NOW_US, lambda _at: "")
    found = consent.detail(ran, None, None, HOME)
    assert not found.has_receipt
    assert {fact.label: fact.value for fact in found.facts}["Because"] == "never asked"


def test_what_policy_decided_names_rule_and_policy() -> None:
    """Nobody was asked, so nothing was shown."""
    (ruled,) = consent_log.lines([decision(6, "denied")], NOW_US, lambda _at: "")
    found = consent.detail(ruled, None, None, HOME)
    facts = {fact.label: fact.value for fact in found.facts}
    assert (facts["Because"], facts["Decided by"]) == ("rule reads", "policy 1 5f0c91d7")
    assert (facts["Asked through"], facts["Side effect"]) == ("hook", "read")
    assert (found.no_text, found.notice, found.has_receipt) == ("", (), False)
    granted = decision(6, "allowed", grant_seq=4)
    (line_,) = consent_log.lines([granted], NOW_US, lambda _at: "")
    told = {fact.label: fact.value for fact in consent.detail(line_, None, None, HOME).facts}
    assert (told["Decided by"], told["Policy"]) == ("your grant #4", "1 5f0c91d7")


def test_the_role_stands_in_the_detail() -> None:
    """Of an answer, and of a wrong passphrase, about which nothing else is known."""
    facts = {
        fact.label: fact.value for fact in consent.detail(line(role="lead"), None, None, HOME).facts
    }
    assert (facts["Role"], facts["Answered"]) == ("lead", "lead, 4.1 s")
    wrong = {**mark(50, "gate.attempt"), "role": "lead", "agent": ""}
    (told,) = consent_log.lines([wrong], NOW_US, lambda _at: "")
    found = consent.detail(told, None, None, HOME)
    assert [(fact.label, fact.value) for fact in found.facts] == [("Role", "lead")]
    assert not found.has_receipt
