"""The rules as values: what a rule file says, checked, in the order of the file.

A `RuleSet` holds three tables: attribute rules (by key), body rules (by event name) and detectors
(by what the text looks like). `redact/rulefile.py` reads them; the format is in
`resources/docs/redaction.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

FORMAT_VERSION = 1


class Action(StrEnum):
    """What happens to a value that a rule names."""

    KEEP = "keep"  # not content; detectors still run over it
    HASH = "hash"  # keyed digest and size
    VAULT = "vault"  # as `hash`; the content is kept where its purpose is granted
    TOKENIZE = "tokenize"  # deterministic pseudonym
    DROP = "drop"  # an attribute or body goes; a detector's match leaves its rule's name


# Names that the redactor counts under by itself; a rule file cannot take them.
BYTES = "bytes"  # an AnyValue.bytes_value
TOO_DEEP = "too_deep"  # a value nested deeper than `MAX_DEPTH`
STRICT = "unknown"  # strict mode: an attribute that no rule names
STRICT_BODY = "body"  # strict mode: a log body that no rule names
OWN = "countersign"  # an incoming attribute under `countersign.`
RESERVED = frozenset((BYTES, TOO_DEEP, STRICT, STRICT_BODY, OWN))
MAX_DEPTH = 64  # lists and maps in one another


@dataclass(frozen=True, slots=True)
class AttributeRule:
    """Attributes by key.

    Attributes:
        name: stable word; redactions are counted under it.
        action: see `Action`.
        keys: exact keys and globs (`*` any run of characters, `#` a run of digits); case of ASCII
            letters is ignored.
        scope: tokens of one scope are equal for equal values.
        purpose: of action `vault`: whose consent keeps the content (`model.purposes.CONTENT`).
        reversible: of action `tokenize`: the value is personal data and no credential, so that it
            may be kept where `model.purposes.VALUES` is granted.
    """

    name: str
    action: Action
    keys: tuple[str, ...]
    scope: str
    purpose: str = ""
    reversible: bool = False


@dataclass(frozen=True, slots=True)
class BodyRule:
    """Log bodies by the event's name; `events` are written like `AttributeRule.keys`."""

    name: str
    action: Action
    events: tuple[str, ...]
    scope: str
    purpose: str = ""
    reversible: bool = False


@dataclass(frozen=True, slots=True)
class Detector:
    """Secrets and personal data by what they look like.

    Attributes:
        name: stable word; redactions are counted under it.
        action: see `Action`.
        pattern: RE2, over UTF-8 bytes read as Latin-1, without anchors or word boundaries; the
            first group that took part is what is replaced, else the whole match.
        check: name of a check in `redact/checks.py` that a match must pass, or "".
        excepted: matches (lower case) that are left alone.
        scope: tokens of one scope are equal for equal values.
        reversible: as `AttributeRule.reversible`.
    """

    name: str
    action: Action
    pattern: str
    check: str
    excepted: frozenset[str]
    scope: str
    reversible: bool = False


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A whole rule file.

    Attributes:
        attributes: in file order.
        bodies: in file order.
        detectors: in file order; where matches overlap, the earlier rule gives its name and action.
        placeholders: values that say "redacted by the sender"; kept as they are.
        strict: hash text under unknown keys and unknown log bodies too.
    """

    attributes: tuple[AttributeRule, ...]
    bodies: tuple[BodyRule, ...]
    detectors: tuple[Detector, ...]
    placeholders: frozenset[str]
    strict: bool = False

    def names(self) -> frozenset[str]:
        """Return the names of all rules."""
        names = [rule.name for rule in self.attributes]
        names += [rule.name for rule in self.bodies]
        names += [rule.name for rule in self.detectors]
        return frozenset(names)
