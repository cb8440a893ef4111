"""google-re2 as we use it: patterns over bytes, in Latin-1, newline an ordinary character.

The one module that knows the binding (it has no types). RE2 runs in time linear in the text,
whatever the pattern, so that neither a rule nor a sender can make a search explode.
"""

from __future__ import annotations

import re2  # type: ignore[import-untyped]  # the binding ships without types

_MAX_MEM_BYTES = 64 << 20  # for the lazily built DFA of one pattern or set


class PatternError(ValueError):
    """Not RE2 syntax; the text says why."""


class Pattern:
    """One compiled pattern."""

    def __init__(self, pattern: str) -> None:
        """Compile; raises PatternError."""
        try:
            self._compiled = re2.compile(pattern.encode(), _options())
        except re2.error as error:
            detail = error.args[0]
            reason = detail.decode("utf-8", "replace") if isinstance(detail, bytes) else detail
            raise PatternError(str(reason)) from error
        self._groups = range(1, self._compiled.groups + 1)

    @property
    def has_groups(self) -> bool:
        """Whether a match may have a group that is less than the whole."""
        return len(self._groups) > 0

    def search(self, data: bytes, start: int = 0) -> tuple[int, int, int, int] | None:
        """Return (start, end) of the leftmost match and (start, end) of its group, or None.

        The group is the first that took part in the match; the whole match when there is none.
        """
        found = self._compiled.search(data, start)
        if found is None:
            return None
        spans = (found.span(group) for group in self._groups)
        inner = next((span for span in spans if span[0] >= 0), found.span())
        return *found.span(), *inner


class PatternSet:
    """Many patterns, one pass over the data."""

    def __init__(self, patterns: list[bytes]) -> None:
        """Compile; the patterns must be known to be valid."""
        self._set = re2.Set.SearchSet(_options())
        for pattern in patterns:
            self._set.Add(pattern)
        self._set.Compile()

    def match(self, data: bytes) -> list[int]:
        """Return the indexes of the patterns found in `data`, ascending; [] also if RE2 gave up."""
        found: list[int] = self._set.Match(data) or []
        return found


def quote(text: bytes) -> bytes:
    """Return `text` as a pattern that matches it literally."""
    return b"".join(b"\\x%02x" % char for char in text)


def _options() -> re2.Options:
    chosen = re2.Options()
    chosen.encoding = re2.Options.Encoding.LATIN1
    chosen.never_nl = False
    chosen.dot_nl = True
    chosen.log_errors = False
    chosen.max_mem = _MAX_MEM_BYTES
    return chosen
