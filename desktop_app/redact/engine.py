"""The rules made ready to be asked: which rule a key has, what is content, what stands for it.

Promise: what is remembered of keys is bounded; keys are the sender's choice.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from desktop_app.redact import marks
from desktop_app.redact.detectors import TextRedactor
from desktop_app.redact.keys import KeyIndex
from desktop_app.redact.rules import OWN, RESERVED, STRICT, Action, AttributeRule, BodyRule

if TYPE_CHECKING:
    from desktop_app.redact.rules import RuleSet

OWN_RULE = AttributeRule(OWN, Action.DROP, (), OWN)
_OWN_PREFIX = OWN + "."
_PLANS = 4096
_PLANNED_CHARS = 256
_UNKNOWN_RULE = AttributeRule(STRICT, Action.HASH, (), STRICT)


class Engine:
    """The rules made ready; knows no request and no run. Used by all walks.

    Attributes:
        strict: whether what no rule names is hashed.
        token_key: 32 bytes.
        texts: the detectors.
        keys: attribute rules by key.
        events: body rules by event.
        is_inside: whether these are the rules for what is nested in content that is handed out:
            bytes stay there, after the detectors, and so do keys that look like ours.
    """

    def __init__(
        self, rules: RuleSet, token_key: bytes, *, texts: TextRedactor | None = None
    ) -> None:
        self.strict = rules.strict
        scopes = [(rule.scope, rule.action) for rule in rules.attributes]
        scopes += [(rule.scope, rule.action) for rule in rules.bodies]
        scopes += [(rule.scope, rule.action) for rule in rules.detectors]
        self._scopes = frozenset(scope for scope, action in scopes if action is Action.TOKENIZE)
        self.token_key = token_key
        self.is_inside = texts is not None
        self.texts = TextRedactor(rules.detectors, token_key) if texts is None else texts
        self.keys: KeyIndex[AttributeRule] = KeyIndex(
            (key, rule) for rule in rules.attributes for key in rule.keys
        )
        self.events: KeyIndex[BodyRule] = KeyIndex(
            (event, rule) for rule in rules.bodies for event in rule.events
        )
        self._rules = rules
        self._placeholders = rules.placeholders
        self._names = RESERVED | rules.names()
        self._plans: dict[str, AttributeRule | None] = {}

    @cached_property
    def inside(self) -> Engine:
        """The same rules for what is nested in content that is handed out whole.

        What is never kept by itself is not kept there either: a password under its key, say. What
        may be kept is part of the whole.
        """
        attributes = tuple(
            replace(rule, action=Action.KEEP) if rule.action is Action.VAULT else rule
            for rule in self._rules.attributes
        )
        rules = replace(self._rules, attributes=attributes, strict=False)
        return Engine(rules, self.token_key, texts=self.texts)

    def rule_of(self, key: str) -> AttributeRule | None:
        """Return the rule that replaces the value of a key, None when it is kept."""
        rule = self.keys.find(key)
        if rule is None:
            return _UNKNOWN_RULE if self.strict else None
        return None if rule.action is Action.KEEP else rule

    def plan(self, key: str) -> AttributeRule | None:
        """Return what `rule_of` does, and the rule that drops what comes in under our own keys."""
        try:
            return self._plans[key]
        except KeyError:
            rule = OWN_RULE if self.is_own(key) else self.rule_of(key)
            if len(key) <= _PLANNED_CHARS:  # keys are the sender's choice: bounded
                if len(self._plans) >= _PLANS:
                    self._plans.clear()
                self._plans[key] = rule
            return rule

    def is_own(self, key: str) -> bool:
        """Return whether an attribute goes because its key is in the name space of ours."""
        return not self.is_inside and is_own(key)

    def is_done(self, text: str) -> bool:
        """Return whether a content value says nothing: empty, a placeholder, one of our marks."""
        if not text or text in self._placeholders:
            return True
        return text[0] == "[" and marks.parse_mark(text) in self._names

    def mark(self, rule: AttributeRule | BodyRule, content: bytes, run_key: bytes) -> str:
        """Return what stands for `content` (actions hash, vault and tokenize)."""
        if rule.action is Action.TOKENIZE:
            return marks.format_token(rule.name, rule.scope, content, self.token_key)
        return marks.format_hash(rule.name, content, run_key)

    def tokens_of(self, text: str) -> frozenset[str]:
        """Return the tokens of a text in every scope, and of what detectors find in it."""
        found = set(marks.tokens_in(self.texts.redact(text, b"", Counter()).encode()))
        for scope in self._scopes:
            for value in {text, text.lower()}:
                mark = marks.format_token("x", scope, value.encode(), self.token_key)
                found.add(marks.token_of(mark))
        return frozenset(found)


def is_own(key: str) -> bool:
    """Return whether a key is in the name space that is ours alone."""
    return key[: len(_OWN_PREFIX)].lower() == _OWN_PREFIX
