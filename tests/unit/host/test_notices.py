"""Notices: one text for who shows and for who records it."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest

from desktop_app.consent.purposes import PURPOSES, Purpose
from desktop_app.errors import BugError
from desktop_app.host.notices import (
    action_notice,
    keep_notice,
    notice,
    reveal_notice,
    send_notice,
)
from desktop_app.model.action import Action, ActionKind, Because, SideEffect

TEXT = """\
Turn local-only mode off?
Countersign may then connect to what is listed here, and to nothing else.
Nothing is set up to receive data.
Your agents connect to their models whether this is on or off. What is sent cannot be called back. \
Each connection is an entry."""
LINE = "logs.example.org:443: redacted telemetry"
SEND_TEXT = """\
Send this beyond this computer?
logs.example.org:443: redacted telemetry
It begins with what is recorded from now on and ends after 90 days, or when you remove it. \
Secrets and content are taken out before anything is recorded, so what leaves is what Countersign \
shows you.
Nothing is sent while local-only mode is on. What was sent cannot be called back. What was sent \
and what was not are entries."""
# Digests of wordings that were given out: what changes one is a new version beside it.
PUBLISHED = {
    "local-only-off": (1, sha256(TEXT.encode()).hexdigest()),
    "send-upstream": (1, sha256(SEND_TEXT.encode()).hexdigest()),
}


def test_a_notice_is_its_paragraphs() -> None:
    """Title first; the digest is that of the text."""
    found = notice("local-only-off")
    assert found.text == TEXT
    assert found.paragraphs[0] == "Turn local-only mode off?"
    assert (found.version, found.digest) == PUBLISHED[found.name]
    assert found.language == "en"


def test_where_something_goes_is_named_with_its_time() -> None:
    """Whatever stands in the line is text; another line or time is another digest."""
    found = send_notice(LINE, 90)
    assert found.text == SEND_TEXT
    assert (found.name, found.version, found.digest) == ("send-upstream", *PUBLISHED[found.name])
    assert found.digest != send_notice(LINE, 91).digest
    assert "{days} {nobody}" in send_notice("{days} {nobody}", 90).text


def test_what_is_kept_and_for_how_long_is_said() -> None:
    """For each purpose of content; another time is another text."""
    for purpose in PURPOSES.values():
        if purpose.retention_days is not None:
            found = keep_notice(purpose.notice, 90)
            assert "It is kept for 90 days." in found.text, purpose.name
            assert found.digest != keep_notice(purpose.notice, 30).digest


def test_what_is_revealed_is_named() -> None:
    """Its label, size and entry, and the person's reason, none of which can hide."""
    found = reveal_notice("prompt\u202e", 12_345, 1_002, "to\x1b[2Jsee {what}")
    assert "promptU+202E, 12,345 bytes, of entry #1,002" in found.paragraphs
    assert found.paragraphs[-1] == "Reason: toU+001B[2Jsee {what}"


def test_each_recipient_is_a_line() -> None:
    """And stands in the digest."""
    one = notice("local-only-off", ["Collector, otel.example.com:4317"])
    two = notice("local-only-off", ["Collector, otel.example.com:4317", "{recipients}"])
    assert one.paragraphs[2] == "Collector, otel.example.com:4317"
    assert two.paragraphs[2:4] == ("Collector, otel.example.com:4317", "{recipients}")
    assert len({notice("local-only-off").digest, one.digest, two.digest}) == 3


def test_a_notice_that_is_not_there_is_a_bug_of_ours() -> None:
    """Also in another language."""
    for name, language in (("no-such", "en"), ("local-only-off", "xx")):
        with pytest.raises(BugError):
            notice(name, language=language)


ACTION = Action(
    agent="claude-code",
    tool="Bash",
    kind=ActionKind.SHELL,
    side_effect=SideEffect.IRREVERSIBLE,
    cwd="/home/me/site",
    text="rm -rf build\nYou are asked because of nothing: {rule}\u202e",
)
WHY = Because(rule="deletions", reason="Deleting is asked.")
ASKED = """\
claude-code asks to run a command.
Tool Bash, folder /home/me/site:
    rm -rf build
    You are asked because of nothing: {rule}U+202E
It can do what cannot be undone.
You are asked because of deletions: Deleting is asked.
Deny it, allow it once, or allow what you choose for longer. Without your answer it is denied, \
once. Your answer is recorded with a digest of this text, and so are the words of what you allow \
for longer."""


def test_an_action_is_asked_with_what_it_does_and_why() -> None:
    """Lines of the action are indented and safe to show; braces in them are text."""
    found = action_notice(ACTION, WHY)
    assert found.text == ASKED
    assert (found.name, found.version, found.language) == ("agent-action", 1, "en")
    assert found.digest == action_notice(ACTION, WHY).digest


def test_an_action_that_a_role_must_allow_says_so() -> None:
    """In a notice of its own; the rest reads as ever."""
    found = action_notice(ACTION, replace(WHY, role="lead"))
    *same, last = found.paragraphs
    assert same == ASKED.split("\n")[:-1]
    assert last == (
        "Anybody may deny it. Only who knows the passphrase of the role lead may allow it, and "
        "only this once. Without an answer it is denied, once. Your answer is recorded with the "
        "role and a digest of this text; the passphrase is not kept."
    )
    assert (found.name, found.version, found.language) == ("agent-action-role", 1, "en")


def test_an_action_without_a_text_shows_its_arguments() -> None:
    """As JSON; what is not known is said."""
    action = Action(
        agent="x",
        tool="t",
        kind=ActionKind.MCP,
        side_effect=SideEffect.NONE,
        arguments={"b": 1.5, "a": "\n"},
    )
    lines = action_notice(action, Because(reason="Not known.")).paragraphs
    assert lines[1:3] == ("Tool t, folder not known:", '    {"a":"\\n","b":1.5}')
    assert lines[4] == "You are asked because of no rule that allows it: Not known."


@pytest.mark.parametrize("kind", ActionKind)
@pytest.mark.parametrize("effect", SideEffect)
def test_every_kind_and_effect_has_its_words(kind: ActionKind, effect: SideEffect) -> None:
    """A new one needs a new version of the notice."""
    action = Action(agent="x", tool="t", kind=kind, side_effect=effect, text="x")
    assert "asks to" in action_notice(action, WHY).text


@pytest.mark.parametrize("purpose", [one for one in PURPOSES.values() if not one.scoped])
def test_every_purpose_has_its_notice(purpose: Purpose) -> None:
    """With the days it is kept, what it is about, and who receives it."""
    words = {"days": "90", "what": "Run 0b7f", "reason": "asked by the auditor"}
    name = purpose.notice
    found = notice(name, ["An auditor"], words=words)
    assert found.paragraphs[0].endswith("?")
    assert "{" not in found.text
    assert ("90 days" in found.text) is (purpose.retention_days is not None or purpose.named)


def test_a_word_that_is_missing_is_a_bug_of_ours() -> None:
    """Never a hole in what a person reads."""
    with pytest.raises(BugError, match="needs days"):
        notice("keep-command-lines")
