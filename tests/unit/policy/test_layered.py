"""An administrator's policy over a person's: whatever the person writes, it only gets stricter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import NewerFormatError, PolicyError
from desktop_app.model.action import (
    Allowed,
    Denied,
    Grant,
    Lasts,
    MustAsk,
    NoOpinion,
    Protected,
    Scope,
    Trait,
)
from desktop_app.policy.cover import Grants
from desktop_app.policy.decide import Shadow, Usage, decide
from desktop_app.policy.layered import UNREADABLE, over, parse_managed, unreadable
from tests.fakes.policies import HOME, WORK, action, default, policy, shell

LS = action(program=("ls",))
ALWAYS = Grants(
    [
        Grant(
            9,
            "agent action",
            Scope("claude-code", "Bash", ("ls",), exact=True, folder=WORK),
            Lasts.ALWAYS,
        )
    ]
)
DENY = "{name: %s, effect: deny, why: never}"
ASK = "{name: %s, effect: ask, why: tell me}"
ALLOW = "{name: %s, effect: allow, why: fine}"
NEVER = "{name: %s, effect: shadow, would: allow, why: x, tools: [Other]}"
HARD = {Denied: 3, MustAsk: 2, NoOpinion: 1, Allowed: 0}


def rules(*texts: str, name: str = "x") -> str:
    """Rules as YAML."""
    return "".join(f"\n  - {text % name if '%s' in text else text}" for text in texts)


def managed(*texts: str, top: str = "", name: str = "x"):
    """An administrator's policy."""
    listed = rules(*texts, name=name)
    return parse_managed(f"version: 1\n{top}\n{'rules:' if listed else ''}{listed}\n", HOME)


def decided(theirs, own, what=LS, grants=ALWAYS, usage=Usage()):  # noqa: B008 - frozen
    """What both say of an action."""
    return decide(what, over(theirs, own), grants, usage)


@pytest.mark.parametrize(
    "own",
    [
        policy(rules(ALLOW)),
        policy(rules(ALLOW), default="allow"),
        policy("", extends="none", default="allow"),
        policy(rules(ALLOW, name="managed.x")),
        policy(rules(NEVER)),
        policy(rules("{name: x, effect: deny, why: w, tools: [Other]}")),
        policy(rules("{name: x, effect: shadow, would: allow, why: w, when: '1 == 2'}")),
        policy(rules("{name: x, effect: ask, role: me, why: w}")),
    ],
)
def test_nothing_of_the_persons_undoes_a_managed_deny(own):
    """Allow rules, defaults, the same name, a name that looks like it, a grant for always."""
    found = decided(managed(DENY), own).decision
    assert isinstance(found, Denied)
    assert (found.because.rule, found.because.file) == ("managed/x", "managed policy.yaml")


def test_a_name_of_both_is_asked_twice():
    """A person's rule of that name that does not hold says nothing about the managed one."""
    own = policy(rules("{name: x, effect: shadow, would: deny, why: w, when: 'false'}"))
    assert isinstance(decided(managed(DENY), own).decision, Denied)
    own = policy(rules("{name: x, effect: shadow, would: deny, why: w, when: 'true'}"))
    theirs = managed("{name: x, effect: deny, why: w, when: 'false'}")
    found = decided(theirs, own, grants=Grants())
    assert isinstance(found.decision, NoOpinion)
    assert [shadow.rule for shadow in found.shadows] == ["x"]


def test_no_grant_goes_past_a_managed_question():
    """It is asked each time, and says that no grant comes of it; the person's own asks do grant."""
    found = decided(managed(ASK), policy(rules(ALLOW), default="allow")).decision
    assert isinstance(found, MustAsk)
    assert found.because.managed
    own = decided(managed(), policy(rules(ASK)))
    assert own.decision.because.grant == 9


def test_a_role_stands_in_the_question_whoever_asks_first():
    """A managed question does not hide the role that the person's rule, or another one, names."""
    role = "{name: r, effect: ask, role: lead, why: w}"
    for theirs, own in ((managed(ASK, role), policy()), (managed(ASK), policy(rules(role)))):
        found = decided(theirs, own).decision
        assert isinstance(found, MustAsk)
        assert found.because.role == "lead"
    budget = policy(budgets="{steps: 1}")
    found = decided(managed(ASK, role), budget, usage=Usage(steps=2)).decision
    assert (found.because.rule, found.because.role) == ("managed/r", "lead")
    assert found.because.managed


def test_a_managed_question_opens_nothing_that_a_default_keeps_shut():
    """A person who denies all that no rule speaks of is not asked about it instead."""
    shut = policy(default="deny")
    odd = "{name: x, effect: deny, why: w, when: action.nothing == 1}"
    asks = managed(ASK), managed(top="budgets: {steps: 1}"), managed(odd)
    for theirs in asks:
        found = decided(theirs, shut, grants=Grants(), usage=Usage(steps=2)).decision
        assert isinstance(found, Denied)


def test_a_person_can_be_stricter():
    """Deny what is asked, ask what is not spoken of."""
    assert isinstance(decided(managed(ASK), policy(rules(DENY))).decision, Denied)
    own = policy(rules(ASK))
    assert isinstance(decided(managed(), own, grants=Grants()).decision, MustAsk)


def test_a_managed_rule_that_cannot_tell_asks_past_every_grant():
    """As any deny rule whose condition fails, and no grant is offered for it."""
    theirs = managed("{name: x, effect: deny, why: w, when: action.nothing == 1}")
    found = decided(theirs, policy(rules(ALLOW))).decision
    assert isinstance(found, MustAsk)
    assert found.because.managed
    theirs = managed("{name: x, effect: ask, why: w, when: action.nothing == 1}")
    assert isinstance(decided(theirs, policy(rules(ALLOW))).decision, MustAsk)


@pytest.mark.parametrize(
    ("theirs", "own", "wanted"),
    [
        ("deny", "ask", Denied),
        ("ask", "deny", Denied),
        ("deny", "deny", Denied),
        ("ask", "ask", MustAsk),
    ],
)
def test_of_two_guards_the_stricter_holds(theirs, own, wanted):
    """Whoever set it."""
    guarded = action(protected=frozenset((Protected.KEYCHAIN,)))
    top = f"protect: {{keychain: {theirs}}}"
    found = decided(managed(top=top), policy(protect=f"{{keychain: {own}}}"), guarded)
    assert type(found.decision) is wanted


def test_a_guard_that_is_not_mentioned_stays_the_persons():
    """A managed file that says nothing of protection sets nothing back, and opens nothing."""
    guarded = action(protected=frozenset((Protected.OUR_FILES,)))
    for theirs in (managed(), unreadable("0" * 64)):
        found = decided(theirs, policy(protect="{our-files: ask}"), guarded).decision
        assert isinstance(found, MustAsk)
        assert isinstance(decided(theirs, policy(), guarded).decision, Denied)


@pytest.mark.parametrize(
    ("theirs", "own", "wanted"),
    [
        ("{steps: 5, effect: deny}", "{steps: null}", Denied),
        ("{steps: 5, effect: deny}", "{steps: 3, effect: ask}", Denied),
        ("{steps: 5, effect: ask}", "{steps: 3, effect: deny}", Denied),
        ("{steps: 5, effect: ask}", "{steps: 9000, effect: deny}", MustAsk),
        ("{steps: 50, effect: deny}", "{steps: 3, effect: ask}", MustAsk),
    ],
)
def test_both_budgets_count(theirs, own, wanted):
    """One that denies before one that asks; the person's cannot be raised over the managed one."""
    found = decided(managed(top=f"budgets: {theirs}"), policy(budgets=own), usage=Usage(steps=6))
    assert type(found.decision) is wanted
    assert found.decision.because.rule == "budgets"
    assert found.decision.because.managed is (wanted is MustAsk and own.endswith("deny}"))


def test_shadow_rules_are_told_and_decide_nothing():
    """So that an administrator can look before they deny."""
    found = decided(managed("{name: x, effect: shadow, would: deny, why: w}"), policy())
    assert found.decision.because.grant == 9
    assert [(one.rule, str(one.would)) for one in found.shadows] == [("managed/x", "deny")]
    assert isinstance(found.shadows[0], Shadow)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("version: 1\ndefault: allow\n", "unknown key 'default'"),
        ("version: 1\nextends: none\n", "unknown key 'extends'"),
        ("version: 1\nrules:\n  - {name: a, effect: allow, why: w}\n", "allow would loosen"),
        ("version: 1\nrules:\n  - {name: managed/a, effect: deny, why: w}\n", "no rule's name"),
        ("rules: []\n", "version is missing"),
    ],
)
def test_what_could_loosen_is_a_mistake(text, said):
    """Told with its line."""
    with pytest.raises(PolicyError, match=said) as told:
        parse_managed(text, HOME)
    assert str(told.value).startswith("managed policy.yaml line ")


def test_a_newer_one_is_refused():
    """Nobody guesses what it may mean."""
    with pytest.raises(NewerFormatError):
        parse_managed("version: 2\n", HOME)


def test_what_cannot_be_read_asks_always():
    """Past grants and allow rules; what the person denies stays denied."""
    found = decided(unreadable("0" * 64), policy(rules(ALLOW), default="allow")).decision
    assert isinstance(found, MustAsk)
    assert (found.because.rule, found.because.managed) == (UNREADABLE, True)
    assert isinstance(decided(unreadable("0" * 64), policy(rules(DENY))).decision, Denied)


def test_decisions_name_both_digests():
    """The person's as before, and the administrator's behind it."""
    theirs, own = managed(DENY), policy(rules(ALLOW))
    both = over(theirs, own)
    assert both.label == f"{own.label}, managed {theirs.digest[:8]}"
    assert decided(theirs, own).decision.because.policy == both.label
    assert over(None, own) is own
    assert both.digest == own.digest


def test_home_is_the_accounts():
    """`~` in a managed rule is what it was given."""
    theirs = managed("{name: x, effect: deny, paths: ['~/secret/**'], why: w}")
    assert theirs.rules[0].paths == (f"{HOME}/secret/**",)


ROLE = "{name: %s, effect: ask, role: lead, why: x}"
_ODD = tuple(
    f"{{name: %s, effect: {e}, why: x, when: action.nothing == 1}}" for e in ("deny", "ask")
)
_OWN = st.lists(st.sampled_from((DENY, ASK, ALLOW, NEVER, ROLE, *_ODD)), max_size=4)
_BUDGET = st.sampled_from(("{}", "{steps: 1}", "{steps: 1, effect: deny}", "{steps: 9}"))


@given(
    theirs=st.lists(st.sampled_from((DENY, ASK, ROLE, *_ODD)), max_size=2),
    own=_OWN,
    default_=st.sampled_from(("none", "allow", "ask", "deny")),
    budgets=st.tuples(_BUDGET, _BUDGET),
    command=st.sampled_from(("ls", "git push", "rm -rf /", "cat a")),
    granted=st.booleans(),
)
def test_a_managed_policy_never_loosens(*, theirs, own, default_, budgets, command, granted):
    """Of any policy of a person's, any action, with grants or without: as strict or stricter."""
    named = [text % "abcd"[n] for n, text in enumerate(own)]
    persons = policy(rules(*named), default=default_, budgets=budgets[0])
    listed = [text % "xy"[n] for n, text in enumerate(theirs)]
    over_it = managed(*listed, top=f"budgets: {budgets[1]}")
    what, grants, usage = shell(command), ALWAYS if granted else Grants(), Usage(steps=3)
    alone = decide(what, persons, grants, usage).decision
    both = decide(what, over(over_it, persons), grants, usage).decision
    assert HARD[type(both)] >= HARD[type(alone)]
    if DENY in theirs:
        assert isinstance(both, Denied)
    elif theirs:
        assert isinstance(both, (Denied, MustAsk))
    if isinstance(both, MustAsk) and theirs:
        assert both.because.managed or both.because.role


def test_it_stands_over_ours_too():
    """The policy that ships with us, with a managed rule before it."""
    theirs = managed("{name: no-push, effect: deny, traits: [pushes], why: w}")
    found = decide(shell("git push origin main"), over(theirs, default()), Grants(), Usage())
    assert isinstance(found.decision, Denied)
    assert Trait.PUSHES in shell("git push origin main").traits
