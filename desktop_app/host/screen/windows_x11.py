"""Windows of an X11 desktop, by what its window manager and the windows themselves say.

Promise: managed windows come from the window manager's list; pop-ups that it does not manage
(menus, prompts that grab the keyboard) from the root's own children; without a window manager all
do. What is not mapped is not told. The frame is the manager's; a shadow is not part of it.

Sources: https://specifications.freedesktop.org/wm-spec/latest/ (EWMH 1.5),
https://www.x.org/releases/current/doc/xorg-docs/icccm/icccm.html 4.1.2.5 (WM_CLASS)
"""

from __future__ import annotations

import socket
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from Xlib import X
from Xlib.display import Display
from Xlib.error import ConnectionClosedError, DisplayError, XauthError, XError
from Xlib.protocol import request

from desktop_app.host.screen.frame import Box
from desktop_app.host.screen.windows import MAX_WINDOWS, Told, Untold, Window, Windows

_GONE = (ConnectionClosedError, DisplayError, XauthError, OSError)
_MAX_LENGTH = 4096  # of a property, in 4 bytes: more windows than we look at
_PROPERTIES = ("_NET_WM_PID", "WM_CLASS", "_NET_WM_NAME", "WM_NAME", "_NET_FRAME_EXTENTS")
CONNECT_S = 1.0


class X11Windows:
    """`WindowList` of an X server.

    Args:
        display: its name, of this machine (`choose.is_local`).
    """

    def __init__(self, display: str) -> None:
        self._name = display
        self._display: Any = None  # the types of python-xlib do not cover what is asked here

    def look(self) -> Windows:
        """Return the windows that are mapped now; `Untold` when the server does not answer."""
        try:
            if self._display is None:
                self._display = _open(self._name)
            return self._windows()
        except (*_GONE, XError):
            self.close()
            return Untold("The X server does not answer.", gone=True)

    def close(self) -> None:
        """Hang up; no error when the server has done so."""
        display, self._display = self._display, None
        if display is not None:
            with suppress(*_GONE, XError):
                display.close()
            display.display.socket.close()  # left open where the server hung up first

    def _windows(self) -> Windows:
        root = self._display.screen().root
        managed = self._managed(root.id)
        active = self._numbers(root.id, "_NET_ACTIVE_WINDOW")
        children = [child.id for child in root.query_tree().children]
        numbers = list(dict.fromkeys([*(managed or ()), *children]))
        if len(numbers) > MAX_WINDOWS:  # who floods the list hides nothing: there is no picture
            return Untold("There are too many windows.")
        # All is asked before anything is waited for: one round trip, not eight for each window.
        asked = [self._ask(number, root.id) for number in numbers]
        unmanaged = set(numbers).difference(managed) if managed is not None else set()
        found = []
        for questions in asked:
            try:
                window = _window(questions, popup=questions.number in unmanaged)
            except XError:  # closed meanwhile
                continue
            if window is not None:
                found.append(replace(window, active=[window.number] == active))
        return Told(tuple(found))

    def _managed(self, root: int) -> list[int] | None:
        """Return what the window manager lists, the lowest first; None where there is no manager.

        One that died leaves an old list behind, but not the window that says that it lives.
        """
        name = "_NET_SUPPORTING_WM_CHECK"
        check = self._numbers(root, name)
        try:
            if not check or self._numbers(check[0], name) != check:
                return None
        except XError:
            return None
        stacked = self._numbers(root, "_NET_CLIENT_LIST_STACKING")
        return self._numbers(root, "_NET_CLIENT_LIST") if stacked is None else stacked

    def _ask(self, number: int, root: int) -> _Questions:
        link: Any = self._display.display
        late: Any = {"display": link, "defer": True}
        return _Questions(
            number,
            request.GetWindowAttributes(**late, window=number),
            request.GetGeometry(**late, drawable=number),
            request.TranslateCoords(**late, src_wid=number, dst_wid=root, src_x=0, src_y=0),
            {name: self._property(number, name, defer=True) for name in _PROPERTIES},
        )

    def _numbers(self, window: int, name: str) -> list[int] | None:
        return _numbers_of(self._property(window, name))

    def _property(self, window: int, name: str, *, defer: bool = False) -> Any:
        asked: Any = {"display": self._display.display, "defer": defer, "delete": False}
        return request.GetProperty(
            **asked,
            window=window,
            property=self._display.get_atom(name),
            type=X.AnyPropertyType,
            long_offset=0,
            long_length=_MAX_LENGTH,
        )


@dataclass(frozen=True, slots=True)
class _Questions:
    """What was asked of one window; each `reply()` waits, and raises `XError` when it is gone."""

    number: int
    attributes: Any
    geometry: Any
    place: Any
    properties: dict[str, Any]


def _window(asked: _Questions, *, popup: bool) -> Window | None:
    """Return a window that can be seen; None for another.

    A child of the root that is no pop-up is a manager's frame: its window is in the list.
    """
    told = asked.attributes
    told.reply()
    if told.map_state != X.IsViewable or told.win_class != X.InputOutput:
        return None
    if popup and not told.override_redirect:
        return None
    pids = _numbers_of(asked.properties["_NET_WM_PID"])
    parts = _bytes_of(asked.properties["WM_CLASS"]).split(b"\0")[:2]
    return Window(
        number=asked.number,
        classes=tuple(part.decode("latin-1") for part in parts if part),
        title=_title(asked.properties),
        box=_box(asked),
        pid=pids[0] if pids else None,
    )


def _box(asked: _Questions) -> Box:
    geometry, place = asked.geometry, asked.place
    geometry.reply()
    place.reply()  # of what is within the border
    extents = _numbers_of(asked.properties["_NET_FRAME_EXTENTS"]) or []
    border = int(geometry.border_width)
    left, right, top, bottom = extents if len(extents) == 4 else [border] * 4  # noqa: PLR2004
    return Box(
        place.x - left,
        place.y - top,
        int(geometry.width) + left + right,
        int(geometry.height) + top + bottom,
    )


def _title(properties: dict[str, Any]) -> str:
    newer = _bytes_of(properties["_NET_WM_NAME"])
    return newer.decode("utf-8", "replace") or _bytes_of(properties["WM_NAME"]).decode("latin-1")


def _numbers_of(asked: Any) -> list[int] | None:
    """Return the numbers of a property; None when there is none, or it holds text."""
    value = _value(asked)
    return None if value is None or isinstance(value, (bytes, str)) else list(map(int, value))


def _bytes_of(asked: Any) -> bytes:
    value = _value(asked)
    return value if isinstance(value, bytes) else b""


def _value(asked: Any) -> Any:
    asked.reply()
    return asked.value[1] if asked.property_type else None


def _open(name: str) -> Any:
    """Connect; python-xlib would leave a socket open for each server that is not there."""
    _, _, number = name.rpartition(":")
    path = f"/tmp/.X11-unix/X{number.partition('.')[0]}"  # noqa: S108 - where X servers listen
    with socket.socket(socket.AF_UNIX) as tried:
        tried.settimeout(CONNECT_S)
        tried.connect(path if Path(path).exists() else f"\0{path}")
    display = Display(f"unix/:{number}")  # never over TCP, which it would try else
    display.set_error_handler(lambda *_: None)  # late answers about windows that are gone
    return display
