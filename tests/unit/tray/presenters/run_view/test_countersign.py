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
    return {**told, **more}


def step(who: str, said: str, seq: int) -> dict[str, Any]:
    """Return one step of it."""
    return {"who": who, "said": said, "detail": "hook", "ts_us": seq * 1_000, "seq": seq, "run": 1}


def test_nobody_asked() -> None:
    """Then nothing of ours stands in the path, and no sentence claims otherwise."""
    assert countersign.steps(None, AGENT) == []
    assert countersign.sentence(None) == ""
    assert countersign.sentence(why(intents=[])) == ""


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
    ("more", "said"),
    [
        ({"consents": [{"state": "given"}]}, "You allowed it in Countersign."),
        ({"consents": [{"state": "refused"}]}, "You denied it in Countersign."),
        (
            {"consents": [{"state": "timed_out"}]},
            "Countersign asked and nobody answered; it was denied, once.",
        ),
        ({"consents": [{"state": "requested"}]}, "The rule pushes asks you; nobody has answered."),
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
    assert countersign.sentence(why(**more)) == said
