"""The agent API behind HTTP: actions, results, consents, hooks; in the sender's own name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.errors import (
    AgentsShareError,
    MalformedRequestError,
    NotFoundError,
    TooOftenError,
)
from desktop_app.model.action import Lasts
from desktop_app.model.purposes import SCREENSHOTS
from desktop_app.receive.actions import Asked, Route
from desktop_app.receive.request import Sender
from desktop_app.recorder.agent_api import GateAPI
from desktop_app.recorder.agents_share import PICTURES, AgentsShare
from tests.fakes.clock import FakeClock
from tests.fakes.consented import give
from tests.fakes.gate import PUSH, answer, ask, of_kind, questions, shell, states, subjects
from tests.fakes.uploading import ZIP, handed_of, uploads_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.recorder.recorder import Recorder

MINE, NOBODY = Sender("mine", "token"), Sender("", "none")
ACTION = {"tool": "Write", "arguments": {"file_path": "/w/a"}, "cwd": "/w", "run_id": "r"}


@pytest.fixture
def api(made: Recorder) -> Iterator[GateAPI]:
    """Return the API of a recorder."""
    clock = FakeClock()
    share = AgentsShare(made.keeping, clock)
    found = GateAPI(
        made.gating,
        handed_of(made, share),
        made.pictures,
        made.clock,
        uploads=uploads_of(made, clock),
        share=share,
    )
    yield found
    found.close()


def take(api: GateAPI, verb: Any, name: str = "", sender: Sender = MINE, **more: Any) -> Any:
    """Ask and wait for the answer."""
    return api.ask(Asked(Route(verb, name), sender, **more)).result(60)


def test_an_action_and_its_result(made: Recorder, api: GateAPI) -> None:
    """The headers count as the body does, and another sender cannot end it."""
    more = {"value": ACTION, "idempotency": "k"}
    first, second = (take(api, "declare", **more) for _ in range(2))
    assert (first["decision"], first["repeated"], second["repeated"]) == ("allow", False, True)
    ended = {"outcome": "ok", "arguments": ACTION["arguments"]}
    done = take(api, "report", str(first["intent"]), value=ended)
    assert (done["intent"], done["differs"]) == (first["intent"], False)
    with pytest.raises(NotFoundError):
        take(api, "report", str(first["intent"]), NOBODY, value=ended)
    assert dict(of_kind(made, "action.intent")[0].actor) == {"sender": "mine", "auth": "token"}


def test_a_header_that_contradicts_the_body_is_refused(api: GateAPI) -> None:
    """Nobody knows which counts."""
    with pytest.raises(MalformedRequestError):
        take(api, "declare", value={**ACTION, "idempotency_key": "a"}, idempotency="b")


def test_an_action_waits_for_the_person_without_a_thread(made: Recorder, api: GateAPI) -> None:
    """More may wait than there are threads."""
    asked = {"tool": "Bash", "arguments": {"command": PUSH}, "cwd": "/w"}
    waiting = [api.ask(Asked(Route("declare"), MINE, asked)) for _ in range(20)]
    while len(questions(made)) < len(waiting):
        made.gating.gate.questions.poll(-1, 0.01)
    for question in questions(made):
        answer(made, question, "deny")
    assert {told.result(60)["decision"] for told in waiting} == {"deny"}


def test_grants_are_told_without_their_words(made: Recorder, api: GateAPI) -> None:
    """And consent can be asked for, not taken."""
    answer(made, ask(made, shell(PUSH))[1], "grant", lasts=Lasts.ALWAYS)
    (grant,) = take(api, "consents", reads=True)["in_force"]
    assert (grant["agent"], grant["lasts"]) == ("claude-code", "always")
    assert "git" not in str(grant)
    assert take(api, "consents", value={"purpose": "screenshots"})["state"] == "requested"
    assert states(made)[-1] == "requested"
    for purpose in ("agent action", "x", None):
        with pytest.raises(MalformedRequestError):
            take(api, "consents", value={"purpose": purpose})


def test_a_payload_is_answered_when_it_is_durable(made: Recorder, api: GateAPI) -> None:
    """In the sender's own name; what is none is refused."""
    told = take(api, "payload", value={"purpose": "keep command lines", "text": "ls"})
    (entry,) = of_kind(made, "payload.kept")
    assert (told["entry"], told["kept"]) == (entry.seq, False)
    assert dict(entry.actor) == {"sender": "mine", "auth": "token"}
    with pytest.raises(MalformedRequestError):
        take(api, "payload", value={"text": "ls"})


def test_long_content_is_taken_in_the_senders_name(made: Recorder, api: GateAPI) -> None:
    """In pieces; the answer is durable."""
    asked = Asked(Route("payload"), MINE, {"purpose": "keep command lines", "run_id": "r"})
    taking = api.take(asked, ZIP, 0)
    taking.write(b"some of it")
    told = taking.end().result(60)
    (entry,) = of_kind(made, "payload.kept")
    assert (told["entry"], told["bytes"], told["kept"]) == (entry.seq, 10, False)
    assert (entry.run_id, dict(entry.actor)) == ("r", {"sender": "mine", "auth": "token"})


def test_a_hook_over_http_is_in_the_senders_own_name(made: Recorder, api: GateAPI) -> None:
    """Without a token it is nobody's run, and what cannot be read is denied."""
    value = {
        "hook_event_name": "PreToolUse",
        "session_id": "s",
        "cwd": "/w",
        "tool_name": "Bash",
        "tool_input": {"command": "ls"},
    }
    assert take(api, "hook", "claude-code", NOBODY, value=value) == {}
    assert of_kind(made, "action.intent")[0].actor["sender"] == ""
    told = take(api, "hook", "claude-code", value={"hook_event_name": "PreToolUse"})
    assert told["hookSpecificOutput"]["permissionDecision"] == "deny"
    assert told["hookSpecificOutput"]["hookEventName"] == "PreToolUse"
    for event, said in (
        ("PermissionRequest", "PermissionRequest"),
        (5, "PreToolUse"),
        ("", "PreToolUse"),
    ):
        told = take(api, "hook", "claude-code", value={"hook_event_name": event})
        assert told["hookSpecificOutput"]["hookEventName"] == said  # else it is no answer
    assert len(subjects(made, "action.intent")) == 1


def test_a_picture_is_asked_for_in_the_senders_name(made: Recorder, api: GateAPI) -> None:
    """Names are kept after the detectors; that nobody allowed it is an entry."""
    told = take(api, "capture", value={"tool": "click", "run_id": "r"})
    made.pictures.close()
    (entry,) = of_kind(made, "capture")
    assert (entry.actor["sender"], entry.run_id) == ("mine", "r")
    assert (entry.subject["shot"], entry.subject["tool"]) == (told["shot"], "click")
    assert (entry.subject["trigger"], entry.subject["outcome"]) == ("api", "not_granted")
    with pytest.raises(MalformedRequestError):
        take(api, "capture", value={"tool": 1})


def test_pictures_of_one_sender_end_at_its_share(made: Recorder, api: GateAPI) -> None:
    """Not even that nobody allowed it is an entry then; ours and other senders' go on."""
    for _ in range(PICTURES):
        take(api, "capture", value={"tool": "click"})
    with pytest.raises(TooOftenError):
        take(api, "capture", value={"tool": "click"})
    take(api, "capture", sender=NOBODY, value={"tool": "click"})
    made.pictures.close()
    assert len(subjects(made, "capture")) == PICTURES + 1


def test_a_nearly_full_vault_takes_no_picture_that_an_agent_asks_for(
    made: Recorder, api: GateAPI
) -> None:
    """Nothing is grabbed, and no entry comes of it."""
    give(made, SCREENSHOTS)
    made.keeping.set_quota(made.keeping.vault.use().bytes)
    with pytest.raises(AgentsShareError):
        take(api, "capture", value={"tool": "click"})
    made.pictures.close()
    assert subjects(made, "capture") == []
