"""Which rule a key (or event name) falls under: an exact key first, then the earliest glob.

Case of ASCII letters is ignored. In a glob `*` stands for any run of characters and `#` for a run
of digits.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

Rule = TypeVar("Rule")
_CACHE_LIMIT = 4096  # keys are the sender's choice: the cache must not grow with them
_CACHED_KEY_CHARS = 256


class KeyIndex(Generic[Rule]):
    """Finds the rule of a key."""

    def __init__(self, entries: Iterable[tuple[str, Rule]]) -> None:
        """Index (key or glob, rule) pairs."""
        self._exact: dict[str, Rule] = {}
        self._globs: list[tuple[re.Pattern[str], Rule]] = []
        for key, rule in entries:
            if "*" in key or "#" in key:
                self._globs.append((re.compile(glob_pattern(fold(key)), re.DOTALL), rule))
            else:
                self._exact.setdefault(fold(key), rule)
        self._cache: dict[str, Rule | None] = {}

    def find(self, key: str) -> Rule | None:
        """Return the rule of a key, or None."""
        try:
            return self._cache[key]
        except KeyError:
            rule = self._find(fold(key))
            if len(key) <= _CACHED_KEY_CHARS:
                if len(self._cache) >= _CACHE_LIMIT:
                    self._cache.clear()
                self._cache[key] = rule
            return rule

    def _find(self, folded: str) -> Rule | None:
        exact = self._exact.get(folded)
        if exact is not None:
            return exact
        return next((rule for pattern, rule in self._globs if pattern.fullmatch(folded)), None)


def fold(key: str) -> str:
    """Return the key with ASCII letters in lower case; other letters stay as they are.

    Not `str.lower`: it maps the Kelvin sign to `k`, which the gate (over bytes) would not.
    """
    return key.lower() if key.isascii() else _fold_bytes(key)


def glob_pattern(glob: str) -> str:
    """Return a glob as a regular expression (for `fullmatch`)."""
    return "".join(
        {"*": ".*", "#": "[0-9]+"}.get(part, re.escape(part)) for part in re.split(r"([*#])", glob)
    )


def _fold_bytes(key: str) -> str:
    return key.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")
