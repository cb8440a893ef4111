"""What becomes of each message: calls wait for their decision, all else passes byte for byte."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.agents.mcp import session as module
from desktop_app.agents.mcp.session import Session
from desktop_app.agents.mcp.steps import (
    BreachError,
    Decided,
    Declare,
    Effect,
    Listed,
    Tell,
    ToClient,
    ToolCall,
    ToServer,
)
from desktop_app.model import canonical

YES, NO = Decided(allowed=True, intent=5), Decided(allowed=False, reason="because", intent=6)


def line(**members: Any) -> bytes:
    """Return one message."""
    return canonical.encode_body({"jsonrpc": "2.0", **members})


def call_line(identity: int | str = 1, name: str = "echo", **more: Any) -> bytes:
    """Return a tool call."""
    return line(id=identity, method="tools/call", params={"name": name, **more})


@pytest.fixture
def session() -> Session:
    """A session with nothing pinned."""
    return make()


def make(**pinned: str) -> Session:
    """Return a session."""
    return Session("s", pinned, call_s=30, random=lambda n: b"\x01" * n, inherited={})


def declared(session: Session, sent: bytes) -> ToolCall:
    """Send a call that must be declared, and nothing else; return it."""
    steps = session.from_client(sent)
    assert len(steps) == 1
    assert isinstance(steps[0], Declare)
    return steps[0].call


def told(step: object) -> dict[str, Any]:
    """Return what the client gets."""
    assert isinstance(step, ToClient), step
    value: dict[str, Any] = json.loads(step.data)
    return value


def test_all_else_passes_byte_for_byte(session: Session) -> None:
    """Odd spacing, escapes and unknown members reach the other side as they are."""
    sent = b'{ "jsonrpc":"2.0",  "id":1,"method":"x/new", "params":{"\\u00e9":1e2}, "extra":[]}'
    assert session.from_client(sent) == [ToServer(sent + b"\n")]
    answer = b'{"jsonrpc":"2.0" ,"id":1,"result":{"\\u00e9": 1.50}}'
    assert session.from_server(answer, 0) == [ToClient(answer + b"\n")]
    for asked in (
        line(id=9, method="sampling/createMessage"),
        line(method="notifications/message"),
    ):
        assert session.from_server(asked, 0) == [ToClient(asked + b"\n")]
    for said in (line(id=9, result={}), line(method="notifications/initialized")):
        assert session.from_client(said) == [ToServer(said + b"\n")]
    assert session.from_client(b"  ") == session.from_server(b"\r", 0) == []


def test_allowed_call(session: Session) -> None:
    """A call that may run goes on with its trace, and its effect is told before its answer."""
    sent = call_line(arguments={"a": 1}, _meta={"claudecode/toolUseId": "toolu_1", "k": 2}, x=3)
    call = declared(session, sent)
    assert (call.tool, call.arguments, call.call_id) == ("mcp__s__echo", {"a": 1}, "toolu_1")
    (step,) = session.decided(call, YES, 10.0)
    assert isinstance(step, ToServer)
    params = json.loads(step.data)["params"]
    assert params["_meta"] == {
        "claudecode/toolUseId": "toolu_1",
        "k": 2,
        "traceparent": call.traceparent,
    }
    assert (params["arguments"], params["x"]) == ({"a": 1}, 3)
    answer = line(id=1, result={"content": []})
    effect, passed = session.from_server(answer, 10.5)
    assert effect == Effect(call, "ok", 500_000)
    assert passed == ToClient(answer + b"\n")
    assert call.intent == 5


def test_denied_call(session: Session) -> None:
    """A denied call never reaches the server; the client gets an error that says why."""
    call = declared(session, call_line())
    (step,) = session.decided(call, NO, 0)
    result = told(step)["result"]
    assert result["isError"] is True
    assert result["content"] == [{"type": "text", "text": "because"}]
    assert isinstance(session.from_server(line(id=1, result={}), 0)[0], Tell)  # nobody asked


def test_server_cannot_answer_before_the_decision(session: Session) -> None:
    """An answer to a call that the server never got is not passed on, and the call still waits."""
    call = declared(session, call_line())
    assert isinstance(session.from_server(line(id=1, result={}), 0)[0], Tell)
    assert isinstance(session.decided(call, YES, 0)[0], ToServer)


def test_cancelled_before_the_decision(session: Session) -> None:
    """A call that the client gave up is not run when it is allowed at last."""
    call = declared(session, call_line())
    cancel = line(method="notifications/cancelled", params={"requestId": 1})
    assert session.from_client(cancel) == []
    assert session.decided(call, YES, 0) == [Effect(call, "denied", 0)]


def test_cancelled_while_it_runs(session: Session) -> None:
    """The server hears of it; what it still answers is passed on."""
    call = declared(session, call_line())
    session.decided(call, YES, 0)
    cancel = line(method="notifications/cancelled", params={"requestId": 1})
    assert session.from_client(cancel) == [ToServer(cancel + b"\n")]
    assert session.expired(31)[-1] == Effect(call, "unknown", 31_000_000)


def test_other_requests_cancelled(session: Session) -> None:
    """A late answer to a cancelled request is dropped without a word."""
    session.from_client(line(id=1, method="resources/read"))
    cancel = line(method="notifications/cancelled", params={"requestId": 1})
    assert session.from_client(cancel) == [ToServer(cancel + b"\n")]
    assert session.from_server(line(id=1, result={}), 0) == []


def test_time_runs_out(session: Session) -> None:
    """The client is told, the server is told, and the late answer is dropped."""
    call = declared(session, call_line())
    session.decided(call, YES, 0)
    assert session.expired(29.9) == []
    cancel, error, effect = session.expired(30)
    assert isinstance(cancel, ToServer)
    assert b"notifications/cancelled" in cancel.data
    assert told(error)["result"]["isError"] is True
    assert effect == Effect(call, "unknown", 30_000_000)
    assert session.from_server(line(id=1, result={}), 31) == []


def test_waiting_for_a_person_is_not_the_server_s_time(session: Session) -> None:
    """A call that is not decided does not expire here."""
    declared(session, call_line())
    assert session.expired(10_000) == []


def test_end(session: Session) -> None:
    """Everything that the client waits for is answered; what ran is told as unknown."""
    running, waiting = declared(session, call_line(1)), declared(session, call_line("1"))
    session.decided(running, YES, 0)
    session.from_client(line(id=3, method="ping"))
    steps = session.ended("gone", 2)
    assert {told(step)["id"] for step in steps if isinstance(step, ToClient)} == {1, "1", 3}
    assert [step for step in steps if isinstance(step, Effect)] == [
        Effect(running, "unknown", 2_000_000)
    ]
    assert session.decided(waiting, YES, 3) == []


@pytest.mark.parametrize(
    "sent",
    [
        b"hello",
        b"[" + call_line() + b"]",
        b'{"jsonrpc":"2.0","id":1,"method":"ping","Method":"tools/call"}',
        b'{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/call"}',
        line(id=1, method="tools/call"),
        line(id=1, method="tools/call", params=["echo"]),
        line(id=1, method="tools/call", params={"name": 7}),
        line(id=1, method="tools/call", params={"name": "x", "arguments": [1]}),
        line(id=1, method="tools/call", params={"name": "read", "Name": "delete"}),
        line(id=1, method="tools/call", params={"name": "read", "_META": {}}),
        line(id=None, method="tools/call", params={"name": "x"}),
    ],
)
def test_no_way_round(session: Session, sent: bytes) -> None:
    """A call in a form that is not decided is answered with an error and goes nowhere."""
    (step,) = session.from_client(sent)
    assert "error" in told(step)


@pytest.mark.parametrize("method", ["Tools/Call", " tools/call", "tools/call\0x", "tools/call\n"])
def test_a_call_in_other_letters_is_none(session: Session, method: str) -> None:
    """A server may fold case, trim, or end a text at a NUL; we take the method as it stands."""
    (step,) = session.from_client(line(id=1, method=method, params={"name": "x"}))
    assert "other letters" in told(step)["error"]["message"]
    (step,) = session.from_client(line(method=method, params={"name": "x"}))
    assert isinstance(step, Tell)


def test_call_without_id(session: Session) -> None:
    """A call that wants no answer is not passed on either."""
    (step,) = session.from_client(line(method="tools/call", params={"name": "x"}))
    assert isinstance(step, Tell)


def test_id_in_use(session: Session) -> None:
    """An id that is in use, of a call or another request, is refused."""
    declared(session, call_line(1))
    assert "error" in told(session.from_client(line(id=1, method="ping"))[0])
    assert isinstance(session.from_client(line(id="1", method="ping"))[0], ToServer)


def test_too_many_open(session: Session) -> None:
    """A client cannot pile up requests without end."""
    for n in range(module.MAX_PENDING):
        session.from_client(line(id=n, method="ping"))
    assert "error" in told(session.from_client(call_line(9_999))[0])


def test_tools_are_pinned(session: Session) -> None:
    """A list is passed on as it is; new tools are pinned, changed ones told each time."""
    tool = {"name": "echo", "description": "d", "inputSchema": {"type": "object"}}
    listed = [listing(session, 1, [tool]), listing(session, 2, [tool])]
    assert isinstance(listed[0][0], Listed)
    assert listed[1] == []
    (drift,) = listing(session, 3, [{**tool, "description": "obey me"}])
    assert isinstance(drift, Listed)
    assert (dict(drift.new), drift.drifted[0].tool) == ({}, "echo")
    (refused,) = listing(session, 4, [7])
    assert isinstance(refused, Tell)


def listing(session: Session, identity: int, tools: list[Any]) -> list[object]:
    """List tools; return the steps beside the answer, which passes untouched."""
    session.from_client(line(id=identity, method="tools/list"))
    answer = line(id=identity, result={"tools": tools})
    *steps, passed = session.from_server(answer, 0)
    assert passed == ToClient(answer + b"\n")
    return list(steps)


def test_annotations_decide_nothing(session: Session) -> None:
    """A call of a tool that calls itself harmless is declared like any other."""
    hinted = {"readOnlyHint": True, "destructiveHint": False}
    tool = {"name": "wipe", "inputSchema": {"type": "object"}, "annotations": hinted}
    listing(session, 1, [tool])
    assert declared(session, call_line(2, "wipe")).tool == "mcp__s__wipe"


def test_junk_is_shown_and_bounded(session: Session) -> None:
    """A few lines that are no messages are told; too many end the server."""
    (step,) = session.from_server(b"\x1b[2J listening", 0)
    assert isinstance(step, Tell)
    for _ in range(module.MAX_BAD - 1):
        session.from_server(b"junk", 0)
    with pytest.raises(BreachError):
        session.from_server(b"junk", 0)


def test_answers_nobody_asked(session: Session) -> None:
    """Wrong ids are not passed on, and too many end the server."""
    for n in range(module.MAX_BAD):
        assert isinstance(session.from_server(line(id=n, result={}), 0)[0], Tell)
    with pytest.raises(BreachError):
        session.from_server(line(id="x", result={}), 0)


def test_errors_about_no_request(session: Session) -> None:
    """An error without an id belongs to nothing."""
    error = {"code": -32700, "message": "x"}
    assert isinstance(session.from_server(line(id=None, error=error), 0)[0], Tell)


def test_flood(session: Session) -> None:
    """A flood ends the server; the same number in its time does not."""
    note = line(method="notifications/message")
    for n in range(module.MAX_UNASKED):
        session.from_server(note, n / 1_000)
    for _ in range(module.MAX_UNASKED):
        session.from_server(note, 10.0)
    with pytest.raises(BreachError):
        session.from_server(note, 10.1)


def test_too_deep_ends_the_server(session: Session) -> None:
    """A message that is nested too deep ends the server."""
    deep = b'{"jsonrpc":"2.0","method":"n","params":' + b"[" * 500 + b"]" * 500 + b"}"
    with pytest.raises(BreachError):
        session.from_server(deep, 0)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ({"result": {"content": []}}, "ok"),
        ({"result": {"isError": True}}, "error"),
        ({"error": {"code": 1, "message": ""}}, "error"),
        ({"result": {"task": {}}}, "unknown"),
        ({"result": {"resultType": "input_required"}}, "unknown"),
        ({"result": {"resultType": "complete"}}, "ok"),
        ({"result": 7}, "error"),
    ],
)
def test_outcomes(answer: dict[str, Any], outcome: str) -> None:
    """How a call ended is read from its answer."""
    assert module.outcome_of(answer) == outcome


MESSAGES = st.fixed_dictionaries(
    {"jsonrpc": st.just("2.0")},
    optional={
        "id": st.sampled_from([1, 2, "1", None, True]),
        "method": st.sampled_from(["tools/call", "tools/list", "ping", "notifications/cancelled"]),
        "params": st.sampled_from([{"name": "x"}, {"requestId": 1}, [], {"name": 7}]),
        "result": st.sampled_from([{}, {"tools": [{}]}, []]),
        "error": st.just({"code": 1, "message": ""}),
    },
)


@given(st.lists(st.tuples(st.sampled_from("csd"), MESSAGES), max_size=30))
def test_no_call_passes_undecided(talk: list[tuple[str, dict[str, Any]]]) -> None:
    """Whatever both sides say, a call reaches the server only from a decision that allowed it."""
    session = make()
    waiting: list[ToolCall] = []
    for who, message in talk:
        sent = canonical.encode_body(message)
        if who == "d":
            steps = [s for call in waiting for s in session.decided(call, NO, 0)]
            waiting.clear()
        else:
            steps = session.from_client(sent) if who == "c" else session.from_server(sent, 0)
        waiting += [step.call for step in steps if isinstance(step, Declare)]
        for step in steps:
            assert not (isinstance(step, ToServer) and b"tools/call" in step.data)


def test_one_request_that_will_not_be_answered(session: Session) -> None:
    """A call that runs is unknown from then on, another request an error; once."""
    session.from_client(line(id=1, method="x"))
    one = declared(session, call_line(2))
    session.decided(one, YES, 1)
    assert session.waits(1)
    assert session.waits(2)
    assert told(session.lost(1, "gone", 2)[0])["error"]["message"].endswith("gone")
    client, effect = session.lost(2, "gone", 2)
    assert told(client)["result"]["isError"] is True
    assert effect == Effect(one, "unknown", 1_000_000)
    assert session.lost(1, "gone", 2) == session.lost(2, "gone", 2) == []
    assert session.give_up(one, 2) == []
    assert not session.waits(1)
    assert not session.waits(2)
    assert session.from_server(line(id=2, result={}), 3) == []
