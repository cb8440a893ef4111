"""Pictures by `mss`: X11 by shared memory where the server has it, Windows, macOS.

Tried on X11 alone. macOS gives black or wallpaper-only pictures without its permission "Screen
Recording"; the former is told as black.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mss import MSS, ScreenShotError

from desktop_app.host.screen.frame import Box, Frame, Grabbed, Monitor, NoPicture, Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.model.clock import Clock

# An X server that dies in mid-call breaks an assertion of mss.
_GONE = (ScreenShotError, OSError, AssertionError)


class MSSGrabber:
    """`Grabber` through the system's own interface.

    Args:
        display: name of an X display of this machine; None on other systems.
    """

    def __init__(self, clock: Clock, display: str | None = None) -> None:
        self._clock, self._name = clock, display
        self._open: MSS | None = None

    def grab(self) -> Grabbed:
        """Return the desktop; the connection to it is kept for the next time.

        One that fails is made anew, once: a desktop that grew is too large for what it holds.
        """
        was_held = self._open is not None
        got = self._once()
        return self._once() if was_held and isinstance(got, NoPicture) else got

    def _once(self) -> Grabbed:
        try:
            if self._open is None:
                self._open = MSS(display=self._name) if self._name else MSS()
            # The list is asked for anew each time: monitors come and go.
            self._open._monitors = None  # noqa: SLF001 - there is no other way to say so
            desktop, *monitors = self._open.monitors
            shot = self._open.grab(desktop)
        except _GONE as error:
            self.close()
            return NoPicture(Reason.NO_DISPLAY, f"There is no screen: {type(error).__name__}.")
        box = Box(desktop["left"], desktop["top"], shot.width, shot.height)
        return Frame(box, shot.raw, tuple(map(_monitor, monitors)), self._clock.now_us())

    def close(self) -> None:
        """Let go; no error when the screen is gone."""
        held, self._open = self._open, None
        if held is not None:
            try:
                held.close()
            except _GONE:
                return


def _monitor(told: Mapping[str, object]) -> Monitor:
    sides = (told["left"], told["top"], told["width"], told["height"])
    box = Box(*(side for side in sides if isinstance(side, int)))
    return Monitor(box, str(told.get("output") or ""), told.get("is_primary") is True)
