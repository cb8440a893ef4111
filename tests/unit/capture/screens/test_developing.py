"""capture.screens.developing: duplicates, distances, and a consent that was withdrawn meanwhile."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app.capture.screens.developing import Developer
from desktop_app.capture.screens.rawform import decode
from desktop_app.capture.screens.taking import Taken
from desktop_app.capture.screens.wish import Wish
from desktop_app.host.screen.frame import Box, Frame, NoPicture, Reason
from tests.fakes.screens import BEFORE, BLUE, GREEN, RED, frame, paint, settings, window

if TYPE_CHECKING:
    from desktop_app.capture.screens.shot import Picture, Shot

KEEPER = window(9, Box(0, 0, 20, 20), app="KeePassXC")


def _wish(shot: str = "a", run: str = "run-1") -> Wish:
    return Wish(shot * 32, replace(BEFORE, run=("sender", run)), 1, settings())


def _taken(of: Frame | None = None) -> Taken:
    return Taken(of or frame(), (KEEPER,), (KEEPER,))


def _picture(shot: Shot) -> Picture:
    assert shot.picture is not None
    return shot.picture


def test_a_picture_is_kept() -> None:
    """With its times, its windows, what is masked; its pixels are those of the masked frame."""
    shot = Developer(lambda: True).shot(_wish(), _taken())
    assert (shot.outcome, shot.id, shot.taken_us, shot.late) == ("kept", "a" * 32, 7, False)
    picture = _picture(shot)
    assert decode(picture.data).getpixel((0, 0)) == (40, 40, 40)
    assert decode(picture.data).getpixel((30, 30)) == (255, 0, 0)
    assert picture.thumbnail[8:12] == b"WEBP"
    assert picture.distance is None
    assert (picture.windows, picture.hidden) == ((KEEPER,), {9})


def test_the_same_pixels_are_a_duplicate() -> None:
    """Of the first that had them; what is under a mask does not count; the bytes are the same."""
    developer = Developer(lambda: True)
    first = developer.shot(_wish("a"), _taken())
    for name in "bc":
        other = _taken(paint(frame(), Box(3, 3, 5, 5), GREEN))
        again = developer.shot(_wish(name), other)
        assert again.outcome == "duplicate"
        assert (_picture(again).same_as, _picture(again).distance) == ("a" * 32, 0)
        assert _picture(again).data is _picture(first).data
        assert again.contents()[0].data == first.contents()[0].data


def test_the_fourth_byte_of_a_pixel_does_not_count() -> None:
    """Some screens fill it, some do not."""
    developer = Developer(lambda: True)
    developer.shot(_wish("a"), _taken())
    again = developer.shot(_wish("b"), _taken(frame(RED[:3] + b"\xff")))
    assert (again.outcome, _picture(again).same_as) == ("duplicate", "a" * 32)


def test_another_picture_has_a_distance() -> None:
    """From the last one of its run."""
    developer = Developer(lambda: True)
    developer.shot(_wish("a"), _taken())
    other = developer.shot(_wish("b"), _taken(paint(frame(), Box(30, 0, 20, 48), BLUE)))
    assert other.outcome == "kept"
    assert (_picture(other).distance or 0) > 0


def test_another_run_has_its_own_pictures() -> None:
    """So that a run's evidence does not depend on another's; so has one after it was forgotten."""
    developer = Developer(lambda: True)
    developer.shot(_wish("a"), _taken())
    other = developer.shot(_wish("b", "run-2"), _taken())
    assert (other.outcome, _picture(other).distance) == ("kept", None)
    developer.forget()
    assert developer.shot(_wish("c", "run-2"), _taken()).outcome == "kept"


def test_another_place_of_the_same_pixels_is_no_duplicate() -> None:
    """One colour of another size, say."""
    developer = Developer(lambda: True)
    developer.shot(_wish("a"), Taken(frame(), (), ()))
    other = frame(RED, Box(0, 0, 48, 64))
    assert developer.shot(_wish("b"), Taken(other, (), ())).outcome == "kept"


def test_no_picture_and_no_consent() -> None:
    """The reason is told; a consent that was withdrawn since the grab counts."""
    shot = Developer(lambda: True).shot(_wish(), NoPicture(Reason.LOCKED, "Locked."))
    assert (shot.outcome, shot.detail, shot.picture) == ("locked", "Locked.", None)
    assert shot.taken_us is None
    shot = Developer(lambda: False).shot(_wish(), _taken())
    assert (shot.outcome, shot.picture, shot.contents()) == ("not_granted", None, ())
