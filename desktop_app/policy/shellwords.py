"""A shell command taken apart as far as it is plain; None as soon as it is not.

MUST never take a string for simpler than a POSIX shell, bash or zsh takes it: whatever one of them
could read in another way (here-documents, substitutions, ANSI-C quotes, comments, control
characters, reserved words, line continuations) is not taken apart at all.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

MAX_CHARS = 64 * 1024
MAX_COMMANDS = 200
RESERVED = frozenset(
    (
        *("if", "then", "else", "elif", "fi", "for", "while", "until", "do", "done", "case"),
        *("esac", "function", "select", "time", "coproc", "in", "[[", "]]", "{", "}", "!"),
        *("repeat", "foreach", "end", "nocorrect", "noglob", "-"),
    )
)
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*(?:\[[^]]*\])?\+?=", re.ASCII)
_NAME_AFTER_DOLLAR = re.compile(r"[A-Za-z_]\w*|[0-9@*#?$!_-]", re.ASCII)
_DIGITS = tuple("0123456789")
_SEPARATORS = ("&&", "||", "|&", ";", "&", "|", "\n")
_REDIRECTS = (">>", ">|", ">&", "<>", "<&", ">", "<")
_GLOB = "*?[{"


@dataclass(frozen=True, slots=True)
class Word:
    """One word, its quotes taken off.

    Attributes:
        text: what is left; a variable stands in it as `$`.
        known: nothing in it is worked out by the shell but globs.
        glob: it names files by a pattern.
        quoted: some of it stood in quotes.
    """

    text: str
    known: bool = True
    glob: bool = False
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Redirect:
    """`2>&1`, `< file`: what is turned where."""

    operator: str
    target: Word


@dataclass(slots=True)
class Command:
    """A simple command: words, redirects, and whether variables are set for it alone."""

    words: list[Word] = field(default_factory=list)
    redirects: list[Redirect] = field(default_factory=list)
    sets_variables: bool = False


@dataclass(slots=True)
class Line:
    """Pipelines, and what stands between them.

    Attributes:
        pipelines: each of one command or more.
        separators: what separates or ends them, pipes too: with any it is more than one
            simple command.
    """

    pipelines: list[list[Command]] = field(default_factory=list)
    separators: list[str] = field(default_factory=list)


class _NotPlainError(Exception):
    """The string is not taken apart."""


def take_apart(text: str) -> Line | None:
    """Return a command taken apart; None where shells could read more in it than we do."""
    if len(text) > MAX_CHARS or not text.strip(" \t\n"):
        return None
    try:
        return _Reader(text.strip(" \t\n")).read()
    except _NotPlainError:
        return None


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = Line()
        self._command = Command()
        self._pipeline: list[Command] = []
        self._must_go_on = False  # after && or ||

    def read(self) -> Line:
        while self._at < len(self._text):
            if self._peek() in " \t":
                self._at += 1
            elif not (self._separator() or self._redirect()):
                self._add(self._word())
        if self._command.words or self._command.redirects or self._command.sets_variables:
            self._end_command()
        elif self._pipeline:
            raise _NotPlainError  # ends in a pipe
        self._end_pipeline()
        return self._line

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _separator(self) -> bool:
        found = next((s for s in _SEPARATORS if self._text.startswith(s, self._at)), None)
        if found is None or self._text.startswith("&>", self._at):
            return False
        if self._text.startswith((";;", ";&"), self._at):
            raise _NotPlainError
        self._at += len(found)
        if found == "\n" and not (self._command.words or self._pipeline):
            return True
        self._line.separators.append(found)
        self._end_command()
        if found not in ("|", "|&"):
            self._end_pipeline()
            self._must_go_on = found in ("&&", "||")
        return True

    def _end_command(self) -> None:
        if not self._command.words or len(self._line.separators) > MAX_COMMANDS:
            raise _NotPlainError  # nothing but redirects or assignments; or too many to look at
        self._pipeline.append(self._command)
        self._command = Command()
        self._must_go_on = False

    def _end_pipeline(self) -> None:
        if self._must_go_on:
            raise _NotPlainError
        if self._pipeline:
            self._line.pipelines.append(self._pipeline)
        self._pipeline = []

    def _redirect(self) -> bool:
        after = self._at
        while self._text[after : after + 1] in _DIGITS:
            after += 1
        if self._text.startswith(("&>", "<<", "<(", ">("), after):
            raise _NotPlainError
        found = next((r for r in _REDIRECTS if self._text.startswith(r, after)), None)
        if found is None:
            return False
        self._at = after + len(found)
        while self._peek() and self._peek() in " \t":
            self._at += 1
        self._command.redirects.append(Redirect(found, self._word()))
        return True

    def _add(self, word: Word) -> None:
        command = self._command
        if not command.words:
            if not word.quoted and _ASSIGNMENT.match(word.text):
                command.sets_variables = True
                return
            if word.text in RESERVED:
                raise _NotPlainError
        command.words.append(word)

    # --- one word -------------------------------------------------------------------------------

    def _word(self) -> Word:
        start, pieces = self._at, _Pieces()
        while self._at < len(self._text):
            char = self._peek()
            if char in " \t\n;&|<>":
                break
            self._piece(char, pieces, first=self._at == start)
        if self._at == start:
            raise _NotPlainError  # a redirect to nothing
        return Word("".join(pieces.text), pieces.known, pieces.glob, pieces.quoted)

    def _piece(self, char: str, pieces: _Pieces, *, first: bool) -> None:
        if char == "'":
            self._single(pieces)
        elif char == '"':
            self._double(pieces)
        elif char == "\\":
            pieces.add_quoted(self._escaped())
        elif char == "$":
            self._variable(pieces)
        elif char in "`()" or (first and char == "#") or _is_strange(char):
            raise _NotPlainError
        else:
            pieces.glob |= char in _GLOB
            pieces.known &= not (first and char == "=")  # zsh: the path of a program
            pieces.text.append(char)
            self._at += 1

    def _single(self, pieces: _Pieces) -> None:
        end = self._text.find("'", self._at + 1)
        if end < 0:
            raise _NotPlainError
        pieces.add_quoted(self._text[self._at + 1 : end])
        self._at = end + 1

    def _double(self, pieces: _Pieces) -> None:
        self._at += 1
        pieces.quoted = True
        while (char := self._peek()) != '"':
            if char in ("", "`"):
                raise _NotPlainError
            if char == "\\" and self._text[self._at + 1 : self._at + 2] in tuple('$`"\\\n'):
                pieces.add_quoted(self._escaped())
            elif char == "$":
                self._variable(pieces)
            else:
                pieces.text.append(char)
                self._at += 1
        self._at += 1

    def _escaped(self) -> str:
        char = self._text[self._at + 1 : self._at + 2]
        if char in ("", "\n"):
            raise _NotPlainError
        self._at += 2
        return char

    def _variable(self, pieces: _Pieces) -> None:
        name = _NAME_AFTER_DOLLAR.match(self._text, self._at + 1)
        if name is None:
            if self._text[self._at + 1 : self._at + 2] in tuple("({['\""):
                raise _NotPlainError  # substitution, arithmetic, ANSI-C quotes
            pieces.add_quoted("$")
            self._at += 1
            return
        pieces.text.append("$")
        pieces.known = False
        self._at = name.end()


class _Pieces:
    """What a word is made of."""

    __slots__ = ("glob", "known", "quoted", "text")

    def __init__(self) -> None:
        self.text: list[str] = []
        self.known = True
        self.glob = False
        self.quoted = False

    def add_quoted(self, text: str) -> None:
        self.text.append(text)
        self.quoted = True


def _is_strange(char: str) -> bool:
    """Tell whether a character outside quotes may be read as white space, or is not seen at all."""
    return unicodedata.category(char)[0] in "CZ"
