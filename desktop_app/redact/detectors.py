"""Find secrets and personal data in one text and put marks in their place.

Patterns run over the UTF-8 bytes read as Latin-1, exactly as the gate runs them over whole records:
a match inside a text is then a match inside the record's bytes too, so the gate cannot miss it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from desktop_app.redact import marks
from desktop_app.redact.checks import CHECKS
from desktop_app.redact.rules import Action
from desktop_app.redact.scan import Pattern, PatternSet

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator, Sequence

    from desktop_app.redact.rules import Detector

_RETRY_INSIDE = frozenset(("card", "iban"))  # short matches whose failure may hide a real one
_CONTINUATION = 0x80
_REMEMBERED_CHARS = 64
_REMEMBERED_TEXTS = 8192

Match: TypeAlias = tuple[int, int, int, bytes]  # start, end, index of the rule, canonical value


class TextRedactor:
    """All detectors of a rule set over one text."""

    def __init__(self, rules: Sequence[Detector], token_key: bytes) -> None:
        self._rules = [rule for rule in rules if rule.action is not Action.KEEP]
        self._patterns = [Pattern(rule.pattern) for rule in self._rules]
        self._set = PatternSet([rule.pattern.encode() for rule in self._rules])
        self._token_key = token_key
        self._clean: set[str] = set()

    def redact(self, text: str, run_key: bytes, counts: Counter[str]) -> str:
        """Return `text` with marks for what was found; count each by its rule's name."""
        if text in self._clean:
            return text
        data = text.encode("utf-8", "surrogatepass")
        clean = self.redact_bytes(data, run_key, counts)
        if clean is not data:
            return clean.decode("utf-8", "surrogatepass")
        if len(text) <= _REMEMBERED_CHARS:
            self._remember(text)
        return text

    def _remember(self, text: str) -> None:
        """Keep a short text in which nothing was found: keys, names and models come again."""
        if len(self._clean) >= _REMEMBERED_TEXTS:
            self._clean.clear()
        self._clean.add(text)

    def redact_bytes(self, data: bytes, run_key: bytes, counts: Counter[str]) -> bytes:
        """Return UTF-8 `data` redacted; the same object when nothing was found."""
        hits = self._set.match(data)
        found = sorted(match for index in hits for match in self._find(index, data))
        if not found:
            return data
        pieces: list[bytes] = []
        done = 0
        for start, end, index, value in _merge(found, data):
            counts[self._rules[index].name] += 1
            pieces += (data[done:start], self._mark(self._rules[index], value, run_key).encode())
            done = end
        return b"".join((*pieces, data[done:]))

    def _find(self, index: int, data: bytes) -> Iterator[Match]:
        """Yield (start, end, rule, canonical value) of each match that passes the rule's check."""
        rule, pattern, position = self._rules[index], self._patterns[index], 0
        check = CHECKS[rule.check]
        while found := pattern.search(data, position):
            whole_start, whole_end, start, end = found
            hit = check(data, start, end)
            if hit is None:
                position = whole_start + 1 if rule.check in _RETRY_INSIDE else whole_end
                continue
            value, end = hit
            position = max(end, whole_start + 1)
            if data[start:end].decode("latin-1").lower() not in rule.excepted:
                yield *_whole_characters(data, start, end), index, value

    def _mark(self, rule: Detector, value: bytes, run_key: bytes) -> str:
        if rule.action is Action.TOKENIZE:
            return marks.format_token(rule.name, rule.scope, value, self._token_key)
        if rule.action is Action.DROP:
            return marks.format_drop(rule.name)
        return marks.format_hash(rule.name, value, run_key)


def _whole_characters(data: bytes, start: int, end: int) -> tuple[int, int]:
    """Widen [start, end) so that no UTF-8 character is cut."""
    while start and data[start] & 0xC0 == _CONTINUATION:
        start -= 1
    while end < len(data) and data[end] & 0xC0 == _CONTINUATION:
        end += 1
    return start, end


def _merge(found: Sequence[Match], data: bytes) -> Iterator[Match]:
    """Join overlapping matches into one; the earliest rule of the file gives its name."""
    start, end, index, value = found[0]
    for more in found[1:]:
        if more[0] >= end:
            yield start, end, index, value
            start, end, index, value = more
        else:  # sorted: same start and end means a later rule
            if (start, end) != more[:2]:
                end = max(end, more[1])
                value = data[start:end]
            index = min(index, more[2])
    yield start, end, index, value
