"""Where a text that an agent wants to replace stands in its file: line numbers and context.

Promise: the file is data of others as the agent's text is; it is shown, and decides nothing. What
does not stand there exactly once, or in too many places, gets no numbers, and that is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from desktop_app.tray.presenters.changes import Line
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CONTEXT = 3
MOST_PLACES = 50
MOST_LINES = 2_000  # that are compared; more would take seconds
MOST_CHARS = 65_536  # around one place: a line of a megabyte is no context
_GAP = Line(None, None, "@", "")


@dataclass(frozen=True, slots=True)
class Replaced:
    """A change as it is shown: its lines, and what is odd about it ("" for nothing)."""

    diff: tuple[Line, ...]
    doubt: str = ""


def replaced(old: str, new: str, content: str | None, *, everywhere: bool) -> Replaced:
    """Return a change of a file.

    Args:
        old: what is to be replaced.
        new: what is put there.
        content: of the file as it is now; None: not known.
        everywhere: whether each place is replaced.
    """
    alone = tuple(_unnumbered(old, new))
    if content is None or not old:
        return Replaced(alone)
    text = content.replace("\r\n", "\n")
    at = _places(text, old)
    if not at:
        return Replaced(alone, tr("The text that it replaces is not in the file now."))
    if len(at) > 1 and not everywhere:
        said = tr("The text that it replaces stands in the file {n} times.", n=f"{len(at):,}")
        return Replaced(alone, said)
    if len(at) > MOST_PLACES:
        said = tr("It replaces this in {n} places of the file.", n=f"{len(at):,}")
        return Replaced(alone, said)
    numbered = _numbered(text, old, new, at)
    return Replaced(alone if numbered is None else tuple(numbered))


def compared(before: Sequence[str], after: Sequence[str], old: int, new: int) -> Iterator[Line]:
    """Yield lines of a change with numbers that begin after these, gaps between their groups.

    Long texts are not compared: all of the one is removed, all of the other added.
    """
    if max(len(before), len(after)) > MOST_LINES:
        yield from (Line(old + i, None, "-", text) for i, text in enumerate(before, 1))
        yield from (Line(None, new + j, "+", text) for j, text in enumerate(after, 1))
        return
    matcher = SequenceMatcher(None, before, after)
    for place, group in enumerate(matcher.get_grouped_opcodes(CONTEXT)):
        if place:
            yield _GAP
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                for i, j in zip(range(i1, i2), range(j1, j2), strict=True):
                    yield Line(old + i + 1, new + j + 1, "", before[i])
                continue
            yield from (Line(old + i + 1, None, "-", before[i]) for i in range(i1, i2))
            yield from (Line(None, new + j + 1, "+", after[j]) for j in range(j1, j2))


def _unnumbered(old: str, new: str) -> Iterator[Line]:
    before, after = old.split("\n"), new.split("\n")
    for line in compared(before, after, 0, 0):
        yield Line(None, None, line.sign, line.text)


def _places(text: str, old: str) -> list[int]:
    found, at = [], text.find(old)
    while at >= 0:
        found.append(at)
        at = text.find(old, at + len(old))
    return found


def _numbered(text: str, old: str, new: str, at: Sequence[int]) -> list[Line] | None:
    """Return the change with its context; None where its lines are too long for that."""
    lines = text.split("\n")
    made: list[Line] = []
    grown = last = 0
    count = len(lines) - (1 if text.endswith("\n") else 0)
    for first, until in _parts(text, old, at, count):
        before = lines[first:until]
        after = "\n".join(before).replace(old, new).split("\n")
        if sum(map(len, before)) > MOST_CHARS + len(old):
            return None
        if made or first > last:
            made.append(_GAP)
        made += compared(before, after, first, first + grown)
        grown += len(after) - len(before)
        last = until
    return made


def _parts(text: str, old: str, at: Sequence[int], count: int) -> list[tuple[int, int]]:
    """Return the lines (from, until) that hold all places, with context; parts that touch are one.

    The context of a part holds no other place: it would be replaced twice otherwise.
    """
    parts: list[tuple[int, int]] = []
    for place in at:
        first = text.count("\n", 0, place)
        until = first + old.count("\n") + 1
        around = max(0, first - CONTEXT), max(until, min(count, until + CONTEXT))
        if parts and around[0] <= parts[-1][1]:
            parts[-1] = (parts[-1][0], around[1])
        else:
            parts.append(around)
    return parts
