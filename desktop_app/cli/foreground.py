"""Runs a program in our place in the terminal, as a shell would: same streams, same exit codes.

What the terminal sends (Ctrl+C) reaches the program by itself and leaves us alone; what is
sent to us alone (`kill`, a closed terminal, Ctrl+C's signal without a terminal) is handed on. We
outlive the program in any case but SIGKILL, so that its end is recorded.
"""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from types import FrameType

NOT_EXECUTABLE, NOT_FOUND = 126, 127  # as shells say it
_TYPED = ("SIGINT", "SIGQUIT")  # by a key: the whole foreground group gets it
_SENT = ("SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2")


def execute(command: Sequence[str], environment: Mapping[str, str]) -> tuple[int, str]:
    """Run a program to its end; return (exit code as a shell gives it, why it did not start or "").

    A program that a signal ended has 128 + the signal's number.
    """
    waiting: list[int] = []
    child: subprocess.Popen[bytes] | None = None

    def hand_on(number: int, _frame: FrameType | None) -> None:
        if child is None:
            waiting.append(number)
        elif not (_is_typed(number) and _in_foreground()):
            _send(child, number)

    with _handled(hand_on):
        try:
            child = subprocess.Popen(command, env=dict(environment))  # noqa: S603 - the person's own command line
        except FileNotFoundError:
            return NOT_FOUND, f"{command[0]}: no such program"
        except (OSError, ValueError) as error:  # ValueError: a NUL in an argument
            return NOT_EXECUTABLE, f"{command[0]}: {getattr(error, 'strerror', None) or error}"
        for number in waiting:
            _send(child, number)
        code = child.wait()
    return (128 - code if code < 0 else code), ""


@contextmanager
def _handled(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Set a handler for each signal that is not ignored already (as under nohup), and put back."""
    earlier: dict[
        int, signal.Handlers | int | Callable[[int, FrameType | None], object] | None
    ] = {}
    for name in (*_TYPED, *_SENT):
        number = getattr(signal, name, None)  # Windows has few of them
        if number is not None and signal.getsignal(number) != signal.SIG_IGN:
            earlier[number] = signal.signal(number, handler)
    try:
        yield
    finally:
        for number, old in earlier.items():
            signal.signal(number, old if old is not None else signal.SIG_DFL)


def _is_typed(number: int) -> bool:
    return signal.Signals(number).name in _TYPED


def _in_foreground() -> bool:
    """Return whether keys typed at our terminal reach the program without us."""
    if os.name != "posix":
        return True  # the console tells every process attached to it
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(terminal)


def _send(child: subprocess.Popen[bytes], number: int) -> None:
    with suppress(OSError):  # it has ended meanwhile
        child.send_signal(number)
