"""A policy over what was recorded: judged only where records say enough."""

from __future__ import annotations

from typing import Any

from desktop_app.operations import policy_replay
from desktop_app.operations.policy_replay import MAX_CHANGED, replay
from desktop_app.policy.layered import over, parse_managed
from tests.fakes.policies import TABLES, default, policy

_AT = "2026-11-28T12:00:00Z"


def _intent(seq: int = 1, decision: str = "asked", **params: Any) -> dict[str, Any]:
    known = {"kind": "shell", "side_effect": "read", "traits": [], "places": [], "secrets": []}
    return {
        "kind": "action.intent",
        "timestamp": _AT,
        "seq": seq,
        "tool": "Bash",
        "operator": "claude-code",
        "decision": decision,
        "params": {"call_id": f"c{seq}", **known, **params},
    }


def _told(tool: str, call_id: str | None = None) -> dict[str, Any]:
    return {
        "kind": "tool_call",
        "timestamp": _AT,
        "seq": 9,
        "tool": tool,
        "operator": "claude-code",
        "decision": None,
        "params": {"call_id": call_id},
    }


def test_what_the_gate_recorded_is_judged():
    """By traits, places and level; a difference is told."""
    lines = [
        _intent(1, "asked"),
        _intent(2, "asked", side_effect="irreversible", traits=["deletes"]),
        _intent(3, "none", kind="file.write", side_effect="write", places=["outside"]),
        _intent(4, "allowed", traits=["exfiltrates"], side_effect="irreversible"),
        _intent(5, "denied", traits=["self"]),
    ]
    found = replay(default(), lines, TABLES.tools)
    assert found.actions == 5
    assert found.decided == {"allowed": 1, "asked": 2, "denied": 2}
    assert {one.seq: (one.was, one.now) for one in found.changed} == {
        1: ("asked", "allowed"),
        3: ("none", "asked"),
        4: ("allowed", "denied"),
    }
    assert found.rules["asked", "deletes"] == 1
    assert found.changes == 3


def test_where_a_rule_needs_content_nothing_is_guessed():
    """A condition, a path, a host: unknown unless the answer is the same anyway."""
    ruled = policy("\n  - {name: r, effect: deny, why: x, when: action.text == 'a'}")
    assert replay(ruled, [_intent()], TABLES.tools).decided == {"unknown": 1}
    sure = policy(
        "\n  - {name: r, effect: deny, why: x, when: action.text == 'a'}"
        "\n  - {name: all, effect: deny, why: x}"
    )
    assert replay(sure, [_intent()], TABLES.tools).decided == {"denied": 1}
    uses = policy("\n  - {name: r, effect: ask, why: x, uses: [write], places: [outside]}")
    write = _intent(side_effect="irreversible", places=["outside"])
    assert replay(uses, [write], TABLES.tools).decided == {"unknown": 1}


def test_what_telemetry_alone_told_of_is_judged_by_tool_and_level():
    """A command, an unknown tool, and what a gate decided already are not guessed or doubled."""
    ruled = policy(
        "\n  - {name: w, effect: ask, why: x, side_effect: [irreversible]}"
        "\n  - {name: t, effect: deny, why: x, tools: [WebSearch]}"
    )
    lines = [_intent(1), _told("Bash", "c1"), _told("Bash"), _told("mcp__a__b"), _told("frob")]
    found = replay(ruled, [*lines, _told("WebSearch"), {"kind": "run.start", "params": {}}], {})
    assert found.actions == 5
    found = replay(ruled, [_told("WebSearch"), _told("TodoWrite"), _told("Bash")], TABLES.tools)
    assert found.decided == {"denied": 1, "none": 1, "unknown": 1}


def test_budgets_are_not_replayed_and_changes_are_bounded():
    """A run's use is not known; the first hundred changes are told."""
    ruled = policy("\n  - {name: r, effect: deny, why: x}", budgets="{steps: 1}")
    found = replay(ruled, [_intent(seq) for seq in range(MAX_CHANGED + 5)], TABLES.tools)
    assert len(found.changed) == MAX_CHANGED
    assert found.changes == MAX_CHANGED + 5


def test_an_administrators_policy_is_replayed_too():
    """Their rules over the person's, without budgets; what nobody knows is not guessed."""
    theirs = parse_managed(
        "version: 1\nbudgets: {steps: 1}\nrules:\n"
        "  - {name: a, effect: deny, tools: [Bash], why: w}\n"
        "  - {name: b, effect: deny, tools: [Read], when: 'true', why: w}\n",
        "",
    )
    both = policy_replay._assumed(
        policy_replay._calm(over(theirs, default())), frozenset(("when",))
    )
    without, always = both
    assert [rule.name for rule in without.over.rules] == ["managed/a"]
    assert [rule.name for rule in always.over.rules] == ["managed/a", "managed/b"]
    assert always.over.rules[1].when is None
    assert without.over.budgets.steps is None
