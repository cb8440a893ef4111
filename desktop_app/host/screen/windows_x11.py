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
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from Xlib import X
from Xlib.display import Display
from Xlib.error import ConnectionClosedError, DisplayError, XauthError, XError

from desktop_app.host.screen.frame import Box
from desktop_app.host.screen.windows import MAX_WINDOWS, Told, Untold, Window, Windows

if TYPE_CHECKING:
    from collections.abc import Iterator

_GONE = (ConnectionClosedError, DisplayError, XauthError, OSError)
_MAX_TEXT_BYTES = 4096
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
            return Told(tuple(self._windows()))
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

    def _windows(self) -> Iterator[Window]:
        root = self._display.screen().root
        managed = self._managed(root)
        active = self._numbers(root, "_NET_ACTIVE_WINDOW") or [0]
        children = [child.id for child in root.query_tree().children]
        told = managed or []
        unmanaged = [number for number in children if number not in set(told)]
        for number in [*told, *unmanaged][:MAX_WINDOWS]:
            must_be_popup = managed is not None and number in unmanaged
            try:
                found = self._window(root, number, popup=must_be_popup)
            except XError:  # closed meanwhile
                continue
            if found is not None:
                yield replace(found, active=number == active[0])

    def _managed(self, root: Any) -> list[int] | None:
        """Return what the window manager lists, the lowest first; None where there is no manager.

        One that died leaves an old list behind, but not the window that says that it lives.
        """
        name = "_NET_SUPPORTING_WM_CHECK"
        check = self._numbers(root, name)
        try:
            window = self._display.create_resource_object("window", check[0] if check else 0)
            if not check or self._numbers(window, name) != check:
                return None
        except XError:
            return None
        stacked = self._numbers(root, "_NET_CLIENT_LIST_STACKING")
        return self._numbers(root, "_NET_CLIENT_LIST") if stacked is None else stacked

    def _window(self, root: Any, number: int, *, popup: bool) -> Window | None:
        """Return a window that can be seen; None for another.

        A child of the root that is no pop-up is a manager's frame: its window is in the list.
        """
        window = self._display.create_resource_object("window", number)
        told = window.get_attributes()
        if told.map_state != X.IsViewable or told.win_class != X.InputOutput:
            return None
        if popup and not told.override_redirect:
            return None
        pids = self._numbers(window, "_NET_WM_PID")
        return Window(
            number=number,
            classes=tuple(window.get_wm_class() or ()),
            title=self._title(window),
            box=self._box(root, window),
            pid=pids[0] if pids else None,
        )

    def _box(self, root: Any, window: Any) -> Box:
        geometry = window.get_geometry()
        place = root.translate_coords(window, 0, 0)  # of what is within the border
        extents = self._numbers(window, "_NET_FRAME_EXTENTS") or []
        border = int(geometry.border_width)
        left, right, top, bottom = extents if len(extents) == 4 else [border] * 4  # noqa: PLR2004
        return Box(
            place.x - left,
            place.y - top,
            int(geometry.width) + left + right,
            int(geometry.height) + top + bottom,
        )

    def _title(self, window: Any) -> str:
        found = self._property(window, "_NET_WM_NAME")
        if isinstance(found, bytes):
            return found.decode("utf-8", "replace")
        older = window.get_wm_name() or ""
        return older if isinstance(older, str) else older.decode("latin-1")

    def _numbers(self, window: Any, name: str) -> list[int] | None:
        found = self._property(window, name)
        return None if found is None or isinstance(found, (bytes, str)) else list(map(int, found))

    def _property(self, window: Any, name: str) -> Any:
        atom = self._display.intern_atom(name)
        found = window.get_property(atom, X.AnyPropertyType, 0, _MAX_TEXT_BYTES)
        return None if found is None else found.value


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
