"""Questions to the person at the controlling terminal, never to standard input.

Promise: what an agent pipes into a command never answers. Where there is no terminal, the answer is
NOT_ANSWERED_BY_PERSON. Control characters in a question are shown as `?`, so that what an agent
named cannot repaint the terminal.
"""

from __future__ import annotations

import getpass
import sys
import warnings
from pathlib import Path

from desktop_app.errors import NotAnsweredByPersonError

_MAX_ANSWER = 1024


def confirm_on_tty(question: str, word: str) -> None:
    """Ask the person to type a word.

    Raises:
        NotAnsweredByPersonError: no terminal, or another answer.
    """
    answer = _ask(f"{clean(question)}\nType {word!r} to go on: ")
    if answer != word:
        raise NotAnsweredByPersonError(f"{word!r} was not typed.", hint="Nothing was changed.")


def ask_passphrase(prompt: str) -> str:
    """Ask for a passphrase without showing it.

    Raises:
        NotAnsweredByPersonError: no terminal.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)  # it would read standard input
        try:
            return getpass.getpass(clean(prompt))
        except (getpass.GetPassWarning, OSError, EOFError) as error:
            raise _no_terminal() from error


def clean(text: str) -> str:
    """Return a text with every character that is not printable, but newlines, as `?`."""
    return "".join(char if char.isprintable() or char == "\n" else "?" for char in text)


def _ask(prompt: str) -> str:
    names = ("CONOUT$", "CONIN$") if sys.platform == "win32" else ("/dev/tty", "/dev/tty")
    try:
        with Path(names[0]).open("w", encoding="utf-8") as screen:
            screen.write(prompt)
        with Path(names[1]).open(encoding="utf-8", errors="replace") as keyboard:
            return keyboard.readline(_MAX_ANSWER).strip()
    except OSError as error:
        raise _no_terminal() from error


def _no_terminal() -> NotAnsweredByPersonError:
    return NotAnsweredByPersonError("There is no terminal to ask the person at.")
