"""A launch agent of this user, read at log-in. Not tried on macOS yet."""

from __future__ import annotations

import plistlib
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.errors import StorageError
from desktop_app.host import files

if TYPE_CHECKING:
    from collections.abc import Sequence

LABEL = "countersign.tray"
FILE = f"Library/LaunchAgents/{LABEL}.plist"


class LaunchAgent:
    """`Autostart` of macOS."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = list(command)
        self.path = Path.home() / FILE

    def on(self) -> None:
        """Write our agent."""
        agent = {
            "Label": LABEL,
            "LimitLoadToSessionType": "Aqua",
            "ProcessType": "Interactive",
            "ProgramArguments": self._command,
            "RunAtLoad": True,
        }
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"Cannot make {self.path.parent}: {error.strerror}.") from error
        files.write_durable(self.path, plistlib.dumps(agent), mode=0o644)

    def off(self) -> None:
        """Remove our agent; what runs now goes on."""
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise StorageError(f"Cannot remove {self.path}: {error.strerror}.") from error

    def state(self) -> bool:
        """Return whether our agent is there."""
        return self.path.is_file()
