"""What Countersign itself said about a tool call, in the order of its entries."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_app.tray.presenters.run_view import countersign

AGENT = "Claude Code"


def why(**more: Any) -> dict[str, Any]:
    """Return an answer of `Query.why_tool_call` about one intent that was asked."""
    intent = {"seq": 6, "rule": "pushes", "decision": "asked", "grant_seq": None}
    told: dict[str, Any] = {"intents": [intent], "consents": [], "marks": [], "path": []}
    told |= {"effects": [], "joined": "call_id"}
    return {**told, **more}


def answer(state: str, by: str | None = "you") -> dict[str, Any]:
    """Return a record about it."""
    return {"state": state, "answered_by": by}


def step(who: str, said: str, seq: int) -> dict[str, Any]:
    """Return one step of it."""
    return {"who": who, "said": said, "detail": "hook", "ts_us": seq * 1_000, "seq": seq, "run": 1}


def test_nobody_asked() -> None:
    """Then nothing of ours stands in the path, and no sentence claims otherwise."""
    assert countersign.steps(None, AGENT) == []
    assert countersign.sentence(None, AGENT) == ""
    assert countersign.sentence(why(intents=[]), AGENT) == ""


def test_the_path_in_order() -> None:
    """Hook, rule, question, answer; what the agent said itself is the other part's."""
    path = [
        step("agent", "accept", 5),
        step("hook", "asked", 6),
        step("rule", "asked", 6),
        step("person", "requested", 7),
        step("person", "given", 8),
        step("effect", "ok", 9),
    ]
    found = countersign.steps(why(path=path), AGENT)
    assert [one.title for one in found] == [
        "Claude Code asked Countersign",
        "A rule asks you",
        "You were asked",
        "You allowed it",
    ]
    assert found[0].text == "hook, #6"
    assert found[-1].text == "#8"
    assert found[-1].at_ns == 8_000_000


@pytest.mark.parametrize(
    ("who", "detail", "title", "text"),
    [
        ("person", "you", "You denied it", "#6"),
        ("person", "you, notification", "You denied it", "in the notification, #6"),
        ("person", "agent's own prompt", "You denied it", "in Claude Code's own prompt, #6"),
        ("mark", "action.effect", "Something else ran than was approved", "#6"),
        ("mark", "gate.failed_open", "It ran all the same", "gate.failed_open, #6"),
        ("rule", "pushes, policy 1 c36a9756", "A rule denied it", "pushes, policy 1 c36a9756, #6"),
    ],
)
def test_a_step_says_who_and_where(who: str, detail: str, title: str, text: str) -> None:
    """An answer in the agent's own prompt is not taken for one of ours."""
    said = {"person": "refused", "rule": "denied"}.get(who, "x")
    (found,) = countersign.steps(why(path=[{**step(who, said, 6), "detail": detail}]), AGENT)
    assert (found.title, found.text) == (title, text)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"consents": [answer("given")]}, "You allowed it in Countersign."),
        ({"consents": [answer("refused")]}, "You denied it in Countersign."),
        (
            {"consents": [answer("given", "agent's own prompt")]},
            "You allowed it in Claude Code's own prompt.",
        ),
        (
            {"consents": [answer("refused", "agent's own prompt")]},
            "You denied it in Claude Code's own prompt.",
        ),
        (
            {"consents": [answer("given")], "effects": [{"differs": 1}]},
            "You allowed it in Countersign. Something else ran than was approved.",
        ),
        (
            {"consents": [answer("refused")], "effects": [{"differs": None}], "joined": "time"},
            "You denied it in Countersign. Claude Code names no call: found by run, tool and time.",
        ),
        (
            {"consents": [answer("timed_out", "nobody")]},
            "Countersign asked and nobody answered; it was denied, once.",
        ),
        (
            {"consents": [answer("requested", None)]},
            "The rule pushes asks you; nobody has answered.",
        ),
        (
            {"consents": [answer("expired", None)]},
            "Countersign stopped before you answered; it was denied.",
        ),
        (
            {"consents": [{**answer("expired", None), "why": "caller gone"}]},
            "Claude Code went away before you answered; it was denied, once.",
        ),
        (
            {"marks": [{"kind": "gate.failed_open", "why": "denied and ran"}]},
            "It ran though Countersign did not let it: denied and ran.",
        ),
        (
            {"intents": [{"seq": 6, "rule": "", "decision": "none", "grant_seq": None}]},
            "Countersign has no rule about it.",
        ),
        (
            {"intents": [{"seq": 6, "rule": "", "decision": "allowed", "grant_seq": 1_200}]},
            "Your grant #1,200 allowed it.",
        ),
    ],
)
def test_the_sentence(more: dict[str, Any], said: str) -> None:
    """Who decided, gravest first."""
    assert countersign.sentence(why(**more), AGENT) == said


def test_a_role_that_allowed_it_is_named() -> None:
    """And not who sat at the desktop; a denial is theirs."""
    answer = {"state": "given", "role": "lead", "answered_by": "you"}
    told = countersign.sentence(why(consents=[answer]), AGENT)
    assert told == "Who holds the role lead allowed it in Countersign."
    denied = countersign.sentence(why(consents=[{**answer, "state": "refused"}]), AGENT)
    assert denied == "You denied it in Countersign."
    path = [{**step("person", said, 8), "role": "lead"} for said in ("requested", "given")]
    asked, allowed = countersign.steps(why(path=path), AGENT)
    assert asked.title == "You were asked"
    assert (allowed.title, allowed.icon) == ("Who holds the role lead allowed it", "allowed")
