"""Values of an action: names that policies and ledgers hold never change."""

from __future__ import annotations

from desktop_app.model.action import (
    Action,
    ActionKind,
    Because,
    Lasts,
    Place,
    Protected,
    Scope,
    SideEffect,
    Trait,
    Use,
)

# Append-only: a name that is gone from here breaks somebody's policy file.
_NAMES = {
    SideEffect: "none read write irreversible",
    ActionKind: "shell file.read file.write file.delete network mcp ui other",
    Use: "read write delete",
    Place: "workspace outside credential agent-config countersign",
    Trait: (
        "compound unparsed interpreter deletes pushes network exfiltrates credential elevates self"
    ),
    Protected: "our-files our-verbs our-processes agent-config keychain input",
    Lasts: "once run until always",
}


def test_names_are_only_ever_added():
    """At the end."""
    for enum, names in _NAMES.items():
        known = names.split()
        assert [member.value for member in enum][: len(known)] == known


def test_what_is_left_out_is_the_narrowest():
    """An action names nothing, a scope covers the very words, a reason claims nothing."""
    action = Action("a", "t", ActionKind.OTHER, SideEffect.IRREVERSIBLE)
    assert (action.program, action.paths, action.hosts) == ((), (), ())
    assert action.traits == action.protected == frozenset()
    assert Scope("a", "t").exact
    assert Because().grant is None
