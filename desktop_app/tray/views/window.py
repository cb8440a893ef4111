"""The main window: navigation on the left, one page at a time on the right.

Closing it hides it; the recorder goes on. Pages are made when they are first opened, so that the
window is there at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from desktop_app.tray import tokens
from desktop_app.tray.views.navigation import Navigation
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QCloseEvent, QResizeEvent, QShowEvent

    from desktop_app.tray.desk import Desk
    from desktop_app.tray.views.page import Page

DEFAULT = QSize(1280, 800)


class Window(QWidget):
    """Shows pages.

    Args:
        desk: the tray's parts.
        pages: by name, in the order of the navigation: (title, how it is made).

    Signals:
        closed(): the person closed it.
    """

    closed = Signal()

    def __init__(self, desk: Desk, pages: Mapping[str, tuple[str, Callable[[], Page]]]) -> None:
        super().__init__()
        self._desk, self._pages = desk, pages
        self._made: dict[str, Page] = {}
        self._open = ""
        self.setProperty("role", "window")
        self.setWindowTitle(tr("Countersign"))
        self.setMinimumSize(*tokens.SMALLEST)
        self.navigation = Navigation(desk, [(name, title) for name, (title, _) in pages.items()])
        self.navigation.chosen.connect(self.show_page)
        self._stack = QStackedWidget()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.navigation)
        line.addWidget(self._stack, 1)
        self._keys()
        self._place()

    @property
    def page(self) -> Page | None:
        """The page that is open."""
        return self._made.get(self._open)

    def made(self, name: str) -> Page:
        """Return a page, made now if it was not before."""
        if name not in self._made:
            self._made[name] = self._pages[name][1]()
            self._stack.addWidget(self._made[name])
        return self._made[name]

    def show_page(self, name: str) -> None:
        """Open a page and bring the window to the front."""
        page, before = self.made(name), self.page
        if before is not None and before is not page:
            before.hidden()
        self._open = name
        self._stack.setCurrentWidget(page)
        self.navigation.mark(name)
        self.setWindowTitle(tr("{page}, Countersign", page=self._pages[name][0]))
        if self.isVisible():
            page.shown()
        self.front()

    def front(self) -> None:
        """Show the window, above the others."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def showEvent(self, event: QShowEvent) -> None:
        """Read what is to be shown."""
        super().showEvent(event)
        if not event.spontaneous() and self.page is not None:
            self.page.shown()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Hide; where it stood is remembered."""
        _settings(self._desk).setValue("window/geometry", self.saveGeometry())
        if self.page is not None:
            self.page.hidden()
        event.accept()
        self.closed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrow windows get a rail of icons."""
        super().resizeEvent(event)
        self.navigation.narrow(is_narrow=self.width() < tokens.NARROW)

    def _keys(self) -> None:
        go = self._desk.go
        for keys, act in (
            ("Ctrl+K", go.quick_open.emit),
            ("Ctrl+W", self.close),
            ("Ctrl+,", lambda: self.show_page("settings")),
            ("Ctrl+F", self._search),
            ("Ctrl+E", self._export),
        ):
            QShortcut(QKeySequence(keys), self, act)

    def _search(self) -> None:
        if self.page is not None:
            self.page.search()

    def _export(self) -> None:
        if self.page is None or not self.page.export():
            self._desk.go.export.emit("")

    def _place(self) -> None:
        saved = _settings(self._desk).value("window/geometry")
        if saved is None or not self.restoreGeometry(saved):
            room = self.screen().availableGeometry().size()
            self.resize(DEFAULT.boundedTo(room))


def _settings(desk: Desk) -> QSettings:
    """Where windows stood: not a setting that is recorded, and of no interest to anybody else."""
    return QSettings(str(desk.paths.config_dir / "windows.ini"), QSettings.Format.IniFormat)
