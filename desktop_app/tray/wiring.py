"""Puts the tray together: the one place where its parts meet, all of them typed.

Pages and windows are imported when they are first opened: the icon is in the panel at once, and a
tray that nobody opens stays small.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop_app.host.clock import SystemClock, SystemIds
from desktop_app.tray.asking import Asking
from desktop_app.tray.bus import Bus
from desktop_app.tray.capturing import Capturing
from desktop_app.tray.desk import Desk, Go
from desktop_app.tray.keeper import Keeper
from desktop_app.tray.link import Link
from desktop_app.tray.notifier import Notifier
from desktop_app.tray.opening import Opening
from desktop_app.tray.reader import Reader
from desktop_app.tray.refused import Refused
from desktop_app.tray.rounds import Rounds
from desktop_app.tray.services import TRAY_HOST
from desktop_app.tray.session import Session
from desktop_app.tray.telling import Telling
from desktop_app.tray.theme import Theme
from desktop_app.tray.views.notices import Notices
from desktop_app.tray.views.stand_in import StandIn
from desktop_app.tray.views.tray_icon import TrayIcon
from desktop_app.tray.work import Work

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtWidgets import QApplication

    from desktop_app.host.paths import Paths
    from desktop_app.model.canonical import JSON
    from desktop_app.tray.single import Single

PICTURE = 64  # in a notification


class Tray(QObject):
    """The parts of a running tray; `start` once, `finish` once."""

    def __init__(self, app: QApplication, desk: Desk, keeper: Keeper, notifier: Notifier) -> None:
        super().__init__()
        self._app, self._desk, self._keeper = app, desk, keeper
        self.icon = TrayIcon(desk)
        self.stand_in = StandIn(desk, self.icon)
        self.opening = Opening(desk)
        self.rounds = Rounds(desk.link, self.opening.check)
        self.telling = Telling(notifier, desk.link, self.opening.check, desk.go)
        self.refused = Refused(desk.link)
        self.capturing = Capturing(desk, notifier)
        self.capturing.changed.connect(self.icon.capturing)
        self.asking = Asking(desk, notifier)
        self._settings: Mapping[str, JSON] = {}
        notifier.fall_back(self.icon.icon)
        desk.go.quit.connect(self.ask_quit)
        desk.go.start_again.connect(keeper.start_again)
        desk.go.settings.connect(self._configure)
        desk.link.met.connect(self._met)
        self.icon.clicked.connect(self._icon_clicked)

    def start(self, show: str) -> None:
        """Show the icon, look for a recorder, open what was asked for."""
        self.stand_in.start()
        self._desk.link.start()
        if show:
            self.opening.message(show)

    def quit(self) -> None:
        """End the tray, and the recorder that it keeps; no window is asked whether it may."""
        self._app.exit(0)

    def ask_quit(self) -> None:
        """Say what stops, and ask."""
        from desktop_app.tray.presenters.quitting import question  # noqa: PLC0415

        asked = question(self._keeper.keeps)
        self._desk.notices.ask(asked.title, asked.text, yes=asked.yes, no=asked.no, done=self.quit)

    def finish(self) -> None:
        """End everything that was started, the recorder last of all."""
        self.icon.icon.hide()
        self.opening.close()
        self.asking.close()
        self.refused.close()
        self.rounds.close()
        self._desk.reader.close()
        self._desk.work.close()
        self._desk.link.close()
        self._keeper.finish()

    def _icon_clicked(self) -> None:
        """A question that waits comes before everything else."""
        if self._desk.link.state.questions:
            self._desk.go.question.emit("")
        else:
            self._desk.go.page.emit("timeline")

    def _met(self) -> None:
        """A recorder answers for the first time, or again: ask what the person set."""
        self._desk.link.call("config.get", {}, self._configure)

    def _configure(self, settings: Mapping[str, JSON]) -> None:
        """Make settings take hold that the tray itself follows."""
        self._settings = {**self._settings, **settings}
        self._desk.theme.use(str(self._settings.get("appearance.scheme", "system")))
        self.icon.panel(str(self._settings.get("appearance.tray_icon", "automatic")))
        if self._settings.get("first_start.done") is False:
            self._desk.go.first_start.emit()


def build(app: QApplication, paths: Paths, single: Single, options: Sequence[str]) -> Tray:
    """Make the tray; nothing is shown and no recorder started yet."""
    theme = Theme(app)
    app.setWindowIcon(theme.app_icon())
    notices = Notices(theme)
    link = Link(paths, notices.error)
    desk = Desk(
        paths=paths,
        clock=SystemClock(),
        ids=SystemIds(),
        link=link,
        reader=Reader(paths, notices.error),
        work=Work(notices.error),
        theme=theme,
        notices=notices,
        go=Go(),
    )
    bus = Bus("SESSION", app)
    picture = theme.pixmap("app", "text", PICTURE).toImage()
    notifier = Notifier(bus, desk.clock, parent=app, picture=picture)
    tray = Tray(app, desk, Keeper(paths, link, options), notifier)
    bus.watch(TRAY_HOST, lambda owner: tray.icon.over_bus(on=bool(owner)))
    session = Session(Bus("SYSTEM", app), bus, app)
    session.woke.connect(link.poke)
    session.locked.connect(tray.asking.hold)
    single.message.connect(tray.opening.message)
    return tray
