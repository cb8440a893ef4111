"""Verbs of the gate: arguments of the wrong type are refused, and who may not ask does not."""

from __future__ import annotations

from hashlib import sha256
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.control.server import Call
from desktop_app.errors import (
    ConfigError,
    CountersignError,
    MalformedRequestError,
    NotAnsweredByPersonError,
    NotFoundError,
    UsageError,
)
from desktop_app.host.peers import Peer
from desktop_app.recorder import askers, verbs
from tests.fakes.gate import PUSH, policy_file, questions, states, subjects
from tests.fakes.roles import PASSPHRASE, POLICY, ROLE

if TYPE_CHECKING:
    from desktop_app.recorder.recorder import Recorder

ACTION = {"tool": "Bash", "arguments": {"command": "ls"}, "cwd": "/w", "run_id": "r"}
ANSWER = {"id": "q", "answer": "once", "digest": "0" * 64, "latency_ms": 7}
ASKED = {**ACTION, "arguments": {"command": PUSH}}


@pytest.fixture(autouse=True)
def _no_agent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests is no agent."""
    monkeypatch.setattr(askers, "agent_ancestor", lambda _pid: None)
    monkeypatch.setattr(askers, "ancestors", lambda _pid: (object(),))


def ask(made: Recorder, verb: str, **args: Any) -> dict[str, Any]:
    """Ask as the control server does."""
    call = Call(args, Peer(0, 77), lambda *_: None)
    return dict(verbs.bind(made)[verb].handler(call))


def test_an_action_is_begun_and_its_result_reported(made: Recorder) -> None:
    """By whoever says who it is; via the agent API or MCP."""
    begun = ask(made, "action.begin", action=ACTION, sender="mine", via="mcp")
    assert begun["decision"] == "allow"
    done = ask(
        made, "action.result", result={"outcome": "ok"}, intent=begun["intent"], sender="mine"
    )
    assert done["intent"] == begun["intent"]
    intent = subjects(made, "action.intent")[0]
    assert (intent["via"], intent["agent"]) == ("mcp", "mine")


@pytest.mark.parametrize(
    ("verb", "args", "error"),
    [
        ("action.begin", {}, MalformedRequestError),
        ("action.begin", {"action": ACTION, "via": "hook"}, MalformedRequestError),
        ("action.begin", {"action": ACTION, "sender": 5}, MalformedRequestError),
        ("action.begin", {"action": ACTION, "sender": "countersign"}, ConfigError),
        ("action.result", {"result": {"outcome": "ok"}, "intent": "4"}, UsageError),
        ("action.result", {"result": []}, MalformedRequestError),
        ("grant.revoke", {"seq": "4", "confirmed": True}, UsageError),
        ("grant.revoke", {"seq": 4, "confirmed": True}, NotFoundError),
        ("grant.put_back", {"seq": 4, "confirmed": True}, NotFoundError),
        ("consent.request", {"purpose": "agent action"}, UsageError),
        ("consent.request", {"purpose": "nothing"}, UsageError),
        ("questions", {"wait_s": "5"}, MalformedRequestError),
        ("answer", {"confirmed": True}, UsageError),
        ("hook", {}, UsageError),
        ("answer", {**ANSWER, "passphrase": 5, "confirmed": True}, UsageError),
        ("approvers.add", {"role": "lead", "passphrase": PASSPHRASE}, NotAnsweredByPersonError),
        ("approvers.add", {"role": "lead", "confirmed": True}, UsageError),
        ("approvers.add", {"role": 5, "passphrase": PASSPHRASE, "confirmed": True}, UsageError),
        ("approvers.add", {"role": "lead", "passphrase": "short", "confirmed": True}, UsageError),
        ("approvers.add", {"role": "A", "passphrase": PASSPHRASE, "confirmed": True}, UsageError),
        ("approvers.remove", {"role": "lead"}, NotAnsweredByPersonError),
        ("approvers.remove", {"role": "lead", "confirmed": True}, NotFoundError),
    ],
)
def test_wrong_arguments_are_refused(
    made: Recorder, verb: str, args: dict[str, Any], error: type[CountersignError]
) -> None:
    """Each with the sentence for it."""
    with pytest.raises(error):
        ask(made, verb, **args)


def test_a_question_is_answered_through_the_verbs(made: Recorder) -> None:
    """By the text that it brought."""
    told: list[dict[str, Any]] = []
    waiting = Thread(target=lambda: told.append(ask(made, "action.begin", action=ASKED)))
    waiting.start()
    found = ask(made, "questions", after=0, wait_s=5)
    (question,) = found["questions"]
    assert found["more"] == 0
    assert question["text"] == PUSH
    assert question["so_far"] == {"tool_calls": 0, "denied": 0}
    given = {
        "id": question["id"],
        "answer": "grant",
        "lasts": "always",
        "scope": question["scopes"][0]["scope"],
        "digest": sha256(question["notice"]["text"].encode()).hexdigest(),
        "latency_ms": 5,
    }
    with pytest.raises(NotAnsweredByPersonError, match="confirmed"):
        ask(made, "answer", **given)
    done = ask(made, "answer", **given, confirmed=True)
    waiting.join(5)
    assert told[0]["decision"] == "allow"
    assert done == {"entry": told[0]["consent"], "decision": "allow", "grant": True}
    ask(made, "grant.revoke", seq=done["entry"], confirmed=True)
    again = ask(made, "grant.put_back", seq=done["entry"], confirmed=True)["entry"]
    assert states(made) == ["requested", "given", "revoked", "given"]
    assert made.gating.book.holds(again, made.clock.now_us())
    assert questions(made) == []


def test_a_hook_verb_never_raises_for_what_an_agent_sent(made: Recorder) -> None:
    """It is denied in the agent's words."""
    whole = {"hook_event_name": "PreToolUse", "session_id": "s", "cwd": "/w"}
    for args in (
        {"input": None},
        {"input": {}},
        {"input": {"hook_event_name": "PreToolUse"}, "deadline_s": -1},
        {"input": {"hook_event_name": "PreToolUse"}, "run_id": 5},
        {"input": {**whole, "tool_name": "Bash"}, "run_id": "\ud800"},
    ):
        told = ask(made, "hook", agent="claude-code", event="PreToolUse", **args)
        assert told["decision"] == "deny"


def test_the_policy_is_told_whole(made: Recorder) -> None:
    """Text, version, digest, and that nothing is wrong."""
    told = ask(made, "policy")
    assert told["error"] is None
    assert told["text"].startswith("#")
    assert told["file"] == "policy/default.yaml"
    assert made.status()["policy"]["digest"] == told["digest"]


def test_consent_can_be_asked_for_by_anybody_and_is_given_by_nobody(made: Recorder) -> None:
    """Only a record that it was asked."""
    ask(made, "consent.request", purpose="keep command lines")
    assert states(made) == ["requested"]


@pytest.mark.parametrize("verb", ["action.begin", "hook"])
def test_who_hangs_up_hears_nothing_and_their_question_is_over(made: Recorder, verb: str) -> None:
    """The kernel says so, and the handler's thread is free at once."""
    made.gating.start()
    hooked = {"hook_event_name": "PreToolUse", "tool_name": "Bash", "session_id": "s", "cwd": "/w"}
    args: dict[str, Any] = {"action": ASKED, "agent": "claude-code"}
    args["input"] = {**hooked, "tool_input": {"command": PUSH}}
    call = Call(args, Peer(0, 77), lambda *_: None, left_before=lambda _told: True)
    handler = verbs.bind(made)[verb].handler
    if verb == "hook":
        assert handler(call)["decision"] == "deny"
    else:
        with pytest.raises(MalformedRequestError, match="went away"):
            handler(call)
    while questions(made):
        made.gating.gate.questions.poll(-1, 0.01)
    made.gating.stop()
    made.gating.close()
    assert subjects(made, "consent.record")[1]["why"] == "caller gone"


def test_a_role_is_added_listed_and_removed(made: Recorder) -> None:
    """Each change is an entry without the passphrase, and wakes who polls for questions."""
    policy_file(made, POLICY)
    assert ask(made, "approvers.list") == {"held": [], "missing": [ROLE]}
    n = ask(made, "questions", after=-1)["n"]
    given = {"role": ROLE, "passphrase": PASSPHRASE, "confirmed": True}
    added = ask(made, "approvers.add", **given)
    listed = ask(made, "approvers.list")
    (one,) = listed["held"]
    assert (one["role"], listed["missing"]) == (ROLE, [])
    assert abs(one["added_us"] - made.clock.now_us()) < 60_000_000
    with pytest.raises(UsageError, match="held already"):
        ask(made, "approvers.add", **given)
    removed = ask(made, "approvers.remove", role=ROLE, confirmed=True)
    assert removed["entry"] > added["entry"]
    assert ask(made, "approvers.list")["missing"] == [ROLE]
    changes = [{"verb": f"consent approvers {verb}", "role": ROLE} for verb in ("add", "remove")]
    assert subjects(made, "command") == changes
    assert ask(made, "questions", after=-1)["n"] == n + 2


def test_a_role_does_not_look_like_a_secret(made: Recorder) -> None:
    """Its name stands in entries."""
    name = "ghp-" + "a1" * 14
    made.gating.entries.has_secret = lambda text: text == name  # type: ignore[method-assign] # no detector takes what may be a name
    with pytest.raises(UsageError, match="looks like a secret"):
        ask(made, "approvers.add", role=name, passphrase=PASSPHRASE, confirmed=True)
    assert subjects(made, "command") == []
