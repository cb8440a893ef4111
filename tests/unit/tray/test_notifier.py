"""tray.notifier against a notification service on a private bus, and against none.

The real service, with real buttons, is in tests/desktop/test_notifications.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QSystemTrayIcon

from desktop_app.tray.bus import Bus
from desktop_app.tray.notifier import SETTLED_US, Notifier
from desktop_app.tray.presenters import notices
from desktop_app.tray.services import NOTIFICATIONS
from tests.fakes.clock import FakeClock
from tests.fakes.notification_service import NotificationService
from tests.fakes.private_bus import FakeService, PrivateBus, needs_dbus, private_bus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp"), needs_dbus]


class Tray(QSystemTrayIcon):
    """A tray icon that writes down its messages."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[str, str]] = []

    def showMessage(self, title: str, body: str, *_: object) -> None:  # type: ignore[override]  # noqa: N802 - Qt's
        """Write it down."""
        self.told.append((title, body))


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[PrivateBus]:
    """A bus."""
    with private_bus(tmp_path / "bus") as started:
        yield started


@pytest.fixture
def bus(daemon: PrivateBus) -> Iterator[Bus]:
    """Our connection."""
    connected = Bus(daemon.address)
    yield connected
    connected.close()


@pytest.fixture
def service(daemon: PrivateBus) -> Iterator[NotificationService]:
    """A notification service."""
    started = NotificationService(daemon.address)
    yield started
    started.close()


@pytest.fixture
def clock() -> FakeClock:
    """A clock by hand."""
    return FakeClock()


def _settled(bus: Bus, qtbot: QtBot) -> None:
    """Let all that was sent so far be answered: the bus keeps the order."""
    told: list[object] = []
    note: Callable[[object], None] = told.append
    bus.call(NOTIFICATIONS, "GetCapabilities", done=note, failed=note)
    qtbot.waitUntil(lambda: told != [])


def test_a_notice_is_shown_with_its_button(
    bus: Bus, service: NotificationService, clock: FakeClock, qtbot: QtBot
) -> None:
    """Title, escaped body, a click on the text and the button, urgent, whose it is, a picture."""
    picture = QImage(2, 1, QImage.Format.Format_RGB32)
    picture.fill(QColor("#204060"))
    notifier = Notifier(bus, clock, parent=bus, picture=picture)
    notifier.show(notices.trouble("<b>Disk & quota</b>."))
    qtbot.waitUntil(lambda: service.shown != {})
    ((title, body, actions, hints),) = service.shown.values()
    assert title == "Countersign is not recording"
    assert body.startswith("&lt;b&gt;Disk &amp; quota&lt;/b&gt;.")
    assert actions == ["default", "", "show", "Show"]
    pixels = ("(iiibiiay)", (2, 1, 8, True, 8, 4, bytes.fromhex("204060ff204060ff")))
    expected = {"urgency": ("y", 2), "desktop-entry": ("s", "countersign"), "image-data": pixels}
    assert hints == expected


def test_a_poor_service_gets_plain_text_and_no_buttons(
    daemon: PrivateBus, bus: Bus, clock: FakeClock, qtbot: QtBot
) -> None:
    """What the service cannot do is not sent to it."""
    service = NotificationService(daemon.address, capabilities=("body",))
    Notifier(bus, clock, parent=bus).show(notices.trouble("Disk & quota."))
    qtbot.waitUntil(lambda: service.shown != {})
    ((_, body, actions, _),) = service.shown.values()
    assert body == "Disk & quota. What was acknowledged is safe."
    assert actions == []
    service.close()


@pytest.mark.parametrize("pressed", ["show", "default", "unknown"])
def test_a_pressed_button_is_told_once(
    bus: Bus, service: NotificationService, clock: FakeClock, qtbot: QtBot, pressed: str
) -> None:
    """With the notice's key; a click on the text, or a name that is none, is the first action."""
    notifier = Notifier(bus, clock, parent=bus)
    told: list[tuple[str, str]] = []
    notifier.invoked.connect(lambda key, action: told.append((key, action)))
    notifier.show(notices.trouble("Full."))
    qtbot.waitUntil(lambda: service.shown != {})
    _settled(bus, qtbot)
    service.press(1, pressed)
    service.press(99, "show")
    qtbot.waitUntil(lambda: told != [])
    _settled(bus, qtbot)
    assert told == [("trouble", "show")]


def test_a_second_of_its_kind_replaces_the_first(
    bus: Bus, service: NotificationService, clock: FakeClock, qtbot: QtBot
) -> None:
    """Later, in the same place on the screen; one that was closed is a new one."""
    notifier = Notifier(bus, clock, parent=bus)
    for turn, reason in enumerate(("One.", "Two."), start=1):
        notifier.show(notices.trouble(reason))
        qtbot.waitUntil(lambda turn=turn: len(service.history) == turn)
        _settled(bus, qtbot)
        clock.advance(31)
    assert [row[:2] for row in service.history] == [(1, 0), (1, 1)]
    service.press(1, "show")
    _settled(bus, qtbot)
    notifier.show(notices.trouble("Three."))
    qtbot.waitUntil(lambda: len(service.history) == 3)
    assert service.history[-1][:2] == (2, 0)


def test_held_ones_come_by_themselves(
    bus: Bus, service: NotificationService, clock: FakeClock, qtbot: QtBot
) -> None:
    """Three in the window: one now, one at its end, with the count."""
    notifier = Notifier(bus, clock, parent=bus)
    notifier.show(notices.trouble("One."))
    clock.advance(29.95)
    notifier.show(notices.trouble("Two."))
    notifier.show(notices.trouble("Three."))
    qtbot.waitUntil(lambda: len(service.history) == 1)
    clock.advance(0.05)
    qtbot.waitUntil(lambda: len(service.history) == 2)
    assert service.history[1][3].endswith("1 more like it came before.")


def test_what_is_over_is_taken_back(
    bus: Bus, service: NotificationService, clock: FakeClock, qtbot: QtBot
) -> None:
    """Shown: closed. Not yet shown: never stays on the screen."""
    notifier = Notifier(bus, clock, parent=bus)
    notifier.show(notices.trouble("Full."))
    qtbot.waitUntil(lambda: service.shown != {})
    _settled(bus, qtbot)
    notifier.withdraw("trouble")
    qtbot.waitUntil(lambda: service.shown == {})
    notifier.show(notices.verdict("Invalid", "Entry 7."))
    notifier.withdraw("verdict")
    for _ in range(3):
        _settled(bus, qtbot)
    assert service.shown == {}


def test_a_restarted_service_is_asked_anew(
    daemon: PrivateBus, bus: Bus, service: NotificationService, clock: FakeClock, qtbot: QtBot
) -> None:
    """Its old numbers mean nothing any more, and it may have other abilities."""
    notifier = Notifier(bus, clock, parent=bus)
    notifier.show(notices.trouble("One."))
    qtbot.waitUntil(lambda: service.shown != {})
    _settled(bus, qtbot)
    service.close()
    _settled(bus, qtbot)
    after = NotificationService(daemon.address, capabilities=("body",))
    _settled(bus, qtbot)
    clock.advance(31)
    notifier.show(notices.trouble("Two & more."))
    qtbot.waitUntil(lambda: after.shown != {})
    assert after.history == [(1, 0, "Countersign is not recording", after.history[0][3])]
    assert after.history[0][3].startswith("Two & more.")
    after.close()


@pytest.mark.parametrize("state", ["no service", "refuses", "no bus"])
def test_the_tray_icon_tells_what_the_service_cannot(
    daemon: PrivateBus, bus: Bus, clock: FakeClock, qtbot: QtBot, state: str
) -> None:
    """No service, one that refuses, no bus at all: the tray's message, and a click on it counts."""
    service = NotificationService(daemon.address, refuses=True) if state == "refuses" else None
    tray = Tray()
    used = Bus("unix:path=/nonexistent") if state == "no bus" else bus
    notifier = Notifier(used, clock, parent=used)
    notifier.fall_back(tray)
    notifier.show(notices.trouble("Disk & quota."))
    qtbot.waitUntil(lambda: tray.told != [])
    body = "Disk & quota. What was acknowledged is safe."
    assert tray.told == [("Countersign is not recording", body)]
    with qtbot.waitSignal(notifier.invoked) as caught:
        tray.messageClicked.emit()
    assert caught.args == ["trouble", "show"]
    if service is not None:
        service.close()


def test_nobody_to_tell_is_no_error(clock: FakeClock, qtbot: QtBot) -> None:
    """No bus and no tray icon: nothing happens, and a notice without actions invokes nothing."""
    bus = Bus("unix:path=/nonexistent")
    tray = Tray()
    notifier = Notifier(bus, clock, parent=bus)
    notifier.fall_back(tray)
    told: list[object] = []
    notifier.invoked.connect(lambda *values: told.append(values))
    tray.messageClicked.emit()
    notifier.show(notices.local_only())
    qtbot.waitUntil(lambda: tray.told != [])
    tray.messageClicked.emit()
    Notifier(bus, clock, parent=bus).show(notices.trouble("Full."))
    notifier.withdraw("local-only")
    assert told == []


@pytest.mark.parametrize(
    "answered",
    [
        {"GetCapabilities": ("u", (7,))},
        {"GetCapabilities": ("", ())},
        {"GetCapabilities": ("as", (["actions"],)), "Notify": ("s", ("1",))},
    ],
)
def test_a_service_that_answers_nonsense_hides_nothing(
    daemon: PrivateBus,
    bus: Bus,
    clock: FakeClock,
    qtbot: QtBot,
    answered: dict[str, tuple[str, tuple[object, ...]]],
) -> None:
    """Any program can take the name: the tray's message tells it; its signals press nothing."""
    answers = {name: lambda *_, told=told: told for name, told in answered.items()}
    service = FakeService(daemon.address, NOTIFICATIONS.name, answers)
    tray = Tray()
    notifier = Notifier(bus, clock, parent=bus)
    notifier.fall_back(tray)
    pressed: list[object] = []
    notifier.invoked.connect(lambda *values: pressed.append(values))
    notifier.show(notices.trouble("The disk is full."))
    qtbot.waitUntil(lambda: len(tray.told) == 1)
    for signature, values in (("", ()), ("s", ("1",)), ("us", (1, "show"))):
        service.emit(
            NOTIFICATIONS.path, NOTIFICATIONS.interface, "ActionInvoked", signature, values
        )
    told: list[object] = []
    bus.call(NOTIFICATIONS, "Nothing", failed=told.append)
    qtbot.waitUntil(lambda: told != [])
    assert pressed == []
    service.close()


def test_what_changed_a_moment_ago_is_not_settled(
    bus: Bus, service: NotificationService, clock: FakeClock, qtbot: QtBot
) -> None:
    """A click may have been meant for what stood there before."""
    notifier = Notifier(bus, clock, parent=bus)
    asked = notices.question("Codex", "run a command", until="", about="q1", whole="touch /srv/x")
    assert not notifier.is_settled(asked.key)
    notifier.show(asked)
    qtbot.waitUntil(lambda: service.shown != {})
    _settled(bus, qtbot)
    ((_, body, actions, _),) = service.shown.values()
    assert body == "touch /srv/x"
    assert actions[2:] == ["deny", "Deny", "once", "Allow once", "look", "Look at it"]
    assert not notifier.is_settled(asked.key)
    clock.advance(SETTLED_US)
    assert notifier.is_settled(asked.key)
