"""Which rules can hold at all."""

from __future__ import annotations

from desktop_app.policy.select import candidates
from tests.fakes.policies import action, policy

_RULES = """
  - {name: a, effect: deny, tools: [Bash], why: x}
  - {name: b, effect: ask, tools: ["mcp__*"], why: x}
  - {name: c, effect: allow, kinds: [shell], agents: [claude-code], why: x}
  - {name: d, effect: shadow, would: deny, why: x}
  - {name: e, effect: allow, agents: [codex], why: x}
  - {name: f, effect: ask, why: x, role: lead}
"""


def test_rules_are_found_by_agent_tool_and_kind():
    """In the order of the file, by effect; remembered for a policy, not for its text."""
    first, second = policy(_RULES), policy(_RULES)
    found = candidates(first, action())
    assert [rule.name for rule in found.denies] == ["a"]
    assert [rule.name for rule in found.by_role] == ["f"]
    assert [rule.name for rule in found.asks] == []
    assert [rule.name for rule in found.allows] == ["c"]
    assert [rule.name for rule in found.shadows] == ["d"]
    assert candidates(first, action()) is found
    assert candidates(second, action()) is not found
    assert [rule.name for rule in candidates(first, action(tool="mcp__a__b")).asks] == ["b"]
