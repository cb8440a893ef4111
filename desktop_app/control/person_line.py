"""The person's line: a pair of sockets over which the tray that started a recorder talks to it.

Promise: nobody but the two processes has an end of it, so what comes over it comes from the
person's own window, and no file holds a token that could say so (`resources/docs/control.md`).

    line = PersonLine()
    subprocess.Popen([..., "serve", "--person-fd", str(line.fd)], pass_fds=[line.fd])
    line.handed_over()
    line.client.call("pause", {"for_s": 900, "confirmed": True})
"""

from __future__ import annotations

import os
import stat
from multiprocessing import Pipe
from multiprocessing.connection import Connection

from desktop_app.control.client import ControlClient
from desktop_app.errors import UsageError
from desktop_app.model.closing import Closing


class PersonLine(Closing):
    """The tray's part of it (not on Windows).

    Attributes:
        client: asks over it; one call at a time.
    """

    def __init__(self) -> None:
        ours, self._theirs = Pipe()
        self.client = ControlClient(ours)

    @property
    def fd(self) -> int:
        """The recorder's end: a file descriptor that it must inherit under this number."""
        return self._theirs.fileno()

    def handed_over(self) -> None:
        """Let go of the recorder's end once it has it: its death then ends the line."""
        self._theirs.close()

    def close(self) -> None:
        """Hang up; the recorder goes on."""
        self._theirs.close()
        self.client.close()


def inherited(fd: int) -> Connection:
    """Return the recorder's end of the line, which no child of its own will have.

    Raises:
        UsageError: that number is no socket of ours.
    """
    try:
        is_socket = stat.S_ISSOCK(os.fstat(fd).st_mode)
    except (OSError, OverflowError) as error:
        raise UsageError(f"--person-fd {fd}: there is no such file descriptor.") from error
    if not is_socket:
        raise UsageError(f"--person-fd {fd}: not a socket.")
    os.set_inheritable(fd, False)  # noqa: FBT003 - the standard library's own shape
    return Connection(fd)
