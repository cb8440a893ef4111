r"""A value under `HKCU\Software\Microsoft\Windows\CurrentVersion\Run`. Not tried on Windows yet."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

NAME = "Countersign"
_RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"


class RunValues(Protocol):
    """The values of the Run key."""

    def get(self, name: str) -> str | None:
        """Return a value, or None."""
        ...

    def set(self, name: str, value: str) -> None:
        """Set a value."""
        ...

    def delete(self, name: str) -> None:
        """Delete a value, if it is there."""
        ...


class RunKey:
    """`Autostart` of Windows."""

    def __init__(self, command: Sequence[str], values: RunValues) -> None:
        self._line = subprocess.list2cmdline(command)
        self._values = values

    def on(self) -> None:
        """Set our value."""
        self._values.set(NAME, self._line)

    def off(self) -> None:
        """Delete our value."""
        self._values.delete(NAME)

    def state(self) -> bool:
        """Return whether there is a value of our name."""
        return self._values.get(NAME) is not None


if sys.platform == "win32":
    import winreg

    from desktop_app.errors import StorageError

    class _Registry:
        def get(self, name: str) -> str | None:
            try:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _RUN) as key:
                    return str(winreg.QueryValueEx(key, name)[0])
            except OSError:
                return None

        def set(self, name: str, value: str) -> None:
            try:
                with winreg.CreateKey(winreg.HKEY_CURRENT_USER, _RUN) as key:
                    winreg.SetValueEx(key, name, 0, winreg.REG_SZ, value)
            except OSError as error:
                raise StorageError(f"Cannot write the Run key: {error}.") from error

        def delete(self, name: str) -> None:
            if self.get(name) is None:
                return
            try:
                with winreg.CreateKey(winreg.HKEY_CURRENT_USER, _RUN) as key:
                    winreg.DeleteValue(key, name)
            except OSError as error:
                raise StorageError(f"Cannot write the Run key: {error}.") from error

    def run_values() -> RunValues:
        """Return the Run key of this user."""
        return _Registry()
