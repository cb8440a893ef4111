"""Which windows are on the screen, as values; or that nobody can say.

Promise: a window that goes away while it is looked at is left out; a desktop that tells no windows
is `Untold`, never an empty list.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from desktop_app.host.screen.frame import Box

MAX_WINDOWS = 2_000  # hidden ones too; with more there is no list, rather than one that is cut


@dataclass(frozen=True, slots=True)
class Window:
    """A window that can be seen.

    Attributes:
        number: the desktop's own, for as long as the window is there.
        classes: what it says it is of (`WM_CLASS`: instance, class); () for nothing.
        title: content: it may name a page, a file, a person.
        box: with the frame that the window manager draws.
        pid: of its program; None where it does not say.
        active: whether it has the focus.
    """

    number: int
    classes: tuple[str, ...]
    title: str = field(repr=False)
    box: Box
    pid: int | None = None
    active: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """The windows, the lowest first."""

    windows: tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class Untold:
    """Nobody can say which windows there are.

    Attributes:
        why: a sentence for the person.
        gone: there was, or should be, somebody to ask: the display is away.
    """

    why: str
    gone: bool = False


Windows: TypeAlias = Told | Untold


class WindowList(Protocol):
    """One desktop's windows. Used by one thread alone, which also closes it."""

    def look(self) -> Windows:
        """Return what is there now. Never raises on what the desktop does."""
        ...

    def close(self) -> None:
        """Let go of the desktop; a later `look` takes hold of it again."""
        ...


class NoList:
    """`WindowList` where there is none."""

    def __init__(self, why: str) -> None:
        self._why = why

    def look(self) -> Untold:
        """Say so."""
        return Untold(self._why)

    def close(self) -> None:
        """Nothing is held."""
