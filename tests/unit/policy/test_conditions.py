"""Conditions: what they see, and that nothing hangs or crashes the recorder."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.model.action import PathUse, Place, Protected, Trait, Use
from desktop_app.policy import conditions
from desktop_app.policy.conditions import Condition, ConditionError, Variables
from tests.fakes.policies import action

_FULL = action(
    program=("git", "push"),
    paths=(PathUse("/a", Use.READ, Place.OUTSIDE),),
    hosts=("x.org",),
    traits=frozenset((Trait.PUSHES,)),
    protected=frozenset((Protected.INPUT,)),
    secrets=("aws",),
    text="git push",
    arguments={"command": "git push", "deep": {"list": [1, 2.5, None, True]}},
)


def _variables(what=_FULL):
    return Variables(what, {"steps": 3, "cost_usd": 0.5, "seconds": 9}, {"hour": 8})


@pytest.mark.parametrize(
    "source",
    [
        'action.agent == "claude-code" && action.tool == "Bash" && action.kind == "shell"',
        'action.program[0] == "git" && "push" in action.program',
        'action.paths.exists(p, p.place == "outside" && p.use == "read")',
        '"pushes" in action.traits && "input" in action.protected && "aws" in action.secrets',
        'action.text.matches("^git +push") && action.hosts == ["x.org"]',
        "action.arguments.deep.list[0] == 1 && has(action.arguments.command)",
        "run.steps == 3 && run.cost_usd < 1.0 && time.hour < 12  // early",
        '!(action.sender != "") && action.side_effect in ["read"]',
        'action.paths.all(p, p.path != "") && action.hosts.exists(h, h.endsWith("org"))',
        '"""it""" != \'x\' && r"\\d" != "d"',
    ],
)
def test_conditions_see_action_run_and_time(source):
    """As the documentation says."""
    seen, condition = _variables(), Condition(source)
    assert seen.holds(condition)
    assert seen.holds(condition)


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("", "not CEL"),
        ("true &&", "not CEL"),
        ("action.tool = 'x'", "write =="),
        ("user.name == 1", "no 'user'"),
        ("x" * 1001, "at most 1000 characters"),
        ("true" + " && true" * 101, "at most 100 operators"),
        ("(" * 17 + "true" + ")" * 17, "at most 16 brackets"),
        ("[" * 40 + "1" + "]" * 40 + " == 1", "at most 16 brackets"),
        ("action" + ".a" * 101, "at most 100 operators"),
        ("action.hosts.exists(a, action.hosts.exists(b, a == b))", "inside another"),
        ("action.hosts.map(a, a).all(b, action.paths.filter(c, true) == [])", "inside another"),
        ("action.text.matches(action.text)", "one literal"),
        ('action.text.matches("a" + action.text)', "one literal"),
        ('action.text.matches("[")', "cannot be used"),
        ('action.text.matches("(a{0,900}){0,900}")', "cannot be used"),
        (f'action.text.matches("{"a" * 201}")', "at most 200 characters"),
        ("true\n&& )", "line 2"),
        ("'unfinished", "not CEL"),
    ],
)
def test_what_is_over_a_bound_or_no_cel_is_refused_before_it_runs(source, problem):
    """With a sentence that says which bound."""
    with pytest.raises(ConditionError, match=problem.replace("(", r"\(")):
        Condition(source)


@pytest.mark.parametrize(
    "source",
    [
        "action.nothing == 1",
        "action.tool",
        "action.tool == 1 ? 1 : 2",
        "1 / 0 == 1",
        "9223372036854775807 + run.steps == 0",
        "action.program[9] == 'x'",
        "nothing(1)",
        "int(action.tool) == 1",
    ],
)
def test_what_goes_wrong_is_one_error(source):
    """Missing keys, mixed types, overflow, no truth."""
    with pytest.raises(ConditionError):
        _variables().holds(Condition(source))


@pytest.mark.parametrize(
    "arguments",
    [
        {"a": "x" * (conditions.MAX_TEXT_CHARS + 1)},
        {"a": list(range(conditions.MAX_ITEMS))},
        {"a": "\ud800"},
        {"a": 2**70},
    ],
)
def test_arguments_over_a_bound_make_it_fail_and_not_hold(arguments):
    """Nothing is cut short: a cut value may look harmless."""
    deep = {}
    for _ in range(conditions.MAX_DEPTH + 1):
        deep = {"a": deep}
    for given_ in (arguments, deep):
        seen = _variables(action(arguments=given_))
        if given_ != {"a": 2**70}:
            with pytest.raises(ConditionError):
                seen.holds(Condition('has(action.arguments.a) && action.arguments.a != "y"'))
        assert seen.holds(Condition('action.tool == "Bash"'))  # which looks at no arguments


def test_the_worst_that_passes_is_quick():
    """One list operation over all that is let through, with the heaviest pattern."""
    big = action(hosts=tuple(f"h{n}" for n in range(1500)), text="a" * 100_000)
    heavy = Condition('action.hosts.all(h, action.text.size() > 0 && h.matches("(h+)+[0-9]*x?"))')
    begin = time.perf_counter()
    assert _variables(big).holds(heavy)
    assert time.perf_counter() - begin < 2


@given(st.text(alphabet="action.tool()[]{}=!&|<>+-*/%?:\"' \n0123x", max_size=60))
def test_no_text_crashes_the_compiler(source):
    """It compiles, or it is refused; and it holds, or does not, or fails."""
    try:
        condition = Condition(source)
        assert _variables().holds(condition) in (True, False)
    except ConditionError:
        pass
