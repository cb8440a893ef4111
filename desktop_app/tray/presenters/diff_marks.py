"""What stands out in a diff's lines: the words that changed, and the colours of source code.

Promise: every character of a line stays, in its order; a pair of lines that have little in common
is left unmarked, and so is what would take long to compare.
"""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING

from desktop_app.tray.presenters.changes import Line, Part, safe
from desktop_app.tray.presenters.syntax import Ink

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Stretch = tuple[int, int]
    Inks = Sequence[Sequence[Ink]]

MAX_WORDS, MAX_PAIRS = 200, 500  # of a line; of a diff
ALIKE = 0.4  # less of two lines in common, and they are another line
_WORD = re.compile(r"\w+|\s+|[^\w\s]")


def marked(
    diff: Sequence[Line], before: tuple[str, Inks] = ("", ()), after: tuple[str, Inks] = ("", ())
) -> list[Line]:
    """Return the lines in parts.

    Args:
        diff: as `changes.lines` gives it.
        before: the whole text before, and the coloured stretches of each line of it.
        after: likewise.
    """
    words = _words(diff)
    sides = [(text.split("\n"), inks) for text, inks in (before, after)]
    made = []
    for at, line in enumerate(diff):
        number, (texts, inks) = (line.old, sides[0]) if line.sign == "-" else (line.new, sides[1])
        stretches = _inked(line, number, texts, inks)
        made.append(replace(line, parts=tuple(_parts(line.text, stretches, words.get(at, ())))))
    return made


def _inked(line: Line, number: int | None, texts: Sequence[str], inks: Inks) -> list[Ink]:
    """Return a line's coloured stretches, by places in the text as it is shown."""
    if number is None or not 0 < number <= len(inks) or not inks[number - 1]:
        return []
    raw = texts[number - 1]
    if raw == line.text:
        return list(inks[number - 1])
    places = [0]
    for char in raw:
        places.append(places[-1] + len(safe(char)))
    last = len(line.text)
    moved = (Ink(min(places[a], last), min(places[b], last), t) for a, b, t in inks[number - 1])
    return [one for one in moved if one.start < one.end]


def _words(diff: Sequence[Line]) -> dict[int, list[Stretch]]:
    """Return, by line, the stretches that differ from the line that it took the place of."""
    found: dict[int, list[Stretch]] = {}
    for removed, added in _blocks(diff):
        for old, new in zip(removed, added, strict=False):
            if len(found) >= 2 * MAX_PAIRS:
                return found
            both = _differing(diff[old].text, diff[new].text)
            if both is not None:
                found[old], found[new] = both
    return found


def _blocks(diff: Sequence[Line]) -> Iterable[tuple[list[int], list[int]]]:
    """Yield the places of lines that went, with those that came right after them."""
    removed: list[int] = []
    added: list[int] = []
    for at, line in enumerate(diff):
        if line.sign == "-" and added:
            yield removed, added
            removed, added = [], []
        if line.sign in "+-" and line.sign:
            (removed if line.sign == "-" else added).append(at)
        elif line.sign != "\\":
            yield removed, added
            removed, added = [], []
    yield removed, added


def _differing(old: str, new: str) -> tuple[list[Stretch], list[Stretch]] | None:
    """Return the stretches of both that the other has not; None: they have little in common."""
    words, others = _WORD.findall(old), _WORD.findall(new)
    if max(len(words), len(others)) > MAX_WORDS:
        return None
    match = SequenceMatcher(None, words, others, autojunk=False)
    if match.ratio() < ALIKE:
        return None
    places = [_places(one) for one in (words, others)]
    both: tuple[list[Stretch], list[Stretch]] = ([], [])
    for tag, *bounds in match.get_opcodes():
        if tag == "equal":
            continue
        for side, (start, end) in enumerate((bounds[:2], bounds[2:])):
            if start < end:
                both[side].append((places[side][start], places[side][end]))
    return both


def _places(words: Sequence[str]) -> list[int]:
    places = [0]
    for word in words:
        places.append(places[-1] + len(word))
    return places


def _parts(text: str, inks: Sequence[Ink], words: Sequence[Stretch]) -> list[Part]:
    """Cut a line where a colour or a changed word begins or ends; what is plain is no part."""
    if not inks and not words:
        return []
    cuts = {0, len(text)}
    cuts.update(place for start, end, _ in inks for place in (start, end))
    cuts.update(place for stretch in words for place in stretch)
    parts = []
    for start, end in pairwise(sorted(cuts)):
        tone = next((one.tone for one in inks if one.start <= start < one.end), "text")
        strong = any(first <= start < last for first, last in words)
        parts.append(Part(text[start:end], tone, strong=strong))
    return parts
