"""What a desktop is made of, and whether this machine has it."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

NOTIFYD = "/usr/lib/*/xfce4/notifyd/xfce4-notifyd"
# program -> Debian package
_ALWAYS = {
    "Xvfb": "xvfb",
    "dbus-daemon": "dbus",
    "openbox": "openbox",
    "xdotool": "xdotool",
    "xprop": "x11-utils",
    "xwininfo": "x11-utils",
    "xsetroot": "x11-xserver-utils",
}
_PANELS = {"xfce": {"xfce4-panel": "xfce4-panel"}, "tint2": {"tint2": "tint2"}, "none": {}}
_NOTIFIERS = {"xfce": {NOTIFYD: "xfce4-notifyd"}, "dunst": {"dunst": "dunst"}, "none": {}}
_KEYRING = {"gnome-keyring-daemon": "gnome-keyring"}


@dataclass(frozen=True)
class Choice:
    """Parts of a desktop.

    Attributes:
        panel: where tray icons are.
        notifications: who draws them.
        keyring: "locked" holds what an unlocked one kept before.
        size: of the screen, in pixels.
    """

    panel: Literal["xfce", "tint2", "none"] = "xfce"
    notifications: Literal["xfce", "dunst", "none"] = "xfce"
    keyring: Literal["unlocked", "locked", "none"] = "unlocked"
    size: tuple[int, int] = (1600, 900)


def missing(choice: Choice) -> str:
    """Return why such a desktop cannot be had here, or ""."""
    if sys.platform != "linux":
        return "needs X11"
    programs: dict[str, str] = {
        **_ALWAYS,
        **_PANELS[choice.panel],
        **_NOTIFIERS[choice.notifications],
        **({} if choice.keyring == "none" else _KEYRING),
    }
    lacks = sorted({package for name, package in programs.items() if not _has(name)})
    return f"needs the packages {' '.join(lacks)}" if lacks else ""


def _has(program: str) -> bool:
    return bool(files(program)) if program.startswith("/") else shutil.which(program) is not None


def files(pattern: str) -> list[Path]:
    """Return the files that match an absolute pattern."""
    return sorted(Path("/").glob(pattern.removeprefix("/")))
