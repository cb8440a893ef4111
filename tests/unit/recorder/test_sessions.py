"""Sessions and prompts as an agent's hooks tell them: written down, and no word of the person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.model.entry import RECORDER
from desktop_app.recorder.hooks import take_hook
from tests.fakes.gate import PERSON, everything, of_kind, shell, subjects
from tests.fakes.kept import PROMPTS, give, kept_of

if TYPE_CHECKING:
    from desktop_app.recorder.recorder import Recorder

PROMPT = "Call 555-0100 about the plum-coloured thing"


def tell(made: Recorder, event: str, agent: str = "claude-code", **more: Any) -> None:
    """Let a hook tell something of its session."""
    value = {"hook_event_name": event, "session_id": "run-1", "cwd": "/w", **more}
    take_hook(made.gating, agent, event, value).result(60)


def test_a_prompt_is_a_digest_and_a_size(made: Recorder) -> None:
    """The same words in the same run: the same digest; in another one another. No word is kept."""
    tell(made, "UserPromptSubmit", prompt=PROMPT, prompt_id="p1")
    tell(made, "UserPromptSubmit", prompt=PROMPT, prompt_id="p2")
    tell(made, "UserPromptSubmit", prompt=PROMPT, session_id="run-2")
    first, again, other = subjects(made, "session.prompt")
    assert (first["agent"], first["prompt_id"], first["bytes"]) == ("claude-code", "p1", 43)
    assert first["digest"] == again["digest"] != other["digest"]
    assert other["prompt_id"] is None
    assert PROMPT.encode() not in everything(made.paths.data_dir)


def test_a_prompt_is_kept_by_consent(made: Recorder) -> None:
    """After the detectors; none that was left out, and none while paused."""
    give(made, PROMPTS)
    tell(made, "UserPromptSubmit", prompt=PROMPT)
    tell(made, "UserPromptSubmit")
    tell(made, "SessionStart", source="resume")
    made.pause.start(None, RECORDER)
    tell(made, "UserPromptSubmit", prompt=PROMPT + " again")
    made.pause.end("resumed", RECORDER)
    ((label, data),) = kept_of(made)
    assert label == "prompt"
    assert data.endswith(b"about the plum-coloured thing")
    kept = [entry.subject.get("kept") is not None for entry in of_kind(made, "session.prompt")]
    assert kept == [True, False]
    assert b"plum-coloured" not in everything(made.paths.data_dir)


def test_a_prompt_that_is_no_text_is_kept_as_far_as_it_is(made: Recorder) -> None:
    """Bytes that are no UTF-8 are shown as what they are not."""
    give(made, PROMPTS)
    declared = shell("x")
    (content,) = made.gating.entries.prompt(declared, b"plum \xff")
    assert content.data == "plum \ufffd".encode()
    assert made.gating.entries.prompt(declared, None) == ()


def test_a_prompt_that_was_left_out_is_said_to_be_unknown(made: Recorder) -> None:
    """It was too large for the hook's program to hand over."""
    tell(made, "UserPromptSubmit")
    (found,) = subjects(made, "session.prompt")
    assert (found["digest"], found["bytes"]) == (None, None)


@pytest.mark.parametrize("agent", ["claude-code", "codex", "gemini"])
def test_a_session_says_how_it_began_and_ended(made: Recorder, agent: str) -> None:
    """In the agent's words, bounded and redacted; null where it tells none."""
    secret = "AKIA" + "ABCDEFGHIJKLMNOP"
    tell(made, "SessionStart", agent, source="resume")
    tell(made, "SessionStart", agent)
    tell(made, "SessionEnd", agent, reason=secret)
    assert subjects(made, "session.start") == [
        {"agent": agent, "source": "resume"},
        {"agent": agent, "source": None},
    ]
    (ended,) = subjects(made, "session.end")
    assert secret not in ended["reason"]
    sender = "" if agent == "gemini" else agent
    assert {entry.actor["sender"] for entry in of_kind(made, "session.start")} == {sender}


def test_a_pause_stops_it_and_counts_it(made: Recorder) -> None:
    """It is recording, and not the gate."""
    made.pause.start(None, PERSON)
    tell(made, "SessionStart", source="startup")
    tell(made, "UserPromptSubmit", prompt=PROMPT)
    assert dict(made.pause.end("resumed", PERSON)) == {"hooks": 2}
    tell(made, "SessionEnd", reason="exit")
    assert [subjects(made, kind) for kind in ("session.start", "session.prompt")] == [[], []]
    assert len(subjects(made, "session.end")) == 1
