"""Real windows of one colour, where a test wants them, of the class that it wants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from Xlib import X, Xatom
from Xlib.display import Display

if TYPE_CHECKING:
    from desktop_app.host.screen.frame import Box


class Coloured:
    """A connection that has windows.

    Args:
        display: name of the X display.
    """

    def __init__(self, display: str) -> None:
        self._display = Display(display)

    def window(
        self,
        colour: int,
        box: Box,
        app: str = "Editor",
        title: str = "A window",
        *,
        popup: bool = False,
        old_title: bool = False,
    ) -> int:
        """Show a window; return its number.

        Args:
            colour: 0xRRGGBB.
            box: where it is to be, without what the window manager draws around it.
            app: its class.
            title: its title.
            popup: as a menu, which the window manager leaves alone.
            old_title: told in Latin-1, as programs of before 2000 do.
        """
        screen: Any = self._display.screen()
        made = screen.root.create_window(
            *(box.left, box.top, box.width, box.height, 0),
            screen.root_depth,
            background_pixel=colour,
            override_redirect=popup,
        )
        if app:
            made.set_wm_class(app.casefold(), app)
        atom = self._display.intern_atom
        if old_title:
            made.change_property(Xatom.WM_NAME, Xatom.STRING, 8, title.encode("latin-1"))
        else:
            made.change_property(atom("_NET_WM_NAME"), atom("UTF8_STRING"), 8, title.encode())
        made.change_property(atom("_NET_WM_PID"), Xatom.CARDINAL, 32, [4711])
        made.set_wm_normal_hints(flags=1, x=box.left, y=box.top)  # the place is the user's wish
        made.map()
        self._display.sync()
        return int(made.id)

    def move(self, number: int, left: int, top: int) -> None:
        """Move a window."""
        self._of(number).configure(x=left, y=top)
        self._display.sync()

    def rename(self, number: int, title: str) -> None:
        """Give it another title."""
        atom = self._display.intern_atom
        what = atom("_NET_WM_NAME"), atom("UTF8_STRING"), 8, title.encode()
        self._of(number).change_property(*what)
        self._display.sync()

    def recolour(self, number: int, colour: int) -> None:
        """Give it another colour, which is on the screen when this returns."""
        window = self._of(number)
        window.change_attributes(background_pixel=colour)
        window.clear_area()
        self._display.sync()

    def lower(self, number: int) -> None:
        """Put it under all others."""
        self._of(number).configure(stack_mode=X.Below)
        self._display.sync()

    def hide(self, number: int) -> None:
        """Take it off the screen, as minimising does."""
        self._of(number).unmap()
        self._display.sync()

    def close(self) -> None:
        """End; its windows go with it."""
        self._display.close()

    def _of(self, number: int) -> Any:
        return self._display.create_resource_object("window", number)
