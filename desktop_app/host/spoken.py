"""A child process that is told what no other may read, and believed what it says.

Promise: on POSIX it is spoken to over sockets, which have no name: a pipe of a process that has
only just begun, and has not hardened itself yet, can be opened by any other of the same user by its
name in /proc, to be read, written, or held open. Windows has no such names, and gets pipes.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import IO


@dataclass(frozen=True, slots=True)
class Spoken:
    """A child, and the two lines to it.

    Attributes:
        process: it.
        tells: its standard input.
        hears: its standard output.
        ears: the socket behind `hears`, where it is one.
    """

    process: subprocess.Popen[bytes]
    tells: IO[bytes]
    hears: IO[bytes]
    ears: socket.socket | None = None

    def deafen(self) -> None:
        """Hear what was said, and then the end, whoever else holds its standard output."""
        if self.ears is not None:
            with suppress(OSError):  # closed by now
                self.ears.shutdown(socket.SHUT_RD)

    def close(self) -> None:
        """Hear no more; `tells` is its owner's to close."""
        self.hears.close()
        if self.ears is not None:
            self.ears.close()


def start(command: Sequence[str], environment: Mapping[str, str]) -> Spoken:
    """Start a program in a session of its own: Ctrl+C in a terminal is not for it.

    Raises:
        OSError: there is no such program, or no room for it.
    """
    if sys.platform == "win32":
        pipe = subprocess.PIPE
        child = subprocess.Popen(list(command), stdin=pipe, stdout=pipe, env=dict(environment))
        assert child.stdin is not None  # noqa: S101 - asked for
        assert child.stdout is not None  # noqa: S101 - asked for
        return Spoken(child, child.stdin, child.stdout)
    tells, stdin = socket.socketpair()
    ears, stdout = socket.socketpair()
    with stdin, stdout:
        try:
            child = subprocess.Popen(
                list(command),
                stdin=stdin.fileno(),
                stdout=stdout.fileno(),
                env=dict(environment),
                start_new_session=True,
            )
        except BaseException:
            tells.close()
            ears.close()
            raise
    return Spoken(child, os.fdopen(tells.detach(), "wb"), ears.makefile("rb"), ears)
