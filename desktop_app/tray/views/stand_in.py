"""A small window in the icon's place, on desktops whose panel shows no tray icons.

A panel that starts after us, or again, gets the icon; the window goes away then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSystemTrayIcon, QVBoxLayout, QWidget

from desktop_app.tray import tokens
from desktop_app.tray.presenters import state as states
from desktop_app.tray.views import kit
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent

    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.state import State
    from desktop_app.tray.views.tray_icon import TrayIcon

PATIENCE_MS = 4_000  # a panel that starts with the session needs a moment
LOOK_MS = 5_000


class StandIn(QObject):
    """Shows the icon where there is room for it, else the window."""

    def __init__(self, desk: Desk, icon: TrayIcon) -> None:
        super().__init__()
        self._desk, self._icon = desk, icon
        self.window: QWidget | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        """Show the icon; look again in a while whether somebody shows it."""
        self._icon.icon.show()
        self._timer.start(PATIENCE_MS)

    def _look(self) -> None:
        self._timer.setInterval(LOOK_MS)
        if QSystemTrayIcon.isSystemTrayAvailable():
            if self.window is not None:
                self.window.deleteLater()
                self.window = None
                self._icon.icon.hide()
                self._icon.icon.show()
        elif self.window is None:
            self.window = _Window(self._desk)
            self.window.show()


class _Window(QWidget):
    """Title, reason, state, two buttons."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, theme = desk, desk.theme
        self.setProperty("role", "surface")
        self.setWindowTitle(tr("Countersign"))
        self._state = kit.label(theme, "", weight=tokens.MEDIUM, wrap=True)
        why = tr("Your panel shows no tray icons, so this small window stands in.")
        lines = QVBoxLayout(self)
        lines.setContentsMargins(tokens.S5, tokens.S4, tokens.S5, tokens.S4)
        lines.setSpacing(tokens.S2)
        title = tr("Countersign is running")
        lines.addWidget(kit.label(theme, title, size=tokens.DETAIL, weight=tokens.SEMIBOLD))
        lines.addWidget(kit.label(theme, why, tone="text2", wrap=True))
        lines.addWidget(self._state)
        lines.addLayout(
            kit.row(
                kit.button(tr("Timeline"), lambda: desk.go.page.emit("timeline")),
                None,
                kit.button(tr("Quit…"), desk.go.quit.emit),
            )
        )
        self.setFixedWidth(360)
        desk.link.changed.connect(self._show)
        self._show(desk.link.state)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing it would leave a tray that nobody can reach: it only becomes small.

        The end of the session is not held up.
        """
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication) and app.isSavingSession():
            return
        event.ignore()
        self.showMinimized()

    def _show(self, state: State) -> None:
        self._state.setText(states.tooltip(state))
