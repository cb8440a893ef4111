"""When a rule holds: doubt goes to the side of deny and ask."""

from __future__ import annotations

import pytest

from desktop_app.model.action import ActionKind, PathUse, Place, SideEffect, Trait, Use
from desktop_app.policy.conditions import Variables
from desktop_app.policy.matching import holds, speaks
from tests.fakes.policies import action, policy

_IN = PathUse("/home/u/w/a.py", Use.WRITE, Place.WORKSPACE)
_OUT = PathUse("/etc/Passwd", Use.READ, Place.OUTSIDE)


def _holds(effect, keys, minute=600, **changed):
    (rule,) = policy(f"\n  - {{name: r, effect: {effect}, why: x, {keys}}}").rules
    found = action(**changed)
    return holds(rule, found, Variables(found, {}, {}), minute)


@pytest.mark.parametrize(
    ("keys", "changed", "asks", "allows"),
    [
        ("places: [workspace]", {"paths": (_IN, _OUT)}, True, False),
        ("places: [workspace]", {"paths": (_IN,)}, True, True),
        ("places: [workspace]", {}, False, False),
        ("places: [workspace], uses: [read]", {"paths": (_IN,)}, False, False),
        ("paths: [/etc/passwd]", {"paths": (_OUT,)}, True, False),
        ("paths: [/etc/*]", {"paths": (_OUT,)}, True, True),
        ("paths: [/usr/*]", {"paths": (_OUT,)}, False, False),
        ("uses: [read]", {"paths": (_OUT,)}, True, True),
        ('hosts: ["*.a.org"]', {"hosts": ("x.A.org", "b.org")}, True, False),
        ("hosts: [a.org]", {"hosts": ("a.org.",)}, True, True),
        ("hosts: [a.org]", {}, False, False),
        ("hosts: [a.org]", {"hosts": ("b.org",)}, False, False),
        ("traits: [network, deletes]", {"traits": frozenset((Trait.NETWORK,))}, True, True),
        (
            "traits: [network]",
            {"traits": frozenset((Trait.NETWORK, Trait.DELETES))},
            True,
            False,
        ),
        ("traits: [network]", {}, False, True),
        ("secrets: true", {"secrets": ("aws",)}, True, True),
        ("secrets: true", {}, False, False),
        ("secrets: false", {}, True, True),
        ('time: "09:00-11:00"', {}, True, True),
        ('time: "11:00-12:00"', {}, False, False),
        ("side_effect: [read]", {}, True, True),
        ("side_effect: [write]", {}, False, False),
        ("when: 'action.tool == \"Bash\"'", {}, True, True),
        ("when: 'false'", {}, False, False),
    ],
)
def test_one_is_enough_to_ask_and_all_are_needed_to_allow(keys, changed, asks, allows):
    """The same key, the same action."""
    assert _holds("ask", keys, **changed) is asks
    assert _holds("deny", keys, **changed) is asks
    assert _holds("allow", keys, **changed) is allows


def test_no_traits_allowed_means_nothing_stands_out():
    """`traits: []`."""
    assert _holds("allow", "traits: []")
    assert not _holds("allow", "traits: []", traits=frozenset((Trait.COMPOUND,)))


def test_a_rule_speaks_of_agents_tools_and_kinds():
    """Each narrows it."""
    (rule,) = policy(
        "\n  - {name: r, effect: ask, why: x, agents: ['c*'], tools: [Bash], kinds: [shell]}"
    ).rules
    assert speaks(rule, "codex", "Bash", ActionKind.SHELL)
    assert not speaks(rule, "gemini", "Bash", ActionKind.SHELL)
    assert not speaks(rule, "codex", "Read", ActionKind.SHELL)
    assert not speaks(rule, "codex", "Bash", ActionKind.READ)
    assert SideEffect.READ is action().side_effect
