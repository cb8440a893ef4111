"""One call, one question: a proxy gets the answer of its agent's hook, once, for the very call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.errors import DiskFullError
from desktop_app.recorder import hooked as calls
from desktop_app.recorder.declared import Declared, checked
from desktop_app.recorder.effects import Reported
from tests.fakes.gate import answer, ask, policy_file, questions, states, subjects
from tests.fakes.recording import FailingWriter
from tests.fakes.roles import PASSPHRASE, hold

if TYPE_CHECKING:
    from concurrent.futures import Future

    from desktop_app.recorder.recorder import Recorder
    from desktop_app.recorder.verdict import Verdict

TOOL = "mcp__files__send"


def call(via: str, text: str = "hi", **more: Any) -> Declared:
    """A call as its hook or its proxy declares it."""
    arguments = {"text": text}
    told = {"sender": "claude-code", "run_id": "run-1", "call_id": "t1", "auth": "local"}
    told |= {"size": checked(arguments), **more}
    told = {"agent": "claude-code", "tool": TOOL, "arguments": arguments, **told}
    return Declared(**told, via=via)  # type: ignore[arg-type]


def approved(made: Recorder, declared: Declared, kind: str = "once") -> int:
    """Have a hook's call asked about and answered; return its intent."""
    told, question = ask(made, declared)
    answer(made, question, kind)
    intent = told.result(60).intent
    assert intent is not None
    return intent


def begin(made: Recorder, declared: Declared) -> Future[Verdict]:
    """Declare."""
    return made.gating.gate.begin(declared)


@pytest.mark.parametrize(("kind", "says"), [("once", "allow"), ("deny", "deny")])
def test_one_call_is_asked_about_once(made: Recorder, kind: str, says: str) -> None:
    """The proxy's intent names the hook's, whose answer and effect it shares."""
    first = approved(made, call("hook"), kind)
    verdict = begin(made, call("mcp", run_id="")).result(0)
    assert (verdict.says, verdict.intent, verdict.repeated) == (says, first, True)
    hook, proxy = subjects(made, "action.intent")
    assert (proxy["via"], proxy["repeats"]) == ("mcp", first)
    assert proxy["args_digest"] == hook["args_digest"]
    assert states(made) == ["requested", {"once": "given", "deny": "refused"}[kind]]
    ran = made.gating.effects.report(Reported(call("mcp"), "ok", first, has_arguments=True))
    again = made.gating.effects.report(Reported(call("hook"), "ok", has_arguments=True))
    assert ran == again == {"entry": ran["entry"], "intent": first, "differs": False}


def test_an_answer_is_used_once(made: Recorder) -> None:
    """The second declaration of the same call is a question of its own."""
    approved(made, call("hook"))
    assert begin(made, call("mcp")).done()
    told = begin(made, call("mcp"))
    assert not told.done()
    assert len(questions(made)) == 1


@pytest.mark.parametrize(
    "other", [{"text": "other"}, {"tool": "mcp__files__wipe"}], ids=["arguments", "tool"]
)
def test_another_call_under_its_id_is_asked_and_marked(made: Recorder, other: Any) -> None:
    """Its intent and its effect say that it is not what was approved; the answer is spent."""
    first = approved(made, call("hook"))
    told, question = ask(made, call("mcp", **other))
    assert subjects(made, "action.intent")[-1]["instead_of"] == first
    answer(made, question)
    second = told.result(60).intent
    reported = Reported(call("mcp", **other), "ok", second, has_arguments=True)
    assert made.gating.effects.report(reported)["differs"] is True
    assert not begin(made, call("mcp")).done()


GEMINI: dict[str, Any] = {"agent": "gemini", "sender": "", "call_id": None}
STRICTER = """\
version: 1
rules:
  - name: of-the-proxy
    effect: {effect}
    tools: [mcp__files__send]
    why: Written as the proxy names it.
"""
ASKS_OF_PROXY = """\
    effect: ask
    tools: [mcp__files__read]
    why: Written as the proxy names it.
"""


def test_an_answer_does_not_pass_by_what_denies_the_call(made: Recorder) -> None:
    """Gemini CLI's hook names the tool in another way than the rule does."""
    policy_file(made, STRICTER.format(effect="deny"))
    approved(made, call("hook", **GEMINI, tool="mcp_files_send"))
    verdict = begin(made, call("mcp", **GEMINI)).result(0)
    assert (verdict.says, verdict.because.rule) == ("deny", "of-the-proxy")  # type: ignore[union-attr]


def test_an_answer_does_not_stand_in_for_a_role(made: Recorder) -> None:
    """The proxy's call waits for who holds the role; a no to the hook is one all the same."""
    policy_file(made, STRICTER.format(effect="ask\n    role: release-manager"))
    hold(made)
    approved(made, call("hook", **GEMINI, tool="mcp_files_send"))
    told, question = ask(made, call("mcp", **GEMINI))
    assert question.because.role == "release-manager"
    answer(made, question, "once", passphrase=PASSPHRASE)
    assert told.result(5).says == "allow"
    approved(made, call("hook", **GEMINI, tool="mcp_files_send"), "deny")
    verdict = begin(made, call("mcp", **GEMINI)).result(0)
    assert (verdict.says, verdict.repeated) == ("deny", True)


def test_what_nobody_was_asked_about_is_asked_at_the_proxy(made: Recorder) -> None:
    """Where a rule allows what the hook names, and none what the proxy names."""
    allow = "version: 1\nrules:\n  - name: files\n    effect: allow\n    tools: [mcp_files_read]\n"
    policy_file(made, f"{allow}    why: Quick.\n  - name: mcp\n{ASKS_OF_PROXY}")
    hook = call("hook", **GEMINI, tool="mcp_files_read")
    assert begin(made, hook).result(0).says == "allow"
    told, question = ask(made, call("mcp", **GEMINI, tool="mcp__files__read"))
    assert question.because.rule == "mcp"
    answer(made, question)
    assert told.result(5).says == "allow"


def test_a_grant_holds_for_the_proxy(made: Recorder) -> None:
    """Whatever its tool is called there: its person was asked."""
    wrote = {**GEMINI, "tool": "mcp_files_write"}
    approved(made, call("hook", **wrote), "run")
    for _ in range(2):
        verdict = begin(made, call("mcp", **GEMINI, tool="mcp__files__write")).result(0)
        assert (verdict.says, verdict.repeated) == ("allow", True)
        assert begin(made, call("hook", **wrote)).result(0).says == "allow"


@pytest.mark.parametrize("order", [("mcp", "hook"), ("hook", "mcp")])
def test_an_effect_without_an_id_is_one_too(made: Recorder, order: tuple[str, str]) -> None:
    """Whoever tells it first; the next call's is its own."""
    gemini: dict[str, Any] = {"agent": "gemini", "sender": "", "call_id": None}
    wrote = {**gemini, "tool": "mcp_files_send"}
    first = approved(made, call("hook", **wrote))
    begin(made, call("mcp", **gemini)).result(0)
    told: dict[str, Reported] = {
        "mcp": Reported(call("mcp", **gemini), "ok", first, has_arguments=True),
        "hook": Reported(call("hook", **wrote), "ok", has_arguments=True),
    }
    for via in order:
        assert made.gating.effects.report(told[via])["intent"] == first
    assert len(subjects(made, "action.effect")) == 1
    second = approved(made, call("hook", **wrote))
    assert made.gating.effects.report(told["hook"])["intent"] == second


@pytest.mark.parametrize(
    "other",
    [
        {"call_id": "t2"},
        {"call_id": None},
        {"agent": "codex"},
        {"sender": "codex"},
    ],
    ids=["another call", "a call without id", "another agent", "another sender"],
)
def test_whose_call_it_is_not_is_asked(made: Recorder, other: Any) -> None:
    """Nobody gets an answer that was given about somebody else's call."""
    approved(made, call("hook"))
    assert not begin(made, call("mcp", **other)).done()
    assert "instead_of" not in subjects(made, "action.intent")[-1]


def test_calls_without_ids(made: Recorder) -> None:
    """By run as far as it is told, tool as the agent writes it, arguments; each once."""
    gemini: dict[str, Any] = {"agent": "gemini", "sender": "", "call_id": None}
    first = approved(made, call("hook", **gemini, tool="mcp_files_send"))
    for other in ({"run_id": "run-2"}, {"run_id": "", "text": "other"}, {"tool": "mcp__x__send"}):
        told, question = ask(made, call("mcp", **{**gemini, **other}))
        answer(made, question, "deny")
        assert told.result(60).says == "deny"
    verdict = begin(made, call("mcp", **{**gemini, "run_id": ""})).result(0)
    assert (verdict.says, verdict.intent) == ("allow", first)
    assert not begin(made, call("mcp", **{**gemini, "run_id": ""})).done()


def test_a_moment_later_it_is_asked_again(made: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    """An old answer is none."""
    approved(made, call("hook"))
    monkeypatch.setattr(calls, "MOMENT_US", -1)
    assert not begin(made, call("mcp")).done()


def test_an_answer_that_is_not_there_yet_is_none(made: Recorder) -> None:
    """Whoever did not wait for its hook asks by itself."""
    ask(made, call("hook"))
    ask(made, call("mcp"))
    assert len(questions(made)) == 2


def test_what_ran_already_runs_no_second_time(made: Recorder) -> None:
    """The agent reached the server without its proxy, and comes with the same call after that."""
    approved(made, call("hook"))
    made.gating.effects.report(Reported(call("hook"), "ok", has_arguments=True))
    assert not begin(made, call("mcp")).done()


def test_what_cannot_be_written_down_is_denied(made: Recorder) -> None:
    """A first answer lets nothing run without its second entry."""
    approved(made, call("hook"))
    writer = made.journal.writer
    made.journal.open(FailingWriter(DiskFullError("The disk is full.")))  # type: ignore[arg-type]
    assert begin(made, call("mcp")).result(0).says == "deny"
    made.journal.open(writer)
    assert not begin(made, call("mcp")).done()


def test_hooks_of_other_tools_and_proxies_are_not_kept(made: Recorder) -> None:
    """The API's and a proxy's own declarations give nobody an answer."""
    approved(made, call("mcp"))
    assert not begin(made, call("mcp")).done()
    assert not begin(made, call("api", call_id="t3")).done()
