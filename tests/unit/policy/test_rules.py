"""Values of a policy: windows of time, labels, protection that is always there."""

from __future__ import annotations

from desktop_app.model.action import Protected
from desktop_app.policy.rules import PROTECT, Policy, Window, built_in_guards
from tests.fakes.policies import policy


def test_a_window_may_pass_midnight():
    """Its end is not in it."""
    assert Window(60, 120).holds(60)
    assert not Window(60, 120).holds(120)
    assert Window(1380, 60).holds(1400)
    assert Window(1380, 60).holds(0)
    assert not Window(1380, 60).holds(700)


def test_every_protected_thing_has_a_guard():
    """A policy that says nothing protects as much."""
    assert set(PROTECT) == set(built_in_guards()) == set(Protected)
    assert set(Policy(1, "ab" * 32).protect) == set(Protected)


def test_a_label_is_version_and_eight_digits():
    """As decisions tell it."""
    assert Policy(1, "5f0c91d7ab").label == "1 5f0c91d7"


def test_a_policy_tells_the_roles_that_it_names():
    """Each once, in order; rules without one name none."""
    rules = "".join(
        f"\n  - {{name: r{n}, effect: ask, why: x{role}}}"
        for n, role in enumerate((", role: lead", "", ", role: boss", ", role: lead"))
    )
    assert policy(rules).roles == ("boss", "lead")
    assert policy("").roles == ()
