"""An autostart entry of the XDG kind.

Promise: `$XDG_CONFIG_HOME/autostart/countersign.desktop` is the only file that is written. A
package may bring a system-wide entry of the same name (`/etc/xdg/autostart`): ours comes before it,
and turning it off hides that one as well.

Sources: https://specifications.freedesktop.org/autostart-spec/latest/,
https://specifications.freedesktop.org/desktop-entry-spec/latest/
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.errors import CountersignError, StorageError
from desktop_app.host import files

if TYPE_CHECKING:
    from collections.abc import Sequence

FILE = "autostart/countersign.desktop"
_MAX_BYTES = 1 << 16
_HEAD = "[Desktop Entry]\nType=Application\nName=Countersign\n"
_PLAIN = re.compile(r"[A-Za-z0-9_@%+=:,./-]+")


class XDGEntry:
    """`Autostart` of a desktop that follows the XDG specifications."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self.path = _config_home() / FILE

    def on(self) -> None:
        """Write our entry; it comes before a system-wide one."""
        self._write(
            f"{_HEAD}Comment=Records what agents do on this computer\n"
            f"Exec={exec_line(self._command)}\n"
            f"TryExec={_value(self._command[0])}\n"
            "Icon=countersign\n"
            "Terminal=false\n"
            "StartupNotify=false\n"
            "X-GNOME-Autostart-enabled=true\n"
        )

    def off(self) -> None:
        """Remove our entry; hide a system-wide one."""
        if _system_entry() is not None:
            self._write(f"{_HEAD}Hidden=true\n")
            return
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise StorageError(f"Cannot remove {self.path}: {error.strerror}.") from error

    def state(self) -> bool:
        """Return whether the entry that counts is there and not hidden."""
        for path in (self.path, _system_entry()):
            keys = _keys(path) if path is not None else None
            if keys is not None:
                hidden = keys.get("Hidden") == "true"
                return not hidden and keys.get("X-GNOME-Autostart-enabled") != "false"
        return False

    def _write(self, text: str) -> None:
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"Cannot make {self.path.parent}: {error.strerror}.") from error
        files.write_durable(self.path, text.encode(), mode=0o644)


def exec_line(command: Sequence[str]) -> str:
    """Return the value of `Exec`: quoted where it must be, field codes taken literally."""
    return _value(" ".join(_quoted(word.replace("%", "%%")) for word in command))


def _quoted(word: str) -> str:
    if _PLAIN.fullmatch(word):
        return word
    return '"' + re.sub(r'(["`$\\])', r"\\\1", word) + '"'


def _value(text: str) -> str:
    """Escape what a string value may not hold as it is."""
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")


def _config_home() -> Path:
    given = os.environ.get("XDG_CONFIG_HOME", "")
    return Path(given) if Path(given).is_absolute() else Path.home() / ".config"


def _system_entry() -> Path | None:
    """Return the system-wide entry that counts, if there is one."""
    directories = os.environ.get("XDG_CONFIG_DIRS") or "/etc/xdg"
    entries = (Path(it) / FILE for it in directories.split(":") if Path(it).is_absolute())
    return next((entry for entry in entries if entry.is_file()), None)


def _keys(path: Path) -> dict[str, str] | None:
    """Return the keys of an entry's own group; None when it cannot be read."""
    try:
        data = files.read_bounded(path, _MAX_BYTES)
    except CountersignError:
        return None  # the session cannot use it either
    if data is None:
        return None
    _, _, group = data.decode("utf-8", "replace").partition("[Desktop Entry]")
    lines = group.partition("\n[")[0].splitlines()
    pairs = (line.partition("=") for line in lines if not line.startswith("#"))
    return {name.strip(): value.strip() for name, _, value in pairs}
