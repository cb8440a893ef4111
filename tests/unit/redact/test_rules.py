"""RuleSet: the values that a rule file becomes."""

from __future__ import annotations

from desktop_app.redact.rules import RESERVED, Action, AttributeRule, BodyRule, Detector, RuleSet


def test_names_are_those_of_all_tables() -> None:
    """Attributes, bodies and detectors all count under their names."""
    rules = RuleSet(
        (AttributeRule("a", Action.HASH, ("x",), "a"),),
        (BodyRule("b", Action.HASH, ("y",), "b"),),
        (Detector("c", Action.DROP, "z", "", frozenset(), "c"),),
        frozenset(),
    )
    assert rules.names() == {"a", "b", "c"}
    assert not rules.strict


def test_reserved_names_are_what_the_redactor_counts_itself() -> None:
    """Stable words: entries count under them."""
    assert {"bytes", "too_deep", "unknown", "body", "countersign"} == RESERVED
