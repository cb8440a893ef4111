"""A person's hands: mouse and keyboard."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.fakes.desk.waiting import until

if TYPE_CHECKING:
    from tests.fakes.desk.programs import Programs

LEFT, RIGHT = 1, 3


class Hands:
    """Mouse and keyboard of one desktop."""

    def __init__(self, programs: Programs) -> None:
        self._programs = programs

    def move(self, x: int, y: int) -> None:
        """Move the pointer, and see it there.

        `xdotool mousemove --sync` would wait for ever when it is there already.
        """
        self._programs.ask("xdotool", "mousemove", str(x), str(y))
        until(lambda: self.where() == (x, y), f"the pointer at {x}, {y}")

    def where(self) -> tuple[int, int]:
        """Return where the pointer is."""
        found = re.match(r"x:(\d+) y:(\d+)", self._programs.ask("xdotool", "getmouselocation"))
        return (int(found[1]), int(found[2])) if found else (-1, -1)

    def click(self, x: int, y: int, button: int = LEFT) -> None:
        """Click there."""
        self.move(x, y)
        self._programs.ask("xdotool", "click", str(button))

    def key(self, *keys: str) -> None:
        """Press keys one after the other, in X's names ("Return", "ctrl+k")."""
        self._programs.ask("xdotool", "key", *keys)

    def type(self, text: str) -> None:
        """Type a text."""
        self._programs.ask("xdotool", "type", "--delay", "20", text)
