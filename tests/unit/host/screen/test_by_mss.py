"""host.screen.by_mss: without a screen there is a reason. With one: tests/desktop."""

from __future__ import annotations

from desktop_app.host.screen.by_mss import MSSGrabber
from desktop_app.host.screen.frame import NoPicture, Reason
from tests.fakes.clock import FakeClock


def test_no_display_is_a_reason() -> None:
    """Each time anew, and there is nothing to let go of."""
    grabber = MSSGrabber(FakeClock(), ":4711")
    for _ in range(2):
        got = grabber.grab()
        assert isinstance(got, NoPicture)
        assert got.reason is Reason.NO_DISPLAY
    grabber.close()
