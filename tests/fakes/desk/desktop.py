"""A real X11 desktop of a test's own: screen, session bus, window manager, panel, keyring.

Everything lies in one directory: home, runtime directory, logs. Nothing of the real session is
reached, the system bus neither. All is ended by process id. Works as root.
"""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.fakes.desk import panels
from tests.fakes.desk.caller import Caller
from tests.fakes.desk.choice import NOTIFYD, Choice, files
from tests.fakes.desk.hands import LEFT, Hands
from tests.fakes.desk.programs import MARK, Programs
from tests.fakes.desk.screen import Screen
from tests.fakes.desk.waiting import until
from tests.fakes.desk.windows import Windows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fakes.desk.screen import Box

PASSWORD = b"test"
NOTIFICATIONS, SECRETS = "org.freedesktop.Notifications", "org.freedesktop.secrets"
WATCHER = "org.kde.StatusNotifierWatcher"
_ROOT_COLOUR = "#3a4a5a"


class Desktop:
    """A desktop that is ready.

    Attributes:
        environment: for programs that are to run on it.
        bus: calls to whoever is on its session bus.
        hands: mouse and keyboard.
        screen: what is to be seen.
        windows: what is open.
    """

    def __init__(self, directory: Path, choice: Choice) -> None:
        self.directory, self.choice = directory, choice
        self.environment = _environment(directory)
        self.programs = Programs(directory / "log", self.environment)
        try:
            self._start_screen()
            self._start_bus()
            self.bus = Caller(self.environment["DBUS_SESSION_BUS_ADDRESS"])
            self.hands, self.windows = Hands(self.programs), Windows(self.programs)
            self.programs.start("openbox", ["openbox", "--sm-disable"])
            self.start_notifications()
            self._start_keyrings()
            until(lambda: "window id" in self._root_property("_NET_SUPPORTING_WM_CHECK"), "openbox")
            self.start_panel()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End all of it."""
        if hasattr(self, "bus"):  # else it did not come that far
            self.bus.close()
        self.programs.end_all()

    def start_panel(self) -> None:
        """Start the panel, if there is to be one, and wait until it takes icons."""
        if self.choice.panel == "none":
            return
        config = self.directory / "home" / ".config"
        self.programs.start("panel", panels.command(self.choice.panel, config))
        if self.choice.panel == "xfce":
            until(lambda: self.bus.owner(WATCHER), "the panel's tray")
        until(lambda: self.windows.of_class("[Pp]anel|tint2"), "the panel's window")

    def stop_panel(self) -> None:
        """End the panel, as a crash or a log-out of it would."""
        self.programs.end("panel")
        until(lambda: not self.windows.of_class("[Pp]anel|tint2"), "the end of the panel")

    def icon(self) -> Box | None:
        """Return where the tray icon is drawn, if it is; the pointer is laid aside for that."""
        width, height = self.choice.size
        if self.hands.where()[1] >= height - panels.HEIGHT:
            self.hands.move(width // 2, height // 2)
        return self.screen.drawn(panels.icon_place(self.choice.size))

    def click_icon(self, button: int = LEFT) -> None:
        """Click the tray icon, once it is there."""
        left, top, right, bottom = until(self.icon, "the icon on the panel")
        self.hands.click((left + right) // 2, (top + bottom) // 2, button)

    def start_notifications(self) -> None:
        """Start the notification service, if there is to be one."""
        if self.choice.notifications == "none":
            return
        command = ["dunst"]
        if self.choice.notifications == "xfce":
            command = [str(files(NOTIFYD)[0])]
        self.programs.start("notifications", command)
        until(lambda: self.bus.owner(NOTIFICATIONS), "the notification service")

    def stop_notifications(self) -> None:
        """End the notification service."""
        self.programs.end("notifications")
        until(lambda: not self.bus.owner(NOTIFICATIONS), "the end of the notification service")

    def start_keyring(self, *, unlocked: bool) -> None:
        """Start the keyring; a locked one needs that an unlocked one ran here before."""
        command = ["gnome-keyring-daemon", "--components=secrets", "--foreground"]
        command.append("--unlock" if unlocked else "--start")
        self.programs.start("keyring", command, text=PASSWORD if unlocked else b"")
        until(lambda: self.bus.owner(SECRETS), "the keyring")

    def stop_keyring(self) -> None:
        """End the keyring."""
        self.programs.end("keyring")
        until(lambda: not self.bus.owner(SECRETS), "the end of the keyring")

    def _start_keyrings(self) -> None:
        if self.choice.keyring == "none":
            return
        self.start_keyring(unlocked=True)
        if self.choice.keyring == "locked":
            self.stop_keyring()
            self.start_keyring(unlocked=False)

    def _start_screen(self) -> None:
        width, height = self.choice.size
        reading, writing = os.pipe()
        display = ["-displayfd", str(writing), "-screen", "0", f"{width}x{height}x24"]
        self.programs.start(
            "Xvfb",
            ["Xvfb", *display, "-fbdir", str(self.directory), "-nolisten", "tcp", "-noreset"],
            pass_fds=[writing],
        )
        os.close(writing)
        with os.fdopen(reading) as told:
            number = told.readline().strip()
        assert number, "Xvfb did not start"
        self.environment["DISPLAY"] = f":{number}"
        self.programs.ask("xsetroot", "-solid", _ROOT_COLOUR)
        self.screen = Screen(self.directory / "Xvfb_screen0")

    def _start_bus(self) -> None:
        address = f"unix:path={self.directory / 'run' / 'bus'}"
        self.programs.start("bus", ["dbus-daemon", "--session", "--nofork", f"--address={address}"])
        until((self.directory / "run" / "bus").exists, "the session bus")
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = address

    def _root_property(self, name: str) -> str:
        return self.programs.ask("xprop", "-root", name)


@contextmanager
def desktop(directory: Path, choice: Choice | None = None) -> Iterator[Desktop]:
    """Yield a desktop, and end it. Its directory has a short path: it holds sockets."""
    made = Desktop(directory, choice or Choice())
    try:
        yield made
    finally:
        made.close()
        shutil.rmtree(directory / "run", ignore_errors=True)


def _environment(directory: Path) -> dict[str, str]:
    """Return an environment in which nothing of the real person's session is found."""
    home, run = directory / "home", directory / "run"
    (home / ".config").mkdir(parents=True)
    run.mkdir(mode=0o700)
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    return {
        **kept,
        MARK: str(directory),
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "NO_AT_BRIDGE": "1",
        "XDG_RUNTIME_DIR": str(run),
        "XDG_CURRENT_DESKTOP": "XFCE",
        "XDG_SESSION_TYPE": "x11",
        "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={run / 'no-system-bus'}",
    }
