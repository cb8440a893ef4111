"""Find secrets and personal data in one text and put marks in their place.

Patterns run over the UTF-8 bytes read as Latin-1, exactly as the gate runs them over whole records:
a match inside a text is then a match inside the record's bytes too, so the gate cannot miss it.
"""

from __future__ import annotations

import re
from hashlib import blake2b, sha256
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from desktop_app.redact import marks
from desktop_app.redact.checks import CHECKS
from desktop_app.redact.rules import Action
from desktop_app.redact.scan import Pattern, PatternSet

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator, Sequence

    from desktop_app.redact.keeping import TakeValue
    from desktop_app.redact.rules import AttributeRule, BodyRule, Detector

# Short matches whose failure may hide a real one, and what no real one begins inside of.
_RETRY_INSIDE = {"card": re.compile(rb"[0-9]*"), "iban": re.compile(rb"[0-9A-Za-z_]*")}
_CONTINUATION = 0x80
_REMEMBERED_CHARS = 64
_REMEMBERED_TEXTS = 8192
_REMEMBERED_HIT_BYTES = 256
_REMEMBERED_HITS = 4096
_MEMORY_LABEL = b"countersign/seen-text/v1\0"
_KEYED_BY_RUN = frozenset((Action.HASH, Action.VAULT))  # their marks differ from run to run

Match: TypeAlias = tuple[int, int, int, bytes]  # start, end, index of the rule, canonical value
_Try: TypeAlias = tuple[int, int, Match | None]  # what a pattern spans, and what is found in it
_Merged: TypeAlias = tuple[int, int, int, bytes, int]  # ... and which rules, a bit for each


class Part(NamedTuple):
    """A part of a longer text.

    Attributes:
        end: where it ends.
        data: UTF-8 after the detectors.
        found: whether they found something in it.
    """

    end: int
    data: bytes
    found: bool


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

    def window(self, data: bytes, start: int, most: int, run_key: bytes) -> Part:
        """Redact a part of a longer text; see `windows`.

        Args:
            data: UTF-8; before `start` what stands before the part, for the checks.
            start: where the part begins; no match may span it.
            most: where the part may end at most; what follows is there to be looked at.
            run_key: as in `redact`.

        Returns:
            A part that ends at the last place up to `most` that no match spans; empty where there
            is no such place.
        """
        tries = [one for index in self._set.match(data) for one in self._tries(index, data, start)]
        cut = _cut(data, most, [(begin, end) for begin, end, _ in tries])
        if cut <= start:
            return Part(start, b"", found=False)
        part = data[start:cut]
        found = sorted(
            (match[0] - start, match[1] - start, match[2], match[3])
            for _, _, match in tries
            if match is not None and match[0] < cut
        )
        if not found:
            return Part(cut, part, found=False)
        return Part(cut, self._marked(part, found, run_key, None)[0], found=True)

    def _find(self, index: int, data: bytes) -> Iterator[Match]:
        """Yield (start, end, rule, canonical value) of each match that passes the rule's check."""
        for _, _, match in self._tries(index, data, 0):
            if match is not None:
                yield match

    def _tries(self, index: int, data: bytes, position: int) -> Iterator[_Try]:
        """Yield what a pattern matches from a position on, and what of it is found."""
        rule, pattern = self._rules[index], self._patterns[index]
        check = CHECKS[rule.check]
        while found := pattern.search(data, position):
            whole_start, whole_end, start, end = found
            hit = check(data, start, end)
            match = None
            if hit is None:
                position = _after(rule.check, pattern, data, whole_start, whole_end)
            else:
                value, end = hit
                position = max(end, whole_start + 1)
                if data[start:end].decode("latin-1").lower() not in rule.excepted:
                    match = (*_whole_characters(data, start, end), index, value)
            if match is None:
                yield whole_start, whole_end, None
            else:
                yield min(whole_start, match[0]), max(whole_end, match[1]), match

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


def _after(check: str, pattern: Pattern, data: bytes, start: int, end: int) -> int:
    """Return where to look on after a match that did not pass its check.

    A file of digits is then looked through once, and not once for each of them.
    """
    inside = _RETRY_INSIDE.get(check)
    if inside is None:
        return end
    run = None if pattern.has_groups else inside.match(data, start)
    return start + 1 if run is None else max(start + 1, run.end())


def _cut(data: bytes, most: int, spans: Sequence[tuple[int, int]]) -> int:
    """Return the last place up to `most` that is inside no span and no UTF-8 character."""
    cut = _whole_character(data, most)
    for begin, end in sorted(spans, reverse=True):
        if begin < cut < end:
            cut = _whole_character(data, begin)
    return cut


def _whole_character(data: bytes, place: int) -> int:
    """Return where the UTF-8 character begins that goes on at a place."""
    while 0 < place < len(data) and data[place] & 0xC0 == _CONTINUATION:
        place -= 1
    return place


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
