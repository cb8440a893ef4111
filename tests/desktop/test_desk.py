"""The desktop of the tests itself: it is real, it is private, and nothing of it stays behind."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from tests.fakes.desk import demo_tray
from tests.fakes.desk.choice import Choice, missing
from tests.fakes.desk.desktop import NOTIFICATIONS, SECRETS, desktop
from tests.fakes.desk.hands import RIGHT
from tests.fakes.desk.programs import MARK
from tests.fakes.desk.tray_item import TrayItem
from tests.fakes.desk.waiting import until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.fakes.desk.desktop import Desktop

pytestmark = pytest.mark.desktop


@pytest.fixture
def demo(desk: Desktop) -> Iterator[Path]:
    """A program with a tray icon; what it prints."""
    log = _start_demo(desk)
    yield log
    desk.programs.end("demo")
    until(lambda: desk.icon() is None, "the icon to go")


def _start_demo(desk: Desktop) -> Path:
    log = desk.directory / "log" / "demo"
    log.unlink(missing_ok=True)
    desk.programs.start("demo", [sys.executable, demo_tray.__file__])
    return log


def test_it_is_quickly_there_and_wholly_gone() -> None:
    """Ready within three seconds; afterwards no process of it runs."""
    reason = missing(Choice())
    if reason:
        pytest.skip(reason)
    with tempfile.TemporaryDirectory(prefix="desk-") as directory:
        start = time.monotonic()
        with desktop(Path(directory) / "d") as made:
            assert time.monotonic() - start < 3
            assert made.bus.owner(SECRETS)
            assert made.bus.owner(NOTIFICATIONS)
            assert len(_of(made)) >= 6
        until(lambda: not _of(made), "the end of all processes")


def _of(desk: Desktop) -> list[str]:
    found = []
    for process in psutil.process_iter(["name", "status"]):
        try:
            if process.environ().get(MARK) == desk.environment[MARK]:
                found.append(process.name())
        except psutil.Error:
            continue
    return found


def test_its_home_is_private(desk: Desktop) -> None:
    """Its programs see a home, a runtime directory and buses of its own."""
    for name in ("HOME", "XDG_RUNTIME_DIR"):
        assert Path(desk.environment[name]).is_relative_to(desk.directory)
    for name in ("DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS"):
        assert str(desk.directory) in desk.environment[name]
    assert "WAYLAND_DISPLAY" not in desk.environment


def test_a_menu_over_the_bus(desk: Desktop, demo: Path) -> None:
    """Lines, checks and submenus are read, and a line can be chosen."""
    item = TrayItem(desk.bus)
    assert item.tool_tip() == "A demo."
    assert item.labels() == ["Switch", "More", "Deeper"]
    assert [it.depth for it in item.items()] == [1, 1, 1, 2]
    assert item.item("Switch").checked is False
    assert item.item("More").checked is None
    item.click("Switch")
    until(lambda: "switch on" in demo.read_text(), "the switch to be on")
    assert item.item("Switch").checked is True


def test_a_menu_by_mouse(desk: Desktop, demo: Path, tmp_path: Path) -> None:
    """The icon is found on the panel; a right click opens the menu that the panel draws."""
    desk.click_icon(RIGHT)
    until(lambda: desk.windows.of_class("wrapper-2.0|[Pp]anel")[2:], "the menu")
    desk.screen.save(tmp_path / "menu.png")
    desk.hands.key("Down", "Return")
    until(lambda: "switch on" in demo.read_text(), "the switch to be on")


@pytest.mark.usefixtures("demo")
def test_a_left_click_and_a_window(desk: Desktop) -> None:
    """The icon is activated by the mouse; its window is found by title and can be closed."""
    desk.click_icon()
    assert desk.windows.wait("Demo window").width > 10
    until(lambda: desk.windows.active() == "Demo window", "the focus")
    desk.hands.key("alt+F4")
    until(lambda: not desk.windows.titled("Demo window"), "the end of the window")


@pytest.mark.usefixtures("demo")
def test_a_panel_that_restarts(desk: Desktop) -> None:
    """The icon goes with it and comes again with it."""
    until(desk.icon, "the icon on the panel")
    desk.stop_panel()
    desk.start_panel()
    until(desk.icon, "the icon again")


def test_a_panel_of_the_older_kind(make_desk: Callable[[Choice], Desktop]) -> None:
    """tint2 takes icons as windows (XEmbed); there is no D-Bus host at all."""
    old = make_desk(Choice(panel="tint2", notifications="none", keyring="none"))
    until(lambda: old.icon() is None, "a panel without icons")
    _start_demo(old)
    until(old.icon, "the icon on the panel")


def test_a_locked_keyring_stays_locked(make_desk: Callable[[Choice], Desktop]) -> None:
    """It is there, and what an unlocked one kept is not to be had."""
    locked = make_desk(Choice(panel="none", notifications="none", keyring="locked"))
    collection = "/org/freedesktop/secrets/aliases/default"
    told = locked.programs.ask(
        "dbus-send", "--session", "--print-reply", f"--dest={SECRETS}", collection,
        "org.freedesktop.DBus.Properties.Get",
        "string:org.freedesktop.Secret.Collection", "string:Locked",
    )  # fmt: skip
    assert "boolean true" in told
