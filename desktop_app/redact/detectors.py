"""Find secrets and personal data in one text and put marks in their place.

Patterns run over the UTF-8 bytes read as Latin-1, exactly as the gate runs them over whole records:
a match inside a text is then a match inside the record's bytes too, so the gate cannot miss it.
"""

from __future__ import annotations

from hashlib import blake2b, sha256
from typing import TYPE_CHECKING, TypeAlias

from desktop_app.redact import marks
from desktop_app.redact.checks import CHECKS
from desktop_app.redact.rules import Action
from desktop_app.redact.scan import Pattern, PatternSet

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator, Sequence

    from desktop_app.redact.keeping import TakeValue
    from desktop_app.redact.rules import AttributeRule, BodyRule, Detector

_RETRY_INSIDE = frozenset(("card", "iban"))  # short matches whose failure may hide a real one
_CONTINUATION = 0x80
_REMEMBERED_CHARS = 64
_REMEMBERED_TEXTS = 8192
_REMEMBERED_HIT_BYTES = 256
_REMEMBERED_HITS = 4096
_MEMORY_LABEL = b"countersign/seen-text/v1\0"
_KEYED_BY_RUN = frozenset((Action.HASH, Action.VAULT))  # their marks differ from run to run

Match: TypeAlias = tuple[int, int, int, bytes]  # start, end, index of the rule, canonical value
_Merged: TypeAlias = tuple[int, int, int, bytes, int]  # ... and which rules, a bit for each


class TextRedactor:
    """All detectors of a rule set over one text.

    Attributes:
        known: short texts in which nothing is found: who asks often looks here first.
    """

    def __init__(self, rules: Sequence[Detector], token_key: bytes) -> None:
        self._rules = [rule for rule in rules if rule.action is not Action.KEEP]
        self._patterns = [Pattern(rule.pattern) for rule in self._rules]
        self._set = PatternSet([rule.pattern.encode() for rule in self._rules])
        self._irreversible = sum(
            1 << n for n, rule in enumerate(self._rules) if not rule.reversible
        )
        self._token_key = token_key
        self.known: set[str] = set()
        self._made: dict[bytes, tuple[str, tuple[str, ...]]] = {}
        self._memory_key = sha256(_MEMORY_LABEL + token_key).digest()

    def redact(
        self, text: str, run_key: bytes, counts: Counter[str], values: TakeValue | None = None
    ) -> str:
        """Return `text` with marks for what was found; count each by its rule's name.

        Args:
            text: any text.
            run_key: 32 bytes; keys the digests of action hash.
            counts: is added to.
            values: takes what tokens stand for, as far as they are reversible; None: nobody does.
        """
        if text in self.known:
            return text
        data = text.encode("utf-8", "surrogatepass")
        hits = self._set.match(data)
        if hits:
            short = len(data) <= _REMEMBERED_HIT_BYTES
            clean = self._again(data, counts) if short and values is None else None
            if clean is None:
                found = self._matches(hits, data)
                clean = self._first_time(found, data, run_key, counts, values) if found else None
            if clean is not None:
                return clean
        if len(text) <= _REMEMBERED_CHARS:
            self._remember(text)
        return text

    def is_clean(self, text: str) -> bool:
        """Return whether nothing is found in a text."""
        return text in self.known or not self._matches(
            self._set.match(data := text.encode("utf-8", "surrogatepass")), data
        )

    def _again(self, data: bytes, counts: Counter[str]) -> str | None:
        """Return what was made of this text before: a working directory comes with every span.

        It is known by a keyed digest: the text itself, a secret maybe, is not kept.
        """
        made = self._made.get(blake2b(data, digest_size=32, key=self._memory_key).digest())
        if made is None:
            return None
        for name in made[1]:
            counts[name] += 1
        return made[0]

    def _first_time(
        self,
        found: Sequence[Match],
        data: bytes,
        run_key: bytes,
        counts: Counter[str],
        values: TakeValue | None,
    ) -> str:
        """Return the text with marks, and remember it if it is short."""
        marked, names = self._marked(data, found, run_key, values)
        for name in names:
            counts[name] += 1
        text = marked.decode("utf-8", "surrogatepass")
        keyed = any(self._rules[match[2]].action in _KEYED_BY_RUN for match in found)
        if len(data) <= _REMEMBERED_HIT_BYTES and not keyed:
            if len(self._made) >= _REMEMBERED_HITS:
                self._made.clear()
            digest = blake2b(data, digest_size=32, key=self._memory_key).digest()
            self._made[digest] = text, names
        return text

    def _remember(self, text: str) -> None:
        """Keep a short text in which nothing was found: keys, names and models come again."""
        if len(self.known) >= _REMEMBERED_TEXTS:
            self.known.clear()
        self.known.add(text)

    def redact_bytes(
        self, data: bytes, run_key: bytes, counts: Counter[str], values: TakeValue | None = None
    ) -> bytes:
        """Return UTF-8 `data` redacted; the same object when nothing was found."""
        found = self._matches(self._set.match(data), data)
        if not found:
            return data
        marked, names = self._marked(data, found, run_key, values)
        counts.update(names)
        return marked

    def hand_out(
        self, rule: AttributeRule | BodyRule, mark: str, value: bytes, take: TakeValue
    ) -> None:
        """Hand out what a token of a whole value stands for, unless a credential is in it."""
        found = self._matches(self._set.match(value), value)
        if all(self._rules[match[2]].reversible for match in found):
            take(rule, mark, value)

    def _matches(self, hits: Sequence[int], data: bytes) -> list[Match]:
        """Return what passes the checks, by start."""
        return sorted(match for index in hits for match in self._find(index, data))

    def _marked(
        self, data: bytes, found: Sequence[Match], run_key: bytes, values: TakeValue | None
    ) -> tuple[bytes, tuple[str, ...]]:
        """Return `data` with marks in place of matches, and the names of their rules.

        A value is handed out only when each match that was joined into it is reversible.
        """
        pieces: list[bytes] = []
        names: list[str] = []
        done = 0
        for start, end, index, value, among in _merge(found, data):
            rule = self._rules[index]
            mark = self._mark(rule, value, run_key)
            names.append(rule.name)
            pieces += (data[done:start], mark.encode())
            done = end
            if values is not None and not among & self._irreversible:
                values(rule, mark, value)
        return b"".join((*pieces, data[done:])), tuple(names)

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


def _merge(found: Sequence[Match], data: bytes) -> Iterator[_Merged]:
    """Join overlapping matches into one; the earliest rule of the file gives its name."""
    start, end, index, value = found[0]
    among = 1 << index
    for more in found[1:]:
        if more[0] >= end:
            yield start, end, index, value, among
            start, end, index, value = more
            among = 1 << index
        else:  # sorted: same start and end means a later rule
            if (start, end) != more[:2]:
                end = max(end, more[1])
                value = data[start:end]
            index = min(index, more[2])
            among |= 1 << more[2]
    yield start, end, index, value, among
