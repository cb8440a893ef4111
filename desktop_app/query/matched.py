"""Why a record was found: where in it the words stand, and what stands around them.

The index keeps words without their text, so the places are looked for again in the record's own
columns, by rules near enough to those of FTS5's tokenizer `unicode61`: letters and digits make a
word, case and accents do not count, words in quotes stand side by side.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MAX_PLACES = 4  # told of one record
AROUND = 32  # characters told on either side of a match in a long text
_WORD = re.compile(r"[^\W_]+")
_FOLDS = re.compile(r"[\u0300-\u036f]")

Place: TypeAlias = tuple[str, str]  # what it is called, its text


@dataclass(frozen=True, slots=True)
class Term:
    """One word, or words that stand side by side; the last may be only the beginning of one."""

    words: tuple[str, ...]
    begins: bool = False

    @classmethod
    def of(cls, text: str) -> Term:
        """Return the term of a text as typed: `read_file`, `git push`, `inter*`."""
        return cls(tuple(fold(word) for word in _WORD.findall(text)), text.endswith("*"))

    def find(self, text: str) -> tuple[int, int] | None:
        """Return where in a text it stands first, or None."""
        there = list(_WORD.finditer(text))
        folded = [fold(word[0]) for word in there]
        for first in range(len(folded) - len(self.words) + 1 if self.words else 0):
            last = first + len(self.words) - 1
            if self._stands(folded[first : last + 1]):
                return there[first].start(), there[last].end()
        return None

    def _stands(self, words: Sequence[str]) -> bool:
        if self.begins and words[-1].startswith(self.words[-1]):
            words = (*words[:-1], self.words[-1])
        return tuple(words) == self.words


def places(terms: Sequence[Term], candidates: Iterable[Place]) -> list[dict[str, str]]:
    """Return the places that show each term once, `{"in": name, "text": snippet}`, in order."""
    wanted, found = list(terms), []
    for name, text in candidates:
        spans = {term: span for term in wanted if (span := term.find(text)) is not None}
        if spans:
            wanted = [term for term in wanted if term not in spans]
            found.append({"in": name, "text": _snippet(text, min(spans.values()))})
        if not wanted or len(found) == MAX_PLACES:
            break
    return found


def leaves(value: Any, name: str = "") -> Iterator[Place]:
    """Yield the texts in attributes or events, each under its key, or the nearest one above."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item, name)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, key)


def _snippet(text: str, span: tuple[int, int]) -> str:
    start, end = max(0, span[0] - AROUND), min(len(text), span[1] + AROUND)
    before, after = "…" if start else "", "…" if end < len(text) else ""
    return f"{before}{text[start:end]}{after}"


def fold(word: str) -> str:
    """Return a text as words are compared: without case and accents."""
    return _FOLDS.sub("", unicodedata.normalize("NFD", word)).casefold()
