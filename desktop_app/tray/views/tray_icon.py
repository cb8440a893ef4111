"""The icon in the panel with its menu: plain labels, because menus travel over D-Bus.

Promise: what it shows is `link.state` and nothing else; it changes only when what is shown does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from desktop_app.model import purposes
from desktop_app.tray.presenters import state as states
from desktop_app.tray.presenters.question import menu_line
from desktop_app.tray.presenters.state import Phase
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from desktop_app.model.canonical import JSON
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.state import State

# What `appearance.tray_icon` may be, and whether the panel is dark then; None: as the theme is.
PANELS: dict[str, bool | None] = {"automatic": None, "light-panel": False, "dark-panel": True}
LONGEST = 64  # characters of a line: a menu as wide as the screen helps nobody
SIZES = (16, 22, 24, 32, 48, 64)
PAUSES_S = (15 * 60, 3600, None)  # None: until the person resumes
ASKED = 3  # questions in the menu; the others are a number


class TrayIcon(QObject):
    """Icon, tool tip and menu.

    Signals:
        clicked(): a left click.
    """

    clicked = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._panel = desk, "automatic"
        self._capturing = False
        self._marks = _marks(over_bus=False)
        self._shown: tuple[object, ...] = ()
        self._names: list[str] = []
        self.icon = QSystemTrayIcon(self)
        self.menu = QMenu()
        self._state = self._line()
        self._seal = self._line()
        self.menu.addSeparator()
        self._questions = [self._asked(place) for place in range(ASKED)]
        self._more = self._line()
        self._below = self.menu.addSeparator()
        self._local = QAction(tr("Local-only mode"), self.menu, checkable=True)
        self._local.triggered.connect(self._switched)
        self.menu.addAction(self._local)
        self._pause = self.menu.addMenu(tr("Pause"))
        self._fill_pause()
        self._resume = self._action(tr("Resume"), self._ask_resume)
        self._again = self._action(tr("Start the recorder again"), desk.go.start_again.emit)
        self.menu.addSeparator()
        self._action(tr("Timeline"), lambda: desk.go.page.emit("timeline"))
        self._action(tr("Consent log"), lambda: desk.go.page.emit("consent"))
        self._action(tr("Evidence"), lambda: desk.go.page.emit("evidence"))
        self._take = self._action(tr("Take a picture now"), self._ask_picture)
        self._action(tr("Export audit bundle…"), lambda: desk.go.export.emit(""))
        self._action(tr("Verify now"), desk.go.verify_ledger.emit)
        self.menu.addSeparator()
        self._action(tr("Agents…"), lambda: desk.go.page.emit("agents"))
        self._action(tr("Settings…"), lambda: desk.go.page.emit("settings"))
        self.menu.addSeparator()
        self._action(tr("Quit…"), desk.go.quit.emit)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._activated)
        desk.link.changed.connect(self._show)
        desk.link.questions.changed.connect(self._list)
        desk.theme.changed.connect(self._themed)
        self._list(desk.link.questions.open)
        self._show(desk.link.state)

    def panel(self, kind: str) -> None:
        """Draw for a light or dark panel, or as the colour scheme is (`PANELS`)."""
        self._panel = kind
        self._show(self._desk.link.state)

    def capturing(self, on: bool) -> None:  # noqa: FBT001 - Qt's signal
        """Draw corner marks while a picture of the screen was taken just now."""
        self._capturing = on
        self._show(self._desk.link.state)

    def over_bus(self, *, on: bool) -> None:
        """Write labels for a menu that the panel draws (D-Bus), or for one that Qt draws."""
        self._marks = _marks(over_bus=on)
        self._list(self._desk.link.questions.open)
        self._show(self._desk.link.state)

    def _line(self) -> QAction:
        made = self.menu.addAction("")
        made.setEnabled(False)
        return made

    def _action(self, text: str, act: Callable[[], object]) -> QAction:
        made = self.menu.addAction(text)
        made.triggered.connect(lambda _checked=False: act())
        return made

    def _fill_pause(self) -> None:
        for seconds in PAUSES_S:
            self._pause.addAction(_pause_word(seconds)).triggered.connect(
                lambda _checked=False, seconds=seconds: self._ask_pause(seconds)
            )
        self._pause.addSeparator()
        for said in (
            tr("What is sent meanwhile is not recorded"),
            tr("Agents keep asking while paused"),
        ):
            self._pause.addAction(said).setEnabled(False)

    def _asked(self, place: int) -> QAction:
        return self._action("", lambda: self._desk.go.question.emit(self._names[place]))

    def _list(self, questions: Sequence[Mapping[str, JSON]]) -> None:
        """One line a question, those whose deadline comes first."""
        self._names = [str(one.get("id")) for one in questions[:ASKED]]
        for place, action in enumerate(self._questions):
            action.setVisible(place < len(questions))
            if place < len(questions):
                action.setText(self._label(menu_line(questions[place])))
        left = len(questions) - ASKED
        self._more.setVisible(left > 0)
        self._more.setText(trn("{n} more question", "{n} more questions", left))
        self._below.setVisible(bool(questions))

    def _themed(self) -> None:
        self._show(self._desk.link.state)

    def _show(self, state: State) -> None:
        known = PANELS.get(self._panel)
        dark = self._desk.theme.dark if known is None else known
        name = states.icon(state, dark_panel=dark, capturing=self._capturing)
        takes = states.keeps(state, purposes.SCREENSHOTS)
        shown = (
            *(name, states.tooltip(state), states.state_line(state), states.seal_line(state)),
            *(state.local_only, state.phase, bool(state.status), len(self._marks)),
            takes,
        )
        if shown == self._shown:
            return
        if not self._shown or self._shown[0] != name:
            self.icon.setIcon(self._drawn(name))
        self._shown = shown
        self.icon.setToolTip(states.tooltip(state))
        self._state.setText(self._label(states.state_line(state)))
        self._seal.setText(self._label(states.seal_line(state)))
        self._local.setChecked(state.local_only)
        for action in (self._local, self._pause.menuAction()):
            action.setEnabled(bool(state.status))
        self._pause.menuAction().setVisible(state.phase is not Phase.PAUSED)
        self._resume.setVisible(state.phase is Phase.PAUSED)
        self._take.setVisible(takes)
        self._again.setVisible(state.phase is Phase.TROUBLE and not state.status)

    def _label(self, text: str) -> str:
        """Return a line's text: what is longer stands whole in tool tip and window."""
        short = text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"
        return short.translate(self._marks)

    def _drawn(self, name: str) -> QIcon:
        made = QIcon()
        for size in SIZES:
            made.addPixmap(self._desk.theme.pixmap(f"tray/{name}", "text", size))
        return made

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.clicked.emit()

    def _switched(self, wanted: bool) -> None:  # noqa: FBT001 - Qt's signal
        self._local.setChecked(self._desk.link.state.local_only)  # until the recorder says so
        self._desk.go.local_only.emit(wanted)

    def _ask_pause(self, seconds: int | None) -> None:
        args = {"for_s": seconds, "confirmed": True}  # the click in our menu is the person's word
        self._desk.link.call("pause", args, lambda _answer: None)

    def _ask_picture(self) -> None:
        self._desk.link.call("capture.take", {"confirmed": True}, lambda _answer: None)

    def _ask_resume(self) -> None:
        self._desk.link.call("resume", {"confirmed": True}, lambda _answer: None)


def _marks(*, over_bus: bool) -> dict[int, str]:
    """Return how to write what marks a mnemonic; Qt hands an underscore on as it is."""
    return str.maketrans({"&": "&&", **({"_": "__"} if over_bus else {})})


def _pause_word(seconds: int | None) -> str:
    match seconds:
        case None:
            return tr("Until I resume")
        case 3600:
            return tr("For 1 hour")
        case _:
            return tr("For {n} minutes", n=seconds // 60)
