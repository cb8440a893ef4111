"""What an agent hears: bytes compared with what the real agents were seen to obey."""

from __future__ import annotations

import json

import pytest

from desktop_app.agents.hooks.answers import NO_REASON, NOTHING, HookAnswer, Says, answer
from desktop_app.agents.hooks.parse import HookCall
from desktop_app.agents.hooks.table import DIALECTS, Moment


def call(agent: str, event: str) -> HookCall:
    """Return a call of a hook."""
    return HookCall(agent, event, DIALECTS[agent].moments.get(event, Moment.OTHER), tool="Bash")


DENIED = {
    ("claude-code", "PreToolUse"): (
        '{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"deny",'
        '"permissionDecisionReason":"why"}}'
    ),
    ("claude-code", "PermissionRequest"): (
        '{"hookSpecificOutput":{"decision":{"behavior":"deny","message":"why"},'
        '"hookEventName":"PermissionRequest"}}'
    ),
    ("codex", "PreToolUse"): (
        '{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"deny",'
        '"permissionDecisionReason":"why"}}'
    ),
    ("codex", "PermissionRequest"): (
        '{"hookSpecificOutput":{"decision":{"behavior":"deny","message":"why"},'
        '"hookEventName":"PermissionRequest"}}'
    ),
    ("gemini", "BeforeTool"): '{"decision":"deny","reason":"why"}',
}
ALLOWED = {
    ("claude-code", "PreToolUse"): (
        '{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"allow",'
        '"permissionDecisionReason":"why"}}'
    ),
    ("claude-code", "PermissionRequest"): (
        '{"hookSpecificOutput":{"decision":{"behavior":"allow"},'
        '"hookEventName":"PermissionRequest"}}'
    ),
    ("codex", "PreToolUse"): "",  # it takes the word for a mistake of the hook
    ("codex", "PermissionRequest"): (
        '{"hookSpecificOutput":{"decision":{"behavior":"allow"},'
        '"hookEventName":"PermissionRequest"}}'
    ),
    ("gemini", "BeforeTool"): '{"decision":"allow","reason":"why"}',
}


@pytest.mark.parametrize(("agent", "event"), list(DENIED))
def test_a_denial_is_said_with_its_reason(agent: str, event: str) -> None:
    """Whoever decided it, in the agent's own form, and the process ends well."""
    for person in (False, True):
        told = answer(call(agent, event), "deny", "why", person=person)
        assert told == HookAnswer("deny", DENIED[agent, event], "", 0)


@pytest.mark.parametrize(("agent", "event"), list(ALLOWED))
def test_only_a_person_s_answer_is_said_as_allow(agent: str, event: str) -> None:
    """A rule's is no opinion: what the agent itself asks its person still holds."""
    assert answer(call(agent, event), "allow", "why") == NOTHING
    assert answer(call(agent, event), "allow", "why", person=True).stdout == ALLOWED[agent, event]


@pytest.mark.parametrize("says", ["allow", "deny", "none"])
def test_no_opinion_says_nothing(says: Says) -> None:
    """Nor does anything that can decide nothing any more."""
    for agent, dialect in DIALECTS.items():
        for event, moment in {**dialect.moments, "Stop": Moment.OTHER}.items():
            decides = moment in (Moment.BEFORE, Moment.PERMISSION)
            told = answer(call(agent, event), says, "why", person=True)
            assert (told == NOTHING) or (decides and says != "none")


def test_a_reason_is_bounded_and_never_empty() -> None:
    """Half a character becomes a question mark; a long sentence is cut."""
    told = json.loads(answer(call("gemini", "BeforeTool"), "deny", "\ud800" + "x" * 5_000).stdout)
    assert told["reason"] == "?" + "x" * 999
    empty = json.loads(answer(call("gemini", "BeforeTool"), "deny").stdout)
    assert empty["reason"] == NO_REASON
