"""What a look at the screen comes to: a frame, or the reason why there is none.

Promise: a black, refused or vanished screen is a `NoPicture`, never a `Frame` and never an error.
Places are in pixels of the desktop, which spans all monitors; its origin may lie within it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, TypeAlias

PIXEL_BYTES = 4  # blue, green, red, and one that says nothing


class Reason(StrEnum):
    """Why there is no picture. Append-only: a name here is in somebody's ledger for ever."""

    REFUSED = "refused"  # by the person, the desktop, or because windows cannot be told apart
    BLACK = "black"  # every pixel: a screen that is off, or one that may not be read
    NO_DISPLAY = "no_display"  # none, or it went away
    LOCKED = "locked"
    TIMEOUT = "timeout"
    PERMISSION = "permission"  # the system lets this program see no screen
    PORTAL_MISSING = "portal_missing"  # Wayland, and nobody who takes pictures there
    FAILED = "failed"  # the desktop gave something that is no picture
    NOT_GRANTED = "not_granted"  # no consent for screenshots is in force
    BUSY = "busy"  # too many pictures are on their way


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; one without width or height holds nothing."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first column after it."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """The first row after it."""
        return self.top + self.height

    def common(self, other: Box) -> Box | None:
        """Return what lies in both; None for nothing."""
        left, top = max(self.left, other.left), max(self.top, other.top)
        width = min(self.right, other.right) - left
        height = min(self.bottom, other.bottom) - top
        return Box(left, top, width, height) if width > 0 and height > 0 else None

    def moved(self, across: int, down: int) -> Box:
        """Return the same rectangle elsewhere."""
        return Box(self.left + across, self.top + down, self.width, self.height)


@dataclass(frozen=True, slots=True)
class Monitor:
    """One monitor.

    Attributes:
        box: where it lies on the desktop.
        name: of its output, as `HDMI-1`; "" where unknown.
        primary: whether the desktop says that it is the main one.
    """

    box: Box
    name: str = ""
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture, unmasked: it MUST NOT be written anywhere as it is.

    Attributes:
        box: which part of the desktop it shows.
        data: rows from the top, `PIXEL_BYTES` a pixel (BGRX), no padding.
        monitors: in the system's order; () where unknown.
        at_us: wall time of the grab.
    """

    box: Box
    data: bytearray = field(repr=False)
    monitors: tuple[Monitor, ...]
    at_us: int


@dataclass(frozen=True, slots=True)
class NoPicture:
    """There is none.

    Attributes:
        reason: the word that is recorded.
        detail: a sentence of ours for the person; no content.
    """

    reason: Reason
    detail: str = ""


Grabbed: TypeAlias = Frame | NoPicture


class Grabber(Protocol):
    """One way to a picture. Used by one thread alone, which also closes it."""

    def grab(self) -> Grabbed:
        """Return the whole desktop as it is now. Never raises on what the desktop does."""
        ...

    def close(self) -> None:
        """Let go of the desktop; a later `grab` takes hold of it again."""
        ...
