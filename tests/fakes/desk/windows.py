"""What is open on a desktop."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.fakes.desk.waiting import LIMIT_S, until

if TYPE_CHECKING:
    from tests.fakes.desk.programs import Programs

_FACT = {
    name: re.compile(rf"^ *{name}: +(-?\d+)$", re.MULTILINE)
    for name in ("Absolute upper-left X", "Absolute upper-left Y", "Width", "Height")
}


@dataclass(frozen=True)
class Window:
    """A window that can be seen, in pixels of the screen."""

    number: str
    title: str
    x: int
    y: int
    width: int
    height: int

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom."""
        return self.x, self.y, self.x + self.width, self.y + self.height


class Windows:
    """Windows of one desktop."""

    def __init__(self, programs: Programs) -> None:
        self._programs = programs

    def titled(self, pattern: str) -> list[Window]:
        """Return those whose title matches."""
        return self._search("--name", pattern)

    def of_class(self, pattern: str) -> list[Window]:
        """Return those whose class matches."""
        return self._search("--class", pattern)

    def wait(self, pattern: str, limit_s: float = LIMIT_S) -> Window:
        """Return the first whose title matches, once there is one."""
        return until(lambda: self.titled(pattern), f"a window titled {pattern}", limit_s)[0]

    def active(self) -> str:
        """Return the title of the one that has the focus."""
        return self._programs.ask("xdotool", "getactivewindow", "getwindowname")

    def _search(self, by: str, pattern: str) -> list[Window]:
        found = self._programs.ask("xdotool", "search", "--onlyvisible", by, pattern).split()
        return [window for number in found if (window := self._window(number)) is not None]

    def _window(self, number: str) -> Window | None:
        # xdotool counts the frame twice where the window manager draws one
        told = self._programs.ask("xwininfo", "-id", number)
        facts = {name: _FACT[name].search(told) for name in _FACT}
        if not all(facts.values()):
            return None  # closed meanwhile
        title = self._programs.ask("xdotool", "getwindowname", number)
        return Window(number, title, *(int(found[1]) for found in facts.values() if found))
