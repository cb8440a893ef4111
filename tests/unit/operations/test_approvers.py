"""operations.approvers: what is said of roles."""

from __future__ import annotations

from desktop_app.operations import approvers


def test_a_role_that_nobody_holds_is_told_with_the_way_on() -> None:
    """Of those that the policy names."""
    (told,) = approvers.warnings(("lead", "security"), frozenset(("lead",)))
    assert told.startswith("Nobody holds the role security: ")
    assert told.endswith(" `countersign consent approvers add security`")


def test_what_cannot_be_looked_at_is_not_claimed() -> None:
    """Neither held nor not."""
    (told,) = approvers.warnings(("lead",), None)
    assert told == "Whether anybody holds the role lead is not known: no recorder runs."
    assert approvers.warnings((), None) == []
