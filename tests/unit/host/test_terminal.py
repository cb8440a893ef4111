"""host.terminal: only the person at the terminal answers."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time

import pytest

from desktop_app.host.terminal import clean

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")

_SCRIPT = """
import fcntl, os, sys, termios
if sys.argv[1] != "none":
    fcntl.ioctl(int(sys.argv[1]), termios.TIOCSCTTY, 0)
from desktop_app.errors import NotAnsweredByPersonError
from desktop_app.host import terminal
try:
    if sys.argv[2] == "confirm":
        terminal.confirm_on_tty("Reveal \\x1b[2Jit?", "reveal")
        print("confirmed")
    else:
        print(terminal.ask_passphrase("Passphrase: "))
except NotAnsweredByPersonError as error:
    print(error)
"""


def _run(action: str, typed: bytes | None) -> tuple[str, bytes]:
    """Run the script on a terminal of its own (None: without one), with a lying standard input."""
    master, slave = os.openpty() if typed is not None else (-1, -1)
    lies, told = os.pipe()
    os.write(told, b"reveal\n" * 3)
    os.close(told)
    child = subprocess.Popen(
        [sys.executable, "-c", _SCRIPT, "none" if typed is None else str(slave), action],
        stdin=lies,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pass_fds=() if typed is None else (slave,),
        start_new_session=True,
    )
    os.close(lies)
    screen = b""
    deadline = time.monotonic() + 60
    while typed is not None and b": " not in screen and time.monotonic() < deadline:
        if select.select([master], [], [], 0.1)[0]:
            screen += os.read(master, 4096)
    if typed is not None:
        os.write(master, typed)
    output = child.communicate(timeout=60)[0].decode()
    if typed is not None:
        os.close(slave)
        os.close(master)
    return output.strip(), screen


def test_the_right_word_at_the_terminal_confirms() -> None:
    """And the question shows control characters as question marks."""
    output, screen = _run("confirm", b"reveal\n")
    assert output == "confirmed"
    assert b"Reveal ?[2Jit?" in screen


def test_another_answer_does_not() -> None:
    """Standard input says the word; the person did not."""
    assert _run("confirm", b"no\n")[0] == "'reveal' was not typed."


@pytest.mark.parametrize("action", ["confirm", "passphrase"])
def test_without_a_terminal_nobody_answers(action: str) -> None:
    """Piped answers never count."""
    assert _run(action, None)[0] == "There is no terminal to ask the person at."


def test_a_passphrase_is_read_from_the_terminal() -> None:
    """Not from standard input."""
    assert _run("passphrase", b"correct horse\n")[0] == "correct horse"


def test_control_and_direction_characters_are_shown_as_question_marks() -> None:
    """Newlines stay."""
    assert clean("a\x1b[31m\u202eb\nc\r") == "a?[31m?b\nc?"
