"""Policy files: strict, all mistakes at once, over a base."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import NewerFormatError, PolicyError
from desktop_app.model.action import Protected
from desktop_app.policy.document import parse_policy
from desktop_app.policy.rules import Budgets, Effect
from tests.fakes.policies import HOME, RESOURCES, default

_RULE = "  - {name: %s, effect: %s, why: x}\n"


def _over(text):
    return parse_policy("version: 1\n" + text, base=default(), home=HOME)


def test_the_default_policy_is_sound():
    """Every rule has a sentence, every protected thing is named, budgets are there and off."""
    ours = default()
    assert all(rule.why and rule.line for rule in ours.rules)
    assert all(guard.line for guard in ours.protect.values())
    assert (ours.budgets.steps, ours.budgets.cost_usd, ours.budgets.seconds) == (None, None, None)
    assert ours.budgets.line
    assert ours.default is None


def test_a_file_adds_to_its_base_and_replaces_by_name():
    """Its rules are asked first; what it does not mention stays."""
    own = _over("rules:\n" + _RULE % ("network", "allow") + _RULE % ("mine", "deny"))
    assert [rule.name for rule in own.rules][:2] == ["network", "mine"]
    assert [rule.name for rule in own.rules].count("network") == 1
    assert len(own.rules) == len(default().rules) + 1
    assert own.protect == default().protect
    assert own.budgets == default().budgets
    alone = _over("extends: none\nrules:\n" + _RULE % ("mine", "deny"))
    assert [rule.name for rule in alone.rules] == ["mine"]
    assert alone.protect[Protected.INPUT].effect is Effect.DENY


def test_budgets_default_and_protection_are_taken_key_by_key():
    """Null is off; ask and deny alone protect."""
    own = _over("default: ask\nbudgets: {steps: 5, cost_usd: 1.5, effect: deny}\n")
    assert (own.default, own.budgets.steps, own.budgets.cost_usd) == (Effect.ASK, 5, 1.5)
    assert (own.budgets.seconds, own.budgets.effect) == (None, Effect.DENY)
    timed = parse_policy("version: 1\nbudgets: {seconds: 9}", base=own)
    assert timed.budgets.steps == 5
    assert timed.budgets.seconds == 9
    off = parse_policy("version: 1\nbudgets: {steps: null, seconds: null}", base=own)
    assert off.budgets.steps is None
    assert own.default is parse_policy("version: 1", base=own).default
    loosened = _over("protect: {input: ask}\n")
    assert loosened.protect[Protected.INPUT].effect is Effect.ASK
    assert loosened.protect[Protected.KEYCHAIN] == default().protect[Protected.KEYCHAIN]
    with pytest.raises(PolicyError, match="input is one of ask, deny"):
        _over("protect: {input: allow}\n")
    assert parse_policy("version: 1").budgets == Budgets()


def test_the_digest_is_of_the_text_and_of_its_base():
    """One letter changes it."""
    assert _over("").digest != _over("# more\n").digest
    assert _over("").digest != parse_policy("version: 1\n").digest
    assert default().digest == default().digest
    assert len(default().label.split()[1]) == 8


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("rules: []", "line 1: version is missing"),
        ("version: x", "version must be a number"),
        ("version: 1\nrule: []", "did you mean 'rules'"),
        ("version: 1\nextends: mine", "extends is one of default, none"),
        ("version: 1\ndefault: maybe", "default is one of"),
        ("version: 1\nbudgets: {steps: -1}", "steps must be a number above 0"),
        ("version: 1\nbudgets: {step: 1}", "did you mean 'steps'"),
        ("version: 1\nbudgets: {effect: allow}", "effect is one of ask, deny"),
        ("version: 1\nprotect: {all: deny}", "unknown key 'all'"),
        ("[]", "a policy is a mapping"),
    ],
)
def test_a_mistake_is_told(text, problem):
    """With its line."""
    with pytest.raises(PolicyError) as caught:
        parse_policy(text)
    assert problem in caught.value.message


def test_all_mistakes_are_told_at_once():
    """In the order of their lines."""
    with pytest.raises(PolicyError) as caught:
        parse_policy("version: 1\nx: 1\nrules:\n  - {name: a, effect: b, why: c, when: d}\n")
    assert len(caught.value.defects) == 3
    assert [sentence.split(":")[0] for sentence in caught.value.defects] == [
        "policy.yaml line 2",
        "policy.yaml line 4",
        "policy.yaml line 4",
    ]


def test_a_newer_file_is_not_guessed():
    """Whatever else stands in it."""
    with pytest.raises(NewerFormatError, match="version 2"):
        parse_policy("version: 2\nnew: key")


@given(st.text(max_size=60))
def test_any_text_is_a_policy_or_refused(text):
    """With the one error."""
    try:
        parse_policy("version: 1\n" + text)
    except (PolicyError, NewerFormatError) as error:
        assert error.message  # noqa: PT017 - either is fine


@given(
    st.integers(0, 400), st.sampled_from([":", "-", "[", "{", "&a ", "*a", "'", "\n", "\t", "!x "])
)
def test_the_default_policy_with_a_typing_mistake_is_read_or_refused(place, typed):
    """Never a crash, and never a policy with less protection."""
    text = (RESOURCES / "default.yaml").read_text("utf-8")
    place *= len(text) // 400
    try:
        mistaken = parse_policy(text[:place] + typed + text[place:], home=HOME)
    except (PolicyError, NewerFormatError):
        return
    assert {guard.effect for guard in mistaken.protect.values()} <= {Effect.ASK, Effect.DENY}


def test_an_administrators_policy_has_nothing_that_loosens():
    """Deny, ask and shadow are for it; allow, a default and a base are not."""
    rule = "rules:\n  - {name: a, effect: %s, why: w}\n"
    for effect in ("deny", "ask", "shadow, would: allow"):
        assert len(parse_policy(f"version: 1\n{rule % effect}", managed=True).rules) == 1
    with pytest.raises(PolicyError) as told:
        parse_policy(f"version: 1\ndefault: ask\nextends: none\n{rule % 'allow'}", managed=True)
    assert len(told.value.defects) == 3
    assert "line 5: a managed rule can deny, ask or shadow" in told.value.defects[-1]
