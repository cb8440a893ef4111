"""From what was taken to a `Shot`: masked, compared with the picture before, encoded.

Promise: pixels that the run's last picture had are not encoded again; they have its bytes, which a
content-addressed store holds once. Used by one thread alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop_app.capture.screens import rawform
from desktop_app.capture.screens.looks import dhash, distance, picture_of
from desktop_app.capture.screens.shot import DUPLICATE, KEPT, Picture, Shot
from desktop_app.capture.screens.taking import develop
from desktop_app.capture.screens.thumbnails import thumbnail
from desktop_app.host.screen.frame import NoPicture, Reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.capture.screens.taking import Developed, Taken
    from desktop_app.capture.screens.wish import Wish


@dataclass(frozen=True, slots=True)
class _Last:
    """The last picture that was handed on: its pixels, its forms, the run that it is of."""

    shot: str
    run: tuple[str, str] | None
    pixels: bytearray
    picture: Picture


class Developer:
    """Makes shots.

    Args:
        granted: whether a consent for screenshots is in force.
    """

    def __init__(self, granted: Callable[[], bool]) -> None:
        self._granted = granted
        self._last: _Last | None = None

    def forget(self) -> None:
        """Let go of the last picture."""
        self._last = None

    def shot(self, wish: Wish, taken: Taken | NoPicture) -> Shot:
        """Return what a wish came to."""
        developed = taken if isinstance(taken, NoPicture) else develop(taken, wish.settings)
        if not isinstance(developed, NoPicture) and not self._granted():  # withdrawn meanwhile
            developed = NoPicture(Reason.NOT_GRANTED)
        shot = Shot(wish.shot, wish.asked, KEPT, wish.asked_us)
        if isinstance(developed, NoPicture):
            return replace(shot, outcome=developed.reason.value, detail=developed.detail)
        picture = self._picture(wish, developed)
        return replace(
            shot,
            outcome=DUPLICATE if picture.same_as else KEPT,
            taken_us=developed.frame.at_us,
            late=wish.late,
            picture=picture,
        )

    def _picture(self, wish: Wish, developed: Developed) -> Picture:
        frame, last = developed.frame, self._last
        if last is not None and last.run != wish.asked.run:
            last = None
        if last is not None and last.picture.box == frame.box and last.pixels == frame.data:
            return _again(last, wish, developed)
        image = picture_of(frame)
        look = dhash(image)
        picture = Picture(
            region=wish.settings.region,
            box=frame.box,
            monitors=frame.monitors,
            windows=developed.windows,
            hidden=developed.hidden,
            masked=developed.masked,
            dhash=look,
            distance=distance(look, last.picture.dhash) if last is not None else None,
            data=rawform.encode(image),
            thumbnail=thumbnail(image),
        )
        # What lies in the fourth byte of a pixel may differ: it is no part of the picture.
        if last is not None and picture.data == last.picture.data:
            return _again(last, wish, developed)
        self._last = _Last(wish.shot, wish.asked.run, frame.data, picture)
        return picture


def _again(last: _Last, wish: Wish, developed: Developed) -> Picture:
    """Return the last picture as it is seen this time."""
    return replace(
        last.picture,
        region=wish.settings.region,
        box=developed.frame.box,
        monitors=developed.frame.monitors,
        windows=developed.windows,
        hidden=developed.hidden,
        masked=developed.masked,
        distance=0,
        same_as=last.shot,
    )
