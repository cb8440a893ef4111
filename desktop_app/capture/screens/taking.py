"""Taking a picture, told in two functions: at the desktop, in milliseconds; and after that.

Promise: `take` looks at the windows before and after the grab and returns in the order of things
that are cheapest to know first; `develop` masks before anything else may see the pixels. Neither
raises on what the desktop does.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.capture.screens.looks import is_black
from desktop_app.capture.screens.mask import Masked, excluded, fill, masked_areas
from desktop_app.capture.screens.region import Region, box_of, crop
from desktop_app.host.screen.frame import Frame, NoPicture, Reason
from desktop_app.host.screen.windows import Told

if TYPE_CHECKING:
    from desktop_app.capture.screens.exclude import Rule
    from desktop_app.host.screen.choose import Screen
    from desktop_app.host.screen.windows import Window, Windows

LOG = logging.getLogger(__name__)
CANNOT_TELL = "Windows cannot be told apart here, and some must not be seen."
NO_PLACE = "Nobody can say where the active window is."


@dataclass(frozen=True, slots=True)
class Settings:
    """What the person set.

    Attributes:
        rules: windows that are never seen.
        region: what a picture shows.
        without_windows: pictures are taken even where no rule can be kept, for there are no windows
            to be told.
    """

    rules: tuple[Rule, ...]
    region: Region = Region.DESKTOP
    without_windows: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """A frame that was not masked yet, with the windows around it; None: nobody can say."""

    frame: Frame
    before: tuple[Window, ...] | None
    after: tuple[Window, ...] | None


@dataclass(frozen=True, slots=True)
class Developed:
    """A masked frame of what was asked for.

    Attributes:
        frame: masked.
        windows: that lie in it, the lowest first; None: nobody can say.
        hidden: numbers of those that are excluded.
        masked: where they are, or were.
    """

    frame: Frame
    windows: tuple[Window, ...] | None
    hidden: frozenset[int]
    masked: tuple[Masked, ...]


def take(screen: Screen, settings: Settings) -> Taken | NoPicture:
    """Return what is on the screen now; the desktop's libraries may fail as they like."""
    try:
        return _take(screen, settings)
    except Exception as error:  # noqa: BLE001 - what X servers send breaks parsers in many ways
        LOG.warning("No picture of the screen: %s", type(error).__name__)
        screen.close()
        return NoPicture(Reason.FAILED, "A library of the desktop failed.")


def _take(screen: Screen, settings: Settings) -> Taken | NoPicture:
    # 1. nothing of a locked session
    if screen.lock.is_locked():
        return NoPicture(Reason.LOCKED, "The session is locked.")
    # 2. the windows, lest one moves between the look and the grab
    before = screen.windows.look()
    refused = _why_not(before, settings)
    if refused is not None:
        return refused
    # 3. the picture
    frame = screen.grabber.grab()
    if isinstance(frame, NoPicture):
        return frame
    # 4. the windows again
    after = screen.windows.look()
    if isinstance(before, Told) and isinstance(after, Told):
        return Taken(frame, before.windows, after.windows)
    return _why_not(after, settings) or Taken(frame, None, None)


def _why_not(windows: Windows, settings: Settings) -> NoPicture | None:
    """Return why what the windows are forbids a picture; None when it does not."""
    if isinstance(windows, Told):
        return None
    if windows.gone:
        return NoPicture(Reason.NO_DISPLAY, windows.why)
    if settings.rules and not settings.without_windows:
        return NoPicture(Reason.REFUSED, CANNOT_TELL)
    return None


def develop(taken: Taken, settings: Settings) -> Developed | NoPicture:
    """Return the masked part that was asked for; the frame of `taken` is painted over."""
    # 1. a black screen is none
    if is_black(taken.frame):
        return NoPicture(Reason.BLACK, "The picture was black and was not stored.")
    # 2. masked whole, so that no later step can see what is not to be seen
    after = taken.after or ()
    seen = [*(taken.before or ()), *after]
    hidden = excluded(seen, settings.rules)
    fill(taken.frame, masked_areas(seen, hidden, taken.frame.box))
    # 3. the part
    box = box_of(settings.region, taken.frame, after)
    if box is None:
        return NoPicture(Reason.REFUSED, NO_PLACE)
    shown = tuple(window for window in after if window.box.common(box))
    return Developed(
        frame=crop(taken.frame, box),
        windows=None if taken.after is None else shown,
        hidden=frozenset(hidden),
        masked=masked_areas(seen, hidden, box),
    )
