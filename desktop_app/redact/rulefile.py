"""Read a rule file (TOML, `version = 1`): strict, with the file, line and key of what is wrong.

MUST: refuse what it does not know (keys, actions, checks, a newer version), so that a typing
mistake never turns into a rule that silently does nothing. Format: `resources/docs/redaction.md`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from desktop_app.errors import ConfigError, NewerFormatError
from desktop_app.model.purposes import CONTENT
from desktop_app.redact import marks
from desktop_app.redact.checks import CHECKS
from desktop_app.redact.rulelines import Lines
from desktop_app.redact.rules import (
    FORMAT_VERSION,
    RESERVED,
    Action,
    AttributeRule,
    BodyRule,
    Detector,
    RuleSet,
)
from desktop_app.redact.scan import Pattern, PatternError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Table: TypeAlias = "Mapping[str, object]"

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_KEY = re.compile(r"[!-~]{1,200}")
_ANCHOR = re.compile(r"(?<!\\)(?:\\\\)*(?:\\[bBAzZ]|[$]|(?<!\[)\^)")
_TOP = frozenset(("version", "strict", "placeholders", "attributes", "bodies", "detectors"))
_COMMON = frozenset(("name", "action", "scope", "reversible"))


def parse_rules(text: str, source: str = "rules") -> RuleSet:
    """Return the rules of a TOML text; `source` (a file name) stands in messages.

    Raises:
        NewerFormatError: written for a later version of Countersign.
        ConfigError: anything else that is wrong; says where.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{source} is not TOML: {error}.") from error
    return _Reader(text, source).read(table)


@dataclass(frozen=True, slots=True)
class _Place:
    """One table of an array: `[[section]]` number `index`, counted from 0."""

    section: str
    index: int
    table: Table


class _Reader:
    def __init__(self, text: str, source: str) -> None:
        self._lines = Lines(text)
        self._source = source
        self._names: dict[str, str] = {}

    def read(self, table: Table) -> RuleSet:
        # 1. the version comes first: a newer file may mean anything by its other keys.
        version = table.get("version")
        if not isinstance(version, int) or isinstance(version, bool) or version < 1:
            raise self._error("version must be the number 1", self._lines.of_key("version"))
        if version > FORMAT_VERSION:
            raise NewerFormatError(
                f"{self._source} has format version {version}; this Countersign reads up to "
                f"{FORMAT_VERSION}."
            )
        # 2. no key that we do not know.
        for key in table.keys() - _TOP:
            raise self._error(f"unknown key {key!r}", self._lines.of_key(key))
        # 3. each table.
        strict = table.get("strict", False)
        if not isinstance(strict, bool):
            raise self._error("strict must be true or false", self._lines.of_key("strict"))
        rules = RuleSet(
            attributes=tuple(self._attribute(place) for place in self._tables(table, "attributes")),
            bodies=tuple(self._body(place) for place in self._tables(table, "bodies")),
            detectors=tuple(self._detector(place) for place in self._tables(table, "detectors")),
            placeholders=frozenset(self._strings(table, "placeholders", None)),
            strict=strict,
        )
        # 4. what only shows when all are known.
        self._check_twice(rules)
        self._check_marks(rules)
        return rules

    def _attribute(self, place: _Place) -> AttributeRule:
        name, action, scope = self._common(place, frozenset(("keys", "purpose")))
        keys, purpose = self._globs(place, "keys"), self._purpose(place, action)
        return AttributeRule(name, action, keys, scope, purpose, self._reversible(place, action))

    def _body(self, place: _Place) -> BodyRule:
        name, action, scope = self._common(place, frozenset(("events", "purpose")))
        events, purpose = self._globs(place, "events"), self._purpose(place, action)
        return BodyRule(name, action, events, scope, purpose, self._reversible(place, action))

    def _detector(self, place: _Place) -> Detector:
        name, action, scope = self._common(place, frozenset(("pattern", "check", "except")))
        if action is Action.VAULT:
            raise self._error(
                "a detector keeps, hashes, tokenizes or drops; action vault is for attributes and "
                "bodies",
                self._at(place, "action"),
            )
        check = self._string(place, "check", "")
        if check not in CHECKS:
            known = ", ".join(sorted(CHECKS.keys() - {""}))
            raise self._error(
                f"unknown check {check!r}; there are {known}", self._at(place, "check")
            )
        pattern = self._pattern(place, name)
        excepted = frozenset(item.lower() for item in self._strings(place.table, "except", place))
        reversible = self._reversible(place, action)
        return Detector(name, action, pattern, check, excepted, scope, reversible)

    def _pattern(self, place: _Place, name: str) -> str:
        pattern, line = self._string(place, "pattern", None), self._at(place, "pattern")
        if not pattern.isascii():
            raise self._error(f"pattern of {name} must be ASCII (\\x80-\\xff for others)", line)
        if _ANCHOR.search(pattern):
            raise self._error(
                f"pattern of {name} has an anchor or word boundary; the gate cannot use them", line
            )
        try:
            compiled = Pattern(pattern)
        except PatternError as error:
            raise self._error(f"pattern of {name} is not RE2: {error}", line) from error
        if compiled.search(b""):
            raise self._error(f"pattern of {name} matches empty text", line)
        return pattern

    def _common(self, place: _Place, more: frozenset[str]) -> tuple[str, Action, str]:
        for key in place.table.keys() - _COMMON - more:
            raise self._error(f"unknown key {key!r}", self._at(place, key))
        name = self._string(place, "name", None)
        if not _NAME.fullmatch(name) or name in RESERVED:
            raise self._error(f"{name!r} cannot be the name of a rule", self._at(place, "name"))
        action = self._string(place, "action", None)
        if action not in Action.__members__.values():
            known = ", ".join(Action)
            raise self._error(
                f"unknown action {action!r}; there are {known}", self._at(place, "action")
            )
        scope = self._string(place, "scope", name)
        if not _NAME.fullmatch(scope):
            raise self._error(f"{scope!r} cannot be a scope", self._at(place, "scope"))
        return name, Action(action), scope

    def _purpose(self, place: _Place, action: Action) -> str:
        """Return whose consent keeps the content: a word of `vault` rules, and of no others."""
        if action is not Action.VAULT:
            if "purpose" in place.table:
                raise self._error(
                    f"purpose is for action vault, not {action}", self._at(place, "purpose")
                )
            return ""
        purpose = self._string(place, "purpose", None)
        if purpose not in CONTENT:
            known = ", ".join(CONTENT)
            raise self._error(
                f"unknown purpose {purpose!r}; there are {known}", self._at(place, "purpose")
            )
        return purpose

    def _reversible(self, place: _Place, action: Action) -> bool:
        reversible, line = place.table.get("reversible", False), self._at(place, "reversible")
        if not isinstance(reversible, bool):
            raise self._error("reversible must be true or false", line)
        if reversible and action is not Action.TOKENIZE:
            raise self._error(f"reversible is for action tokenize, not {action}", line)
        return reversible

    def _globs(self, place: _Place, key: str) -> tuple[str, ...]:
        globs = tuple(self._strings(place.table, key, place))
        if not globs:
            raise self._error(f"{key} is empty", self._at(place, key))
        for glob in globs:
            if not _KEY.fullmatch(glob) or not glob.strip("*#"):
                raise self._error(f"{glob!r} cannot be matched", self._at(place, key))
            if glob[0] == "#" or (glob[0] == "*" and glob.count("*") + glob.count("#") > 1):
                raise self._error(
                    f"{glob!r}: a glob starts with text, or is * and text", self._at(place, key)
                )
        return globs

    def _check_twice(self, rules: RuleSet) -> None:
        """One key, event or detector name in two rules is a mistake: only one could apply."""
        seen: set[tuple[str, str]] = set()
        pairs = [("key", key) for rule in rules.attributes for key in rule.keys]
        pairs += [("event", event) for rule in rules.bodies for event in rule.events]
        pairs += [("detector", rule.name) for rule in rules.detectors]
        for kind, value in pairs:
            if (kind, value.lower()) in seen:
                raise self._error(
                    f"the {kind} {value!r} is there twice", self._lines.last_with(value)
                )
            seen.add((kind, value.lower()))

    def _check_marks(self, rules: RuleSet) -> None:
        """A detector that finds something in our own marks would redact them again and again."""
        names = RESERVED | rules.names()
        samples = [sample.encode() for name in sorted(names) for sample in _marks_of(name)]
        for rule in rules.detectors:
            pattern = Pattern(rule.pattern)
            found = next((sample for sample in samples if pattern.search(sample)), None)
            if found is not None:
                raise self._error(
                    f"pattern of {rule.name} matches our own mark {found.decode()}",
                    self._lines.last_with(rule.pattern),
                )

    # --- typed access ---------------------------------------------------------------------------

    def _tables(self, table: Table, section: str) -> Iterator[_Place]:
        value = table.get(section, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self._error(
                f"{section} must be [[{section}]] tables", self._lines.of_key(section)
            )
        for index, item in enumerate(value):
            yield _Place(section, index, item)

    def _string(self, place: _Place, key: str, default: str | None) -> str:
        value = place.table.get(key, default)
        if value is None:
            raise self._error(f"{key} is missing", self._at(place))
        if not isinstance(value, str):
            raise self._error(f"{key} must be text", self._at(place, key))
        return value

    def _strings(self, table: Table, key: str, place: _Place | None) -> list[str]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            line = self._lines.of_key(key) if place is None else self._at(place, key)
            raise self._error(f"{key} must be a list of texts", line)
        return value

    def _error(self, message: str, line: int) -> ConfigError:
        return ConfigError(f"{self._source}, line {line}: {message}.")

    def _at(self, place: _Place, key: str | None = None) -> int:
        return self._lines.of_table(place.section, place.index, key)


def _marks_of(name: str) -> tuple[str, str, str]:
    return (
        marks.format_hash(name, b"x" * 1234, b"k"),
        marks.format_token(name, name, b"x", b"k"),
        marks.format_drop(name),
    )
