"""capture.screens.wish: late or not, in whichever order two threads come."""

from __future__ import annotations

from threading import Thread

from desktop_app.capture.screens.wish import Wish
from tests.fakes.screens import BEFORE, settings


def _wish() -> Wish:
    return Wish("0" * 32, BEFORE, 1, settings())


def test_a_grab_in_time() -> None:
    """Whether it came first or while it was waited for."""
    first = _wish()
    first.grabbed()
    assert first.wait(0)
    meanwhile = _wish()
    thread = Thread(target=meanwhile.grabbed)
    thread.start()
    assert meanwhile.wait(20)
    thread.join()
    assert (first.late, meanwhile.late) == (False, False)
    assert meanwhile.is_grabbed


def test_a_grab_that_was_not_waited_for_is_late() -> None:
    """And stays so."""
    wish = _wish()
    assert not wish.is_grabbed
    assert not wish.wait(0)
    wish.grabbed()
    assert wish.late
