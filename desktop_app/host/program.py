"""How this program starts itself again: from a checkout or a wheel by Python, built by its file.

Windows has two built programs, since one there either has a console or has none: children that talk
through pipes are `countersign.exe`, what a person starts is `countersign-tray.exe`.
"""

from __future__ import annotations

import sys
from pathlib import Path

_TRAY = "countersign-tray.exe"
_CONSOLE = "countersign.exe"


def own_program() -> list[str]:
    """Return the command of this program, whose standard streams work."""
    if not _is_built():
        return [sys.executable, "-P", "-m", "desktop_app"]  # -P: import nothing from where we stand
    return [_beside(_CONSOLE)]


def own_tray() -> list[str]:
    """Return the command that starts the tray, without a console where that is a choice."""
    if not _is_built():
        return own_program()
    return [_beside(_TRAY)]


def _is_built() -> bool:
    return bool(getattr(sys, "frozen", False))


def _beside(name: str) -> str:
    """Return the program of that name beside the running one on Windows, else the running one."""
    other = Path(sys.executable).with_name(name)
    return str(other) if sys.platform == "win32" and other.is_file() else sys.executable
