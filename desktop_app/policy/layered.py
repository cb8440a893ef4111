"""An administrator's policy over a person's: it tightens, and nothing of the person's undoes it.

MUST NOT: mix the two. `decide` asks each by itself, the administrator's without grants, and takes
the stricter answer: so no name, default, budget or guard of one reaches into the other.
`resources/docs/managed.md`, "Rules".
"""

from __future__ import annotations

from dataclasses import replace

from desktop_app.policy.document import parse_policy
from desktop_app.policy.rules import Effect, Policy, Rule

SOURCE = "managed policy.yaml"  # names the file in messages and decisions
PREFIX = "managed/"  # no rule of a file can have a "/" in its name
UNREADABLE = f"{PREFIX}unreadable"


def parse_managed(text: str, home: str) -> Policy:
    """Return an administrator's policy of a text.

    Raises:
        NewerFormatError: written for a later version of Countersign.
        PolicyError: anything else that is wrong; names every mistake with its line.
    """
    policy = parse_policy(text, SOURCE, home=home, managed=True)
    named = tuple(replace(rule, name=PREFIX + rule.name) for rule in policy.rules)
    mentioned = {what: guard for what, guard in policy.protect.items() if guard.file}
    return replace(policy, rules=named, protect=mentioned)


def unreadable(digest: str) -> Policy:
    """Return what holds in place of an administrator's policy that cannot be read: ask always."""
    why = "The policy that an administrator set for this computer cannot be read."
    rule = Rule(UNREADABLE, Effect.ASK, Effect.ASK, why, file=SOURCE)
    return Policy(version=1, digest=digest, rules=(rule,), protect={}, source=SOURCE)


def over(managed: Policy | None, own: Policy) -> Policy:
    """Return the policy in force: the one that holds without it, an administrator's over it."""
    return own if managed is None else replace(own, over=managed)
