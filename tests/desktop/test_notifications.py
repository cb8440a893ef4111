"""Notifications by a real notification service: drawn, pressed, taken back, after a restart too."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QImage

from desktop_app.tray.bus import Bus
from desktop_app.tray.notifier import Notifier
from desktop_app.tray.presenters import notices
from tests.fakes.clock import FakeClock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from tests.fakes.desk.desktop import Desktop
    from tests.fakes.desk.windows import Window

pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("qapp")]


@pytest.fixture
def bus(desk: Desktop) -> Iterator[Bus]:
    """Our connection to the desktop's session bus."""
    connected = Bus(desk.environment["DBUS_SESSION_BUS_ADDRESS"])
    yield connected
    connected.close()


@pytest.fixture
def clock() -> FakeClock:
    """So that nobody waits 30 seconds."""
    return FakeClock()


@pytest.fixture
def notifier(bus: Bus, clock: FakeClock) -> Iterator[Notifier]:
    """What the tray tells with; what it told is taken back."""
    picture = QImage(str(Path(__file__).parents[2] / "resources" / "icons" / "app.svg"))
    made = Notifier(bus, clock, parent=bus, picture=picture)
    yield made
    made.withdraw("trouble")


def _told(desk: Desktop, notifier: Notifier, reason: str, qtbot: QtBot) -> Window:
    """Tell trouble; return the notification once its button is drawn."""
    notifier.show(notices.trouble(reason))
    qtbot.waitUntil(lambda: _button_drawn(desk), timeout=10_000)
    return _shown(desk)[0]


def _shown(desk: Desktop) -> list[Window]:
    return [window for window in desk.windows.of_class("notifyd") if window.width > 100]


def _button_drawn(desk: Desktop) -> bool:
    return any(
        desk.screen.drawn((x - 30, y - 10, x + 30, y + 10)) for x, y in map(_button, _shown(desk))
    )


def _button(window: Window) -> tuple[int, int]:
    """Return the middle of the last button."""
    _, _, right, bottom = window.box
    return right - 57, bottom - 31


def test_a_notification_is_drawn_and_its_button_pressed(
    desk: Desktop, notifier: Notifier, qtbot: QtBot, tmp_path: Path
) -> None:
    """By mouse: the tray hears which notice, and the service takes it away."""
    told: list[tuple[str, str]] = []
    notifier.invoked.connect(lambda key, action: told.append((key, action)))
    window = _told(desk, notifier, "The disk is <b>full</b> & more.", qtbot)
    desk.screen.save(tmp_path / "notification.png", window.box)
    desk.hands.click(*_button(window))
    qtbot.waitUntil(lambda: told == [("trouble", "show")])
    qtbot.waitUntil(lambda: _shown(desk) == [])


def test_what_is_over_disappears(desk: Desktop, notifier: Notifier, qtbot: QtBot) -> None:
    """Taken back: an urgent notification would else stay until somebody clicks it."""
    _told(desk, notifier, "The disk is full.", qtbot)
    notifier.withdraw("trouble")
    qtbot.waitUntil(lambda: _shown(desk) == [])


@pytest.mark.parametrize("again", [True, False], ids=["started again", "started by the bus"])
def test_a_service_that_ends_is_survived(
    desk: Desktop, notifier: Notifier, clock: FakeClock, qtbot: QtBot, *, again: bool
) -> None:
    """The next notification is shown by the next service, with its button."""
    _told(desk, notifier, "One.", qtbot)
    desk.stop_notifications()
    qtbot.waitUntil(lambda: _shown(desk) == [])
    if again:
        desk.start_notifications()
    clock.advance(31)
    told: list[str] = []
    notifier.invoked.connect(lambda key, _action: told.append(key))
    desk.hands.click(*_button(_told(desk, notifier, "Two.", qtbot)))
    qtbot.waitUntil(lambda: told == ["trouble"])
