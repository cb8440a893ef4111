"""A policy file (YAML, `version: 1`) into a Policy: strict, every mistake told with its line.

MUST: refuse what it does not know, so that a typing mistake never becomes a rule that silently does
nothing, and tell all mistakes at once. Format: `resources/docs/policy.md`.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app.errors import NewerFormatError
from desktop_app.model.action import Protected
from desktop_app.policy.fields import Fields
from desktop_app.policy.rulefields import read_rules
from desktop_app.policy.rules import Budgets, Effect, Guard, Policy, built_in_guards
from desktop_app.policy.yamlnodes import Defects, read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.policy.rules import Rule
    from desktop_app.policy.yamlnodes import Node

FORMAT_VERSION = 1
_TOP = frozenset(("version", "extends", "default", "budgets", "protect", "rules"))
_DEFAULTS = {"none": None, "allow": Effect.ALLOW, "deny": Effect.DENY, "ask": Effect.ASK}
_MANAGED = frozenset(("version", "budgets", "protect", "rules"))  # what cannot loosen
_STRICT = {"ask": Effect.ASK, "deny": Effect.DENY}


def parse_policy(
    text: str,
    source: str = "policy.yaml",
    *,
    base: Policy | None = None,
    home: str = "",
    managed: bool = False,
) -> Policy:
    """Return the policy of a text; `source` (a file name) stands in messages and decisions.

    Args:
        text: YAML.
        source: name of the file.
        base: what it adds to and replaces by name, unless it says `extends: none`.
        home: what `~` in its paths stands for.
        managed: an administrator's, which has nothing that could loosen (`layered.over`).

    Raises:
        NewerFormatError: written for a later version of Countersign.
        PolicyError: anything else that is wrong; names every mistake with its line.
    """
    defects = Defects(source)
    fields = Fields(read_yaml(text, defects), "a policy", defects)
    # 1. the version comes first: a newer file may mean anything by its other keys.
    version = _version(fields, source, defects)
    # 2. no key that we do not know; each section.
    fields.only(_MANAGED if managed else _TOP)
    extends = fields.choice("extends", {"default": True, "none": False}, default=True)
    under = base if extends else None
    policy = Policy(
        version=version,
        digest=_digest(text, under),
        rules=_merged(read_rules(fields, source, home, defects), under),
        default=_default(fields, under),
        budgets=_budgets(fields, source, under),
        protect=_protect(fields, source, under),
        source=source,
    )
    if managed:
        _only_tightens(policy, defects)
    if defects.any:
        raise defects.error()
    return policy


def _only_tightens(policy: Policy, defects: Defects) -> None:
    for rule in policy.rules:
        if rule.effect is Effect.ALLOW:
            defects.add(rule.line, "a managed rule can deny, ask or shadow; allow would loosen")


def _version(fields: Fields, source: str, defects: Defects) -> int:
    version = fields.number("version", whole=True)
    if version is not None and version > FORMAT_VERSION:
        raise NewerFormatError(
            f"{source} has format version {version:g}; this Countersign reads up to "
            f"{FORMAT_VERSION}."
        )
    if version is None and "version" not in fields.node.fields:
        defects.add(1, "version is missing; it is `version: 1`")
    return FORMAT_VERSION


def _digest(text: str, base: Policy | None) -> str:
    own = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return own if base is None else hashlib.sha256(f"{base.digest} {own}".encode()).hexdigest()


def _merged(own: tuple[Rule, ...], base: Policy | None) -> tuple[Rule, ...]:
    """The file's rules are asked first; a rule of the base is gone when one has its name."""
    if base is None:
        return own
    names = {rule.name for rule in own}
    return own + tuple(rule for rule in base.rules if rule.name not in names)


def _default(fields: Fields, base: Policy | None) -> Effect | None:
    if "default" not in fields.node.fields:
        return None if base is None else base.default
    return fields.choice("default", _DEFAULTS, default=None)


def _budgets(fields: Fields, source: str, base: Policy | None) -> Budgets:
    """What the file says of budgets, over what the base says."""
    before = Budgets() if base is None else base.budgets
    node = fields.node.fields.get("budgets")
    section = fields.section("budgets")
    if node is None or section is None:
        return before
    section.only(frozenset(("steps", "cost_usd", "seconds", "effect")))
    given = section.node.fields
    steps, seconds = section.number("steps", whole=True), section.number("seconds", whole=True)
    made = replace(before, file=source, line=node.line)
    if "steps" in given:
        made = replace(made, steps=None if steps is None else int(steps))
    if "seconds" in given:
        made = replace(made, seconds=None if seconds is None else int(seconds))
    if "cost_usd" in given:
        made = replace(made, cost_usd=section.number("cost_usd"))
    return replace(made, effect=section.choice("effect", _STRICT, default=before.effect))


def _protect(fields: Fields, source: str, base: Policy | None) -> Mapping[Protected, Guard]:
    """What the file says of protection, over what the base says; never less than a question."""
    made = built_in_guards() if base is None else dict(base.protect)
    section = fields.section("protect")
    if section is None:
        return made
    section.only(frozenset(what.value for what in Protected))
    for what in Protected:
        node: Node | None = section.node.fields.get(what.value)
        if node is not None:
            effect = section.choice(what.value, _STRICT, default=made[what].effect)
            made[what] = Guard(effect, source, node.line)
    return made
