"""What a screen reader is told: the accessibility bus of a desktop, read as Orca reads it.

AT-SPI 2: each thing is a (bus name, path); its name is a property, its role, states and children
are asked for. https://gitlab.gnome.org/GNOME/at-spi2-core, directory `xml`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.tray.services import Service
from tests.fakes.desk.caller import Caller, RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.fakes.desk.desktop import Desktop

_BUS = Service("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus")
_REGISTRY = "org.a11y.atspi.Registry"
_ROOT = "/org/a11y/atspi/accessible/root"
_NOTHING = "/org/a11y/atspi/null"
STATES = {4: "checked", 8: "enabled", 11: "focusable", 12: "focused", 25: "showing", 30: "visible"}
# What a desktop must hand to programs so that they say anything.
ENVIRONMENT = {"NO_AT_BRIDGE": "0", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
DEEPEST = 24


@dataclass(frozen=True)
class Thing:
    """One accessible: a window, a button, a label."""

    bus: Caller
    owner: str
    path: str

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self.bus.get(self._as("Accessible"), "Name"))

    @property
    def description(self) -> str:
        """What is said of it beside its name."""
        return str(self.bus.get(self._as("Accessible"), "Description"))

    @property
    def role(self) -> str:
        """What it is, in words."""
        return str(self.bus.call(self._as("Accessible"), "GetRoleName")[0])

    @property
    def states(self) -> set[str]:
        """Which of `STATES` hold."""
        low, high = self.bus.call(self._as("Accessible"), "GetState")[0]
        return {word for bit, word in STATES.items() if (low | high << 32) >> bit & 1}

    @property
    def middle(self) -> tuple[int, int]:
        """Where a person would click it, in pixels of the screen."""
        of_screen = 0
        told = self.bus.call(self._as("Component"), "GetExtents", "u", (of_screen,))
        x, y, width, height = told[0]
        return x + width // 2, y + height // 2

    def children(self) -> list[Thing]:
        """What is in it, in order."""
        found = self.bus.call(self._as("Accessible"), "GetChildren")[0]
        return [Thing(self.bus, owner, path) for owner, path in found if path != _NOTHING]

    def walk(self, depth: int = 0) -> Iterator[Thing]:
        """Yield it and all that shows in it, in reading order."""
        yield self
        if depth < DEEPEST:
            for child in self.children():
                try:
                    if "showing" in child.states or depth == 0:
                        yield from child.walk(depth + 1)
                except RefusedError:  # gone meanwhile
                    continue

    def press(self) -> None:
        """Do what a click does."""
        self.bus.call(self._as("Action"), "DoAction", "i", (0,))

    def _as(self, interface: str) -> Service:
        return Service(self.owner, self.path, f"org.a11y.atspi.{interface}")


class AtSpi:
    """The accessibility bus of a desktop."""

    def __init__(self, desk: Desktop) -> None:
        self._bus = Caller(str(desk.bus.call(_BUS, "GetAddress")[0]))

    def close(self) -> None:
        """Hang up."""
        self._bus.close()

    def app(self, name: str) -> Thing | None:
        """Return a program by the name that it tells, None while there is none."""
        desktop = Thing(self._bus, _REGISTRY, _ROOT)
        return next((app for app in desktop.children() if app.name == name), None)

    def find(self, app: str, role: str, name: str) -> Thing | None:
        """Return what shows in a program by role and name."""
        return self.first(app, lambda it: it.name == name and it.role == role)

    def press(self, app: str, role: str, name: str) -> bool:
        """Press what shows in a program by role and name; False: it is not there just now.

        A window that is built or laid out anew gives its things new paths: one that was found may
        be gone before it is pressed. Look again.
        """
        found = self.find(app, role, name)
        if found is None:
            return False
        try:
            found.press()
        except RefusedError:
            return False
        return True

    def place(self, app: str, role: str, name: str) -> tuple[int, int] | None:
        """Return where one would click what shows in a program; None: it is not there just now."""
        found = self.find(app, role, name)
        try:
            return found.middle if found is not None else None
        except RefusedError:
            return None

    def first(self, app: str, wanted: Callable[[Thing], bool]) -> Thing | None:
        """Return the first thing of a program that is wanted; None: not just now.

        What went away while it was looked at ends the look.
        """
        try:
            root = self.app(app)
            return next(filter(wanted, root.walk()), None) if root is not None else None
        except RefusedError:
            return None
