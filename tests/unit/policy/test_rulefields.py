"""Each key of a rule: read, checked, told."""

from __future__ import annotations

import pytest

from desktop_app.errors import PolicyError
from desktop_app.model.action import ActionKind, Place, SideEffect, Trait, Use
from desktop_app.policy.document import parse_policy
from desktop_app.policy.rules import Effect, Window
from tests.fakes.policies import HOME, policy

_RULE = "\n  - {name: r, effect: ask, why: x, %s}"


def test_every_key_is_read():
    """Into a value that says the same."""
    (rule,) = policy(
        """
  - name: r
    effect: shadow
    would: ask
    why: " because "
    agents: codex
    tools: [Bash, "mcp__*"]
    kinds: [shell]
    side_effect: [write]
    places: [outside]
    uses: [delete]
    paths: [~/a/*, /b, "**/c", "C:\\\\d"]
    hosts: ["*.x.org"]
    traits: [network]
    secrets: true
    time: "22:00-24:00"
    role: lead
    when: "true" """
    ).rules
    assert (rule.effect, rule.would, rule.why) == (Effect.SHADOW, Effect.ASK, "because")
    assert (rule.agents, rule.tools) == (("codex",), ("Bash", "mcp__*"))
    assert (rule.kinds, rule.side_effects) == ({ActionKind.SHELL}, {SideEffect.WRITE})
    assert (rule.places, rule.uses) == ({Place.OUTSIDE}, {Use.DELETE})
    assert rule.paths == (f"{HOME}/a/*", "/b", "**/c", "C:/d")
    assert (rule.hosts, rule.traits, rule.secrets) == (("*.x.org",), {Trait.NETWORK}, True)
    assert (rule.time, rule.role, rule.line) == (Window(1320, 1440), "lead", 3)
    assert rule.when is not None
    (allow,) = policy("\n  - {name: r, effect: allow, why: x, traits: []}").rules
    assert allow.traits == frozenset()


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ("efect: x", "did you mean 'effect'"),
        ("would: deny", "for shadow rules alone"),
        ("kinds: [x]", "'x' is no kinds"),
        ("paths: [a]", "must begin with"),
        ("paths: [/a/../b]", ". and .. for none"),
        ("paths: [/a**]", "** stands for whole folders"),
        ("hosts: ['https://x.org']", "is no host"),
        ('time: "9-18"', "written 09:00-18:00"),
        ('time: "09:00-09:00"', "written 09:00-18:00"),
        ('time: "09:00-24:30"', "written 09:00-18:00"),
        ("when: foo", "there is no 'foo'"),
        ("when: 'a ='", "not CEL"),
        ("tools: []", "tools is empty"),
        ("traits: []", "traits is empty"),
        ("secrets: 1", "true or false"),
    ],
)
def test_a_mistake_is_told_with_its_line(keys, problem):
    """And nothing of the rule is taken."""
    with pytest.raises(PolicyError) as caught:
        policy(_RULE % keys)
    assert problem in caught.value.message
    assert caught.value.defects[0].startswith("policy.yaml line 3: ")


@pytest.mark.parametrize(
    ("rules", "problem"),
    [
        ("\n  - {name: r, why: x}", "effect is missing"),
        ("\n  - {name: r, effect: ask}", "why is missing"),
        ("\n  - {effect: ask, why: x}", "name is missing"),
        ("\n  - {name: A b, effect: ask, why: x}", "no rule's name"),
        ("\n  - {name: budgets, effect: ask, why: x}", "no rule's name"),
        ('\n  - {name: r, effect: ask, why: "a\\nb"}', "why is one line"),
        ("\n  - {name: r, effect: shadow, why: x}", "says what it would do"),
        ("\n  - {name: r, effect: x, why: x}", "effect is one of"),
        ("\n  - x", "a rule is a mapping"),
        (_RULE % "role: Release Manager", "is no role: at most 32 small letters"),
        (_RULE % "role: 1st", "is no role"),
        (_RULE.replace("ask", "deny") % "role: lead", "role goes with `effect: ask` alone"),
        (_RULE.replace("ask", "allow") % "role: lead", "role goes with `effect: ask` alone"),
        (_RULE % "role: a" + _RULE % "role: b", "is there twice, first in line 3"),
    ],
)
def test_what_a_rule_needs(rules, problem):
    """Name, effect, why; once."""
    with pytest.raises(PolicyError) as caught:
        policy(rules)
    assert problem in caught.value.message


def test_a_home_that_nobody_knows_is_told():
    """A rule with `~` would hold nowhere."""
    with pytest.raises(PolicyError, match="nobody knows what ~"):
        parse_policy("version: 1\nrules:" + _RULE % "paths: [~/a]")
