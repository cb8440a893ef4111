"""What an agent sent, as pieces to be painted: nothing in it can hide, reverse or pass for another.

Promise: characters that move, hide or reverse others become a framed `U+202E` in their place, tabs
an arrow, spaces at a line's end a dot; a word of mixed scripts and a host beyond ASCII are framed
with what they are in ASCII. Escapes are never interpreted. Nothing is left out but the middle of
what is longer than 64 KiB, and that is said.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.tray.words import tr, trn

LONGEST, HEAD, TAIL = 65_536, 8_192, 4_096  # bytes: shown whole up to, else so much of both ends
TOLD = 3  # findings; the rest is a number
_TOKEN = re.compile(r"[\w.\-]+")
_HOST = re.compile(r"[^\W_]+(?:[.\-][^\W_]+)*\.[^\W\d_]{2,}\Z")
_RIGHT_TO_LEFT = frozenset(("R", "AL", "AN"))
_REVERSING = frozenset(("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"))
_TOGETHER = frozenset(("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "BOPOMOFO"))
_CONTROLS = {0: "null", 7: "bell", 8: "backspace", 13: "carriage return", 27: "escape"}


class Look(Enum):
    """How a piece is drawn."""

    PLAIN = "plain"
    FAINT = "faint"  # stands for white space
    FRAMED = "framed"  # stands for what could deceive


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters that are drawn alike, from left to right."""

    text: str
    look: Look = Look.PLAIN


@dataclass(frozen=True, slots=True)
class Part:
    """What is shown of a text, and how many bytes of it that is.

    Attributes:
        lines: (number, text); a number of 0 stands for what is left out.
        shown, size: bytes.
    """

    lines: tuple[tuple[int, str], ...]
    shown: int
    size: int

    @property
    def whole(self) -> bool:
        """Whether nothing is left out."""
        return self.shown == self.size


def part(text: str, *, everything: bool = False) -> Part:
    """Return what is shown of a text: all of it, or both its ends."""
    lines = text.split("\n")
    size = len(text.encode("utf-8", "replace"))
    if everything or size <= LONGEST:
        return Part(tuple(enumerate(lines, 1)), size, size)
    head = text.encode("utf-8", "replace")[:HEAD].decode("utf-8", "ignore")
    tail = text.encode("utf-8", "replace")[-TAIL:].decode("utf-8", "ignore")
    before = list(enumerate(head.split("\n"), 1))
    last = tail.split("\n")
    after = list(enumerate(last, len(lines) - len(last) + 1))
    shown = len(head.encode()) + len(tail.encode())
    return Part((*before, (0, ""), *after), shown, size)


def measured(what: str, shown: Part) -> str:
    """Return `Command, 15 bytes, shown complete`."""
    size = trn("{n} byte", "{n} bytes", shown.size)
    if shown.whole:
        return tr("{what}, {size}, shown complete", what=what, size=size)
    return tr("{what}, {n} of {size} shown", what=what, n=f"{shown.shown:,}", size=size)


def show_all(shown: Part) -> str:
    """Return the button's text: `Show all 212 kB`."""
    return tr("Show all {size}", size=formats.size(shown.size))


def pieces(line: str) -> list[Piece]:
    """Return one line as pieces."""
    body = line.rstrip(" ")
    made: list[Piece] = []
    if body.isascii() and body.isprintable():
        made = [Piece(body)] if body else []
    else:
        at = 0
        for found in _TOKEN.finditer(body):
            made += _characters(body[at : found.start()])
            made += _token(found[0])
            at = found.end()
        made += _characters(body[at:])
    spaces = len(line) - len(body)
    return _joined([*made, *([Piece("·" * spaces, Look.FAINT)] if spaces else [])])


def told(numbered: str, others: str) -> list[str]:
    """Return a sentence for each thing that could deceive whoever reads it, the first few.

    Args:
        numbered: text that is shown with line numbers.
        others: text that is shown without.
    """
    found = dict.fromkeys((*_findings(numbered, numbers=True), *_findings(others, numbers=False)))
    said = list(found)
    if len(said) > TOLD:
        more = len(said) - TOLD
        return [*said[:TOLD], trn("{n} more like this.", "{n} more like these.", more)]
    return said


def spoken(text: str) -> str:
    """Return a text for a screen reader: characters that nobody sees by their names."""
    return "".join(char if char in "\n\t" or not _hidden(char) else _named(char) for char in text)


def _findings(text: str, *, numbers: bool) -> list[str]:
    if text.isascii() and text.replace("\n", "").replace("\t", "").isprintable():
        return []
    said: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not (line.isascii() and line.isprintable()):
            place = tr("Line {n}", n=number) if numbers else tr("What is asked for")
            said += _found(place, line)
    return said


def _found(place: str, line: str) -> list[str]:
    hidden = [char for char in dict.fromkeys(line) if char != "\t" and _hidden(char)]
    words = [token for token in _TOKEN.findall(line) if _deceives(token)]
    return [
        *(_sentence(place, char) for char in hidden),
        *(
            tr(
                "{place} holds letters that can pass for others: {word}.",
                place=place,
                word=f"{visible(word)}, {_ascii(word)}",
            )
            for word in words
        ),
    ]


def _sentence(place: str, char: str) -> str:
    code = visible(char)
    if unicodedata.bidirectional(char) in _REVERSING:
        return tr(
            "{place} holds a character that reverses the text after it. It is shown as {code}.",
            place=place,
            code=code,
        )
    if unicodedata.category(char) == "Cc":
        return tr(
            "{place} holds a control character. It is shown as {code}.", place=place, code=code
        )
    return tr(
        "{place} holds a character that nobody sees. It is shown as {code}.", place=place, code=code
    )


def _token(token: str) -> list[Piece]:
    if _deceives(token):
        return [Piece(f"{token} {_ascii(token)}", Look.FRAMED)]
    return _characters(token)


def _deceives(token: str) -> bool:
    """Tell whether a word mixes scripts, or is a host that letters beyond ASCII are part of."""
    if token.isascii() or any(_hidden(char) for char in token):
        return False
    scripts = {_script(char) for char in token if char.isalpha()}
    return len(scripts - {""}) > 1 or _HOST.match(token) is not None


def _script(char: str) -> str:
    name = unicodedata.name(char, "").split(" ")[0]
    return "CJK" if name in _TOGETHER else name


def _ascii(token: str) -> str:
    labels = [
        label if label.isascii() else f"xn--{label.lower().encode('punycode').decode()}"
        for label in token.split(".")
    ]
    return ".".join(labels)


def _characters(text: str) -> list[Piece]:
    return [_character(char) for char in text]


def _character(char: str) -> Piece:
    if char == "\t":
        return Piece("→   ", Look.FAINT)
    return Piece(visible(char), Look.FRAMED if _hidden(char) else Look.PLAIN)


def _joined(made: list[Piece]) -> list[Piece]:
    """Join neighbours that are drawn alike; what runs from right to left stays by itself."""
    found: list[Piece] = []
    for piece in made:
        last = found[-1] if found else None
        plain = piece.look is Look.PLAIN and last is not None and last.look is Look.PLAIN
        if plain and last is not None and not _turns(piece.text) and not _turns(last.text[-1]):
            found[-1] = Piece(last.text + piece.text)
        else:
            found.append(piece)
    return found


def _turns(text: str) -> bool:
    return any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in text)


def _hidden(char: str) -> bool:
    return visible(char) != char


def _named(char: str) -> str:
    name = unicodedata.name(char, "").lower() or _CONTROLS.get(ord(char), "")
    return f" ({name or visible(char)}) "
