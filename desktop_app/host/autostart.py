"""Starting at log-in, by each system's own means, for this user alone.

Promise: `state` says what the session would do, whoever set it so; `on` and `off` change one entry
of ours and nothing else, and doing either twice is doing it once. Linux is tried; Windows and macOS
are written for and were not tried.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence


class Autostart(Protocol):
    """One way to be started at log-in."""

    def on(self) -> None:
        """Have it started at each log-in from now on.

        Raises:
            StorageError: it cannot be written down.
        """
        ...

    def off(self) -> None:
        """Have it started no more.

        Raises:
            StorageError: it cannot be written down.
        """
        ...

    def state(self) -> bool:
        """Return whether it is started at log-in."""
        ...


def of_system(command: Sequence[str]) -> Autostart:
    """Return this system's way.

    Args:
        command: what to start: an absolute path and its arguments.
    """
    if sys.platform == "win32":
        from desktop_app.host.autostart_windows import RunKey, run_values  # noqa: PLC0415 - there

        return RunKey(command, run_values())
    if sys.platform == "darwin":
        from desktop_app.host.autostart_macos import LaunchAgent  # noqa: PLC0415 - there alone

        return LaunchAgent(command)
    from desktop_app.host.autostart_linux import XDGEntry  # noqa: PLC0415 - there alone

    return XDGEntry(command)
