"""Whether windows can be shown here: asked before Qt is, which ends the process where they cannot.

Promise: no answer takes longer than a refused connection does. Linux asks the X server (through
libxcb, as Qt does, so that a missing or wrong authority shows too) or looks for the compositor's
socket; elsewhere a desktop is taken for granted.
"""

from __future__ import annotations

import ctypes
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_WITHOUT = ("offscreen", "minimal", "vnc", "linuxfb", "eglfs")  # Qt platforms that need neither
_LIBRARIES = {  # what Qt's xcb platform loads, and the Debian package that brings it
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
_NONE = "There is no display here: neither DISPLAY nor WAYLAND_DISPLAY is set."


def why_none(environment: Mapping[str, str]) -> str:
    """Return why no window can be shown, as a sentence; "" where one can."""
    if not sys.platform.startswith("linux"):
        return ""
    platform = environment.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if platform in _WITHOUT:
        return ""
    if environment.get("WAYLAND_DISPLAY") and platform != "xcb":
        told = _why_no_wayland(environment)
        if not told or not environment.get("DISPLAY"):
            return told
    if environment.get("DISPLAY"):
        return _why_no_x(environment["DISPLAY"])
    return _NONE


def _why_no_wayland(environment: Mapping[str, str]) -> str:
    name = environment["WAYLAND_DISPLAY"]
    path = Path(environment.get("XDG_RUNTIME_DIR", "")) / name
    try:
        found = stat.S_ISSOCK(path.stat().st_mode)
    except OSError:
        found = False
    return "" if found else f"No Wayland compositor answers at {name}."


def _why_no_x(display: str) -> str:
    missing = [package for name, package in _LIBRARIES.items() if not _loads(name)]
    if missing:
        return f"Libraries that windows need are missing: {', '.join(missing)}."
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(display.encode(), None)
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return f"The X server {display} does not answer, or does not let us in." if failed else ""


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True
