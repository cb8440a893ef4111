"""What of an action is content: as declared, without what rules find in it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.model.action import Action, ActionKind, SideEffect
from desktop_app.recorder import contents
from desktop_app.recorder.contents import ARGUMENTS, COMMAND_LINES, PROMPTS
from desktop_app.recorder.rules import make_redactor
from tests.fakes.redaction import PLANTED

KEY = b"k" * 32
REDACTOR = make_redactor(KEY, strict=False)
EVERYTHING = frozenset((COMMAND_LINES, ARGUMENTS, PROMPTS))
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=30),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=8), below),
    max_leaves=8,
)


def action(kind: ActionKind = ActionKind.SHELL, text: str = "ls", **arguments: Any) -> Action:
    """Return what an agent is about to do."""
    return Action("codex", "Bash", kind, SideEffect.WRITE, arguments=arguments, text=text)


def of_action(given_action: Action, granted: frozenset[str] = EVERYTHING) -> list[Any]:
    """Return the contents of an action."""
    return list(contents.of_action(given_action, granted, REDACTOR, KEY))


def test_each_purpose_has_its_own() -> None:
    """A command line is not an argument by consent."""
    done = action(command="ls", timeout=5)
    (line,) = of_action(done, frozenset((COMMAND_LINES,)))
    assert (line.label, line.purpose, line.data, line.media) == (
        "command_line",
        COMMAND_LINES,
        b"ls",
        "text/plain",
    )
    (told,) = of_action(done, frozenset((ARGUMENTS,)))
    assert (told.label, told.purpose, told.data, told.media) == (
        "tool_arguments",
        ARGUMENTS,
        b'{"command":"ls","timeout":5}',
        "application/json",
    )
    assert of_action(done, frozenset((PROMPTS,))) == []
    assert len(of_action(done)) == 2


def test_only_a_shell_has_a_command_line() -> None:
    """And what has no arguments has none to keep."""
    assert of_action(action(ActionKind.READ, "words")) == []
    assert of_action(action(text="")) == []


def test_secrets_in_a_command_line_are_taken_out() -> None:
    """Whatever detectors find; what stands for a person names them."""
    text = f"curl -H 'Authorization: Bearer {PLANTED['github_token']}' {PLANTED['email']}"
    (line,) = of_action(action(text=text), frozenset((COMMAND_LINES,)))
    for planted in (PLANTED["github_token"], PLANTED["email"]):
        assert planted.encode() not in line.data
    assert line.subjects
    for token in line.subjects:
        assert token.startswith("t_")
        assert token.encode() in line.data


@pytest.mark.parametrize(
    "arguments",
    [
        {"env": {"DB_PASSWORD": "plum"}},  # short, found by its name alone
        {"env": {"DB_PASSWORD": "plum-coloured-thing"}},
        {"password": ["plum", {"a": "plum"}]},
        {"headers": [{"x-api-key": "plum-coloured-thing"}]},
        {"password": "plum-coloured-thing"},
        {"secret_key_of_mine": "plum-coloured-thing"},
        {"command": "export API_KEY=plum-coloured-thing"},
    ],
)
def test_secrets_by_name_are_taken_out_of_arguments(arguments: dict[str, Any]) -> None:
    """The value alone is no secret: its name makes it one."""
    (told,) = of_action(action(text="", **arguments))
    assert b"plum" not in told.data
    assert isinstance(json.loads(told.data), dict)


def test_a_secret_as_a_name_is_taken_out() -> None:
    """Names are content, too."""
    (told,) = of_action(action(text="", **{PLANTED["github_token"]: [1, {"a": None}]}))
    assert PLANTED["github_token"].encode() not in told.data


@given(st.dictionaries(st.text(max_size=8), JSON_VALUES, min_size=1, max_size=4))
def test_arguments_without_secrets_come_back_whole(arguments: dict[str, Any]) -> None:
    """As canonical JSON that stays JSON, whatever is taken out."""
    (told,) = of_action(action(text="", the=arguments))
    found = json.loads(told.data)
    if b"[token " not in told.data and b"[drop " not in told.data:
        assert found == {"the": arguments}


def test_a_large_argument_is_kept_whole() -> None:
    """A file that is written stands in them."""
    (told,) = of_action(action(text="", content="plum " * 180_000))
    assert len(told.data) > 900_000


def test_half_a_character_is_kept_as_bytes() -> None:
    """It cannot be UTF-8, and it is no reason to lose the rest."""
    content = contents.text("prompt", PROMPTS, "a\ud800", REDACTOR, KEY)
    assert content.data == b"a\xed\xa0\x80"
    assert content.subjects == ()


def test_tokens_are_found_across_pieces() -> None:
    """Each once, in order, wherever one is cut."""
    data = (
        contents.text("x", PROMPTS, f"{PLANTED['email']} to a@b.example, ", REDACTOR, KEY).data * 2
    )
    for size in (1, 7, 64, 500):
        found = contents.Subjects()
        for start in range(0, len(data), size):
            found.take(data[start : start + size])
        assert found.found() == contents.subjects(data)
        assert len(found.found()) == 2
