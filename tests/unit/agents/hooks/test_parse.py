"""Hooks' inputs as recorded from the real agents, and what hostile ones are refused for."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.agents.hooks.parse import parse
from desktop_app.agents.hooks.table import DIALECTS, Moment
from desktop_app.errors import CountersignError, MalformedRequestError, TooLargeError

DATA = Path(__file__).parents[3] / "data" / "agents"
FOLDERS = {"claude-code": "claude-hooks", "codex": "codex-hooks", "gemini": "gemini-hooks"}


def recorded(agent: str) -> list[dict[str, Any]]:
    """Return the inputs of an agent's hooks, in order; those of one transport where it has two."""
    files = sorted((DATA / FOLDERS[agent] / "hooks").glob("*_command_*.json"))
    found = [json.loads(path.read_text())["input"] for path in files]
    return [value for value in found if isinstance(value, dict) and "hook_event_name" in value]


def one(agent: str, event: str) -> dict[str, Any]:
    """Return the first recorded input of an event."""
    return next(value for value in recorded(agent) if value["hook_event_name"] == event)


@pytest.mark.parametrize("agent", list(DIALECTS))
def test_every_recorded_input_is_read(agent: str) -> None:
    """Each names its session and folder; each tool call its tool and arguments."""
    calls = [parse(agent, "", value) for value in recorded(agent)]
    assert len({call.run_id for call in calls}) == 1
    assert all(call.cwd == "/home/dev/work" for call in calls)
    moments = Counter(call.moment for call in calls)
    assert moments[Moment.STARTED] == 1
    assert moments[Moment.BEFORE] >= 4
    for call in calls:
        if call.moment in (Moment.BEFORE, Moment.AFTER, Moment.FAILED):
            assert call.tool
            assert call.arguments
            assert (call.call_id is None) == (agent == "gemini")
        else:
            assert not call.tool


def test_a_call_before_and_after_has_one_id() -> None:
    """What joins an effect to its intent, where the agent names calls."""
    for agent in ("claude-code", "codex"):
        calls = [parse(agent, "", value) for value in recorded(agent)]
        before = {call.call_id for call in calls if call.moment is Moment.BEFORE}
        after = {call.call_id for call in calls if call.moment in (Moment.AFTER, Moment.FAILED)}
        assert after
        assert after <= before


def test_a_sub_agent_is_named() -> None:
    """As Claude Code calls it; of what the agent does itself nothing is said."""
    kinds = {parse("claude-code", "", value).delegated_by for value in recorded("claude-code")}
    assert kinds == {"", "general-purpose"}


def test_how_a_tool_went_is_read_as_the_agent_tells_it() -> None:
    """Claude Code has an event for it, Gemini writes the code into the output, Codex tells none."""
    failed = parse("claude-code", "", one("claude-code", "PostToolUseFailure"))
    assert (failed.moment, failed.outcome, failed.exit_code) == (Moment.FAILED, "error", 3)
    assert failed.duration_us is not None
    went = [parse("gemini", "", value) for value in recorded("gemini")]
    codes = [call.exit_code for call in went if call.outcome == "error"]
    assert codes == [3]
    codex = [parse("codex", "", value) for value in recorded("codex")]
    assert {call.outcome for call in codex if call.moment is Moment.AFTER} == {"ok"}


def test_a_turn_or_prompt_is_named() -> None:
    """`prompt_id` of Claude Code, `turn_id` of Codex; Gemini has neither."""
    assert parse("claude-code", "", one("claude-code", "PreToolUse")).prompt_id
    assert parse("codex", "", one("codex", "PreToolUse")).prompt_id
    assert parse("gemini", "", one("gemini", "BeforeTool")).prompt_id == ""


def test_what_is_not_for_us_says_nothing_of_a_tool() -> None:
    """It is known by name alone: nothing of it is read."""
    call = parse("claude-code", "", one("claude-code", "Stop"))
    assert (call.moment, call.tool, dict(call.arguments)) == (Moment.OTHER, "", {})


SESSIONS = {
    "claude-code": ("startup", "UserPromptSubmit", "other"),
    "codex": ("startup", "UserPromptSubmit", "other"),
    "gemini": ("startup", "BeforeAgent", "exit"),
}


@pytest.mark.parametrize("agent", list(DIALECTS))
def test_a_session_says_how_it_begins_and_ends_and_what_was_asked(agent: str) -> None:
    """As recorded from the real agents; a prompt is bytes, and no tool's argument."""
    source, event, reason = SESSIONS[agent]
    begins = parse(agent, "SessionStart", one(agent, "SessionStart"))
    assert (begins.moment, begins.said) == (Moment.STARTED, source)
    asked = parse(agent, event, one(agent, event))
    assert asked.moment is Moment.PROMPT
    assert asked.prompt == b"Please look around and make a hello file. SECRETPROMPT-xyzzy"
    assert bool(asked.prompt_id) == (agent != "gemini")
    ends = parse(agent, "SessionEnd", one(agent, "SessionEnd"))
    assert (ends.moment, ends.said, ends.prompt) == (Moment.ENDED, reason, None)


def test_a_prompt_may_be_missing_or_torn_and_is_nothing_but_a_text() -> None:
    """One too large was left out by the hook's program; half a character is still a digest."""
    value = one("claude-code", "UserPromptSubmit")
    torn = parse("claude-code", "", {**value, "prompt": "\ud83d"})
    assert torn.prompt == b"\xed\xa0\xbd"
    assert parse("claude-code", "", {**value, "prompt": None}).prompt is None
    with pytest.raises(MalformedRequestError):
        parse("claude-code", "", {**value, "prompt": ["words"]})
    with pytest.raises(MalformedRequestError):
        parse("claude-code", "", {**one("claude-code", "SessionEnd"), "reason": 7})


HOSTILE: dict[str, tuple[dict[str, Any], type[CountersignError]]] = {
    "no event": ({"hook_event_name": None}, MalformedRequestError),
    "an event that is a number": ({"hook_event_name": 7}, MalformedRequestError),
    "another event": ({"hook_event_name": "Stop"}, MalformedRequestError),
    "no tool": ({"tool_name": ""}, MalformedRequestError),
    "a tool that is a list": ({"tool_name": ["Bash"]}, MalformedRequestError),
    "a tool too long": ({"tool_name": "x" * 201}, TooLargeError),
    "a session that is an object": ({"session_id": {}}, MalformedRequestError),
    "a folder too long": ({"cwd": "/" * 4_097}, TooLargeError),
    "half a character": ({"tool_name": "\ud800"}, MalformedRequestError),
    "a call id that is true": ({"tool_use_id": True}, MalformedRequestError),
}


@pytest.mark.parametrize("name", list(HOSTILE))
def test_what_is_no_input_of_the_agent_is_refused(name: str) -> None:
    """Nothing is guessed: one sentence, and the hook denies."""
    change, error = HOSTILE[name]
    with pytest.raises(error):
        parse("claude-code", "PreToolUse", {**one("claude-code", "PreToolUse"), **change})


def test_an_unknown_agent_is_refused() -> None:
    """Only whom the table knows."""
    with pytest.raises(MalformedRequestError, match="no hooks of an agent"):
        parse("emacs", "PreToolUse", {})


def test_arguments_that_are_no_object_are_kept_under_a_name() -> None:
    """A bare text is what a tool was given all the same."""
    value = one("codex", "PreToolUse")
    call = parse("codex", "PreToolUse", {**value, "tool_input": "*** Begin Patch"})
    assert call.arguments == {"input": "*** Begin Patch"}
    assert dict(parse("codex", "PreToolUse", {**value, "tool_input": None}).arguments) == {}


@pytest.mark.parametrize("text", ["Exit code 3x\n", "Exit code 9999", "said Exit code 3", ""])
def test_an_exit_code_is_only_where_the_agent_writes_one(text: str) -> None:
    """A word of a command's output is none."""
    value = {**one("claude-code", "PostToolUseFailure"), "error": text}
    assert parse("claude-code", "", value).exit_code is None


@pytest.mark.parametrize("value", [-1, True, "9", float("inf"), float("nan"), 1e300])
def test_a_duration_that_is_none_is_not_told(value: object) -> None:
    """Not negative, not endless, not a truth value."""
    given_: dict[str, Any] = {**one("claude-code", "PostToolUse"), "duration_ms": value}
    assert parse("claude-code", "", given_).duration_us is None


_any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
_FIELDS = (
    "session_id", "cwd", "tool_name", "tool_input", "tool_use_id", "tool_response", "error",
    "duration_ms", "prompt_id", "turn_id",
)  # fmt: skip


@given(
    agent=st.sampled_from(list(DIALECTS)),
    event=st.sampled_from(["PreToolUse", "PostToolUse", "BeforeTool", "AfterTool", "SessionStart"]),
    fields=st.dictionaries(st.sampled_from(_FIELDS), _any),
)
def test_anything_is_read_or_refused(agent: str, event: str, fields: dict[str, Any]) -> None:
    """No input ends in any other error than ours."""
    try:
        call = parse(agent, event, {**fields, "hook_event_name": event})
    except CountersignError:
        return
    assert call.event == event
