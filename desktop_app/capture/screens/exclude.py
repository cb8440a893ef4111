"""Which windows are never in a picture: rules as data, ours and the person's.

Promise: a rule that says nothing is refused, so that a typing mistake never turns into a window
that is shown. What a rule matched is told by its name alone. Format: `resources/docs/capture.md`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.errors import ConfigError, NewerFormatError
from desktop_app.policy.globs import folded, matches

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop_app.host.screen.windows import Window

VERSION = 1
MAX_PATTERNS = 1_000
_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
_KEYS = frozenset(("name", "classes", "titles"))


@dataclass(frozen=True, slots=True)
class Rule:
    """Excludes a window when one pattern of each list that it has matches.

    Attributes:
        name: what a masked area is told by.
        classes: patterns of `WM_CLASS`, either part.
        titles: patterns of the title.
    """

    name: str
    classes: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()

    def excludes(self, window: Window) -> bool:
        """Tell whether it speaks of a window."""
        of_class = not self.classes or _any(self.classes, window.classes)
        return of_class and (not self.titles or _any(self.titles, (window.title,)))


def rule_for(window: Window, rules: Iterable[Rule]) -> str | None:
    """Return the name of the first rule that excludes a window; None for none."""
    return next((rule.name for rule in rules if rule.excludes(window)), None)


def parse_excluded(text: str, source: str = "excluded.toml") -> tuple[Rule, ...]:
    """Return the rules of a TOML text; `source` (a file name) stands in messages.

    Raises:
        NewerFormatError: written for a later version of Countersign.
        ConfigError: anything else that is wrong.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{source} is not TOML: {error}.") from error
    version = table.get("version")
    if isinstance(version, int) and version > VERSION:
        raise NewerFormatError(f"{source} has format version {version}; we read {VERSION}.")
    rows = table.get("rules", [])
    if version != VERSION or table.keys() - {"version", "rules"} or not isinstance(rows, list):
        raise ConfigError(f"{source}: `version = {VERSION}` and [[rules]] is all that it may hold.")
    return tuple(_rule(row, f"{source}, rule {at}") for at, row in enumerate(rows, 1))


def _rule(row: object, place: str) -> Rule:
    if not isinstance(row, dict) or row.keys() - _KEYS:
        raise ConfigError(f"{place}: a rule has `name`, `classes` and `titles`.")
    name = row.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ConfigError(f"{place}: `name` is small letters, digits and hyphens.")
    found = Rule(name, *(_patterns(row.get(key, []), place) for key in ("classes", "titles")))
    if not found.classes and not found.titles:
        raise ConfigError(f"{place}: it names no window.")
    return found


def _patterns(value: object, place: str) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > MAX_PATTERNS:
        raise ConfigError(f"{place}: patterns are a list of at most {MAX_PATTERNS} texts.")
    found = tuple(folded(one) for one in value if isinstance(one, str) and one.strip())
    if len(found) != len(value):
        raise ConfigError(f"{place}: a pattern is a text that is not empty.")
    return found


def _any(patterns: tuple[str, ...], texts: Iterable[str]) -> bool:
    return any(matches(pattern, folded(text)) for text in texts for pattern in patterns)
