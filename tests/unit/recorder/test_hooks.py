"""One call of an agent's hook: asked, reported, or passed by; and answered in its own words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.errors import MalformedRequestError
from desktop_app.recorder.hooks import body_of, refused, take_hook
from desktop_app.recorder.question_json import format_question
from desktop_app.recorder.runs import Run
from tests.fakes.gate import PUSH, answer, of_kind, policy_file, questions, subjects

if TYPE_CHECKING:
    from concurrent.futures import Future

    from desktop_app.recorder.recorder import Recorder


def hook(
    made: Recorder, event: str, command: str, agent: str = "claude-code", **more: Any
) -> Future[Any]:
    """Take a hook about a command."""
    value = {
        "hook_event_name": event,
        "session_id": "run-1",
        "cwd": "/w",
        "tool_name": "Bash",
        "tool_input": {"command": command},
        **more,
    }
    return take_hook(made.gating, agent, event, value)


def test_a_rule_that_allows_is_no_opinion(made: Recorder) -> None:
    """The agent's own prompt still applies; the entry says what was decided."""
    told = hook(made, "PreToolUse", "ls", tool_use_id="t1").result(60)
    assert (told["decision"], told["stdout"], told["exit"]) == ("none", "", 0)
    intent = subjects(made, "action.intent")[0]
    assert (intent["decision"], intent["via"], intent["call_id"]) == ("allowed", "hook", "t1")


def test_a_person_allows_or_denies_in_the_agents_words(made: Recorder) -> None:
    """As the agent's documentation has it."""
    for kind in ("once", "deny"):
        told = hook(made, "PreToolUse", PUSH)
        answer(made, questions(made)[0], kind)
        said = json.loads(told.result(60)["stdout"])["hookSpecificOutput"]
        assert said["permissionDecision"] == {"once": "allow", "deny": "deny"}[kind]


def test_what_a_sub_agent_does_says_so(made: Recorder) -> None:
    """In the intent, in the question, and in what it came to."""
    hook(made, "PreToolUse", "ls").result(5)
    hook(made, "PreToolUse", PUSH, agent_id="a1", agent_type="Explore")
    question = questions(made)[0]
    assert format_question(question, ())["delegated_by"] == "Explore"
    answer(made, question, "deny")
    own, delegated = subjects(made, "action.intent")
    assert "delegated_by" not in own
    records = subjects(made, "consent.record")
    assert {each["delegated_by"] for each in (delegated, *records)} == {"Explore"}
    assert [each["state"] for each in records] == ["requested", "refused"]


def test_a_hook_is_in_the_run_of_its_telemetry(made: Recorder) -> None:
    """The agent by its name, its session; under `countersign run` the wrapper's."""
    hook(made, "PreToolUse", "ls").result(60)
    value = {"hook_event_name": "SessionStart", "session_id": "s", "cwd": "/w"}
    value |= {"hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": {"command": "ls"}}
    take_hook(made.gating, "codex", "", value, sender="wrapped", run_id="run-9").result(60)
    runs = made.journal.book.open_runs()
    assert [tuple(run) for run in runs] == [("claude-code", "run-1"), ("wrapped", "run-9")]


def test_an_end_becomes_an_effect(made: Recorder) -> None:
    """Joined by the call's id."""
    intent = hook(made, "PreToolUse", "ls", tool_use_id="t1").result(60)["intent"]
    more = {"tool_use_id": "t1", "tool_response": {"stdout": "x"}, "duration_ms": 3}
    told = hook(made, "PostToolUse", "ls", **more).result(60)
    assert told["decision"] == "none"
    (effect,) = subjects(made, "action.effect")
    assert effect["intent"] == intent
    assert (effect["outcome"], effect["duration_us"], effect["differs"]) == ("ok", 3000, False)


@pytest.mark.parametrize("kind", ["once", "deny"])
def test_a_justification_asks_for_more(made: Recorder, kind: str) -> None:
    """Codex wants to leave its sandbox: a "yes" to less does not say so, a "no" does."""
    told = hook(made, "PreToolUse", PUSH, agent="codex", tool_use_id="t1")
    answer(made, questions(made)[0], kind)
    told.result(60)
    more = {"command": PUSH, "description": "it needs the network"}
    told = hook(made, "PermissionRequest", PUSH, agent="codex", tool_input=more)
    if kind == "once":
        answer(made, questions(made)[0], "deny")
    said = json.loads(told.result(60)["stdout"])["hookSpecificOutput"]["decision"]
    assert said["behavior"] == "deny"
    assert len(subjects(made, "action.intent")) == (2 if kind == "once" else 1)


def test_nobody_is_asked_twice(made: Recorder) -> None:
    """Codex' own prompt comes after its hook: what was answered is said again."""
    told = hook(made, "PreToolUse", PUSH, agent="codex", tool_use_id="t1")
    answer(made, questions(made)[0])
    assert told.result(60)["stdout"] == ""  # "allow" would be a mistake of the hook there
    again = hook(
        made,
        "PermissionRequest",
        PUSH,
        agent="codex",
    ).result(60)
    said = json.loads(again["stdout"])["hookSpecificOutput"]["decision"]
    assert said == {"behavior": "allow"}
    assert len(subjects(made, "action.intent")) == 1


@pytest.mark.parametrize("when", ["after a moment", "once more", "after a restart"])
def test_a_person_s_yes_is_for_one_prompt(made: Recorder, when: str) -> None:
    """A hook that was killed tells no end, and none before the next call of the same words."""
    told = hook(made, "PreToolUse", PUSH, tool_use_id="t1")
    answer(made, questions(made)[0])
    decided = made.gating.decided.of_intent(told.result(5)["intent"])
    assert decided is not None
    if when == "once more":
        assert hook(made, "PermissionRequest", PUSH).result(5)["decision"] == "allow"
    elif when == "after a restart":
        decided.answered_us = None  # as it is read back
    else:
        decided.answered_us = made.clock.boot_us() - 61_000_000
    told = hook(made, "PermissionRequest", PUSH)
    assert not told.done()
    answer(made, questions(made)[0], "deny")
    assert hook(made, "PermissionRequest", PUSH).result(5)["decision"] == "deny"
    assert len(subjects(made, "action.intent")) == 2


def test_a_prompt_whose_question_was_left_is_asked_anew(made: Recorder) -> None:
    """Nobody said no: the hook that asked before was killed, or its recorder was."""
    hook(made, "PreToolUse", PUSH, tool_use_id="t1")
    made.gating.gate.abandoned(questions(made)[0])
    told = hook(made, "PermissionRequest", PUSH)
    answer(made, questions(made)[0])
    assert told.result(60)["decision"] == "allow"
    assert len(subjects(made, "action.intent")) == 2


def test_a_prompt_that_no_hook_came_before_is_asked(made: Recorder) -> None:
    """Or left to the agent, where no rule speaks."""
    told = hook(made, "PermissionRequest", PUSH)
    answer(made, questions(made)[0], "deny")
    assert json.loads(told.result(60)["stdout"])["hookSpecificOutput"]["decision"]["behavior"] == (
        "deny"
    )
    policy_file(made, "version: 1\nextends: none\nrules: []\n")
    assert hook(made, "PermissionRequest", "ls").result(60)["stdout"] == ""


def test_other_moments_pass_by(made: Recorder) -> None:
    """What the table does not know: no entry, no opinion."""
    before = len(made.journal.book.open_runs())
    assert hook(made, "Notification", "ls").result(60)["decision"] == "none"
    assert subjects(made, "action.intent") == []
    assert len(made.journal.book.open_runs()) == before


def test_a_session_is_recorded_and_never_held_back(made: Recorder) -> None:
    """In the run of its telemetry, and answered with nothing whatever policy says."""
    policy_file(made, "version: 1\nextends: none\ndefault: deny\nrules: []\n")
    for event in ("SessionStart", "UserPromptSubmit", "SessionEnd"):
        told = hook(made, event, "ls", prompt="Do it.", source="startup").result(60)
        assert (told["decision"], told["stdout"], told["exit"]) == ("none", "", 0)
    kinds = ["session.start", "session.prompt", "session.end"]
    assert [len(subjects(made, kind)) for kind in kinds] == [1, 1, 1]
    (run,) = {(entry.actor["sender"], entry.run_id) for k in kinds for entry in of_kind(made, k)}
    assert run == ("claude-code", "run-1")


def test_a_tool_hook_after_a_restart_is_no_session(made: Recorder) -> None:
    """That a tool ended says that hooks are there, not that earlier calls were asked about."""
    hook(made, "PostToolUse", "ls", tool_use_id="t1").result(60)
    known = made.gating.runs.known(Run("claude-code", "run-1"))
    assert known is not None
    assert (known.heard, known.hooked_us) == (True, None)
    hook(made, "SessionStart", "ls").result(60)
    known = made.gating.runs.known(Run("claude-code", "run-1"))
    assert known is not None
    assert known.hooked_us is not None


def test_what_cannot_be_read_is_denied_where_it_could_have_run() -> None:
    """In the agent's words; after a tool there is nothing to deny."""
    error = MalformedRequestError("It is no hook.")
    for agent, event in (("claude-code", "PreToolUse"), ("codex", ""), ("nobody", "x")):
        told = refused(agent, event, error)
        assert told["decision"] == "deny"
        assert "It is no hook." in str(told["stdout"])
    assert json.loads(str(refused("gemini", "BeforeTool", error)["stdout"]))["decision"] == "deny"
    assert refused("claude-code", "PostToolUse", error)["decision"] == "none"


def test_an_http_hook_gets_the_agents_own_answer(made: Recorder) -> None:
    """Without the program around it."""
    assert body_of(hook(made, "PreToolUse", "ls").result(60)) == {}
    with pytest.raises(MalformedRequestError):
        hook(made, "PreToolUse", "ls", tool_name="")
    told = refused("claude-code", "PreToolUse", MalformedRequestError("No."))
    assert "hookSpecificOutput" in body_of(told)
