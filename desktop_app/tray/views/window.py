"""The main window: navigation on the left, one page at a time on the right.

Closing it hides it; the recorder goes on. Pages are made when they are first opened, so that the
window is there at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QMargins, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QHBoxLayout,
    QStackedWidget,
    QWidget,
)

from desktop_app.tray import tokens
from desktop_app.tray.presenters import keyboard
from desktop_app.tray.remembered import Remembered
from desktop_app.tray.views import kit
from desktop_app.tray.views.navigation import Navigation
from desktop_app.tray.views.regions import Regions
from desktop_app.tray.views.texts import is_narrow
from desktop_app.tray.views.trouble_band import TroubleBand
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import (
        QCloseEvent,
        QDragEnterEvent,
        QDropEvent,
        QResizeEvent,
        QShowEvent,
    )

    from desktop_app.tray.desk import Desk
    from desktop_app.tray.views.keyboard_help import KeyboardHelp
    from desktop_app.tray.views.page import Page

DEFAULT = QSize(1280, 800)
FRAME = QMargins(4, 32, 4, 8)  # what the desktop draws around a window, about


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the window.

    Attributes:
        title: in navigation and window title.
        make: makes it, once, when it is first opened.
        under: the page of the navigation that it belongs to; "": it is one itself.
    """

    title: str
    make: Callable[[], Page]
    under: str = ""


class Window(QWidget):
    """Shows pages.

    Args:
        desk: the tray's parts.
        pages: by name, in the order of the navigation.

    Signals:
        closed(): the person closed it.
        dropped(path): a file was dropped on it.
    """

    closed = Signal()
    dropped = Signal(str)

    def __init__(self, desk: Desk, pages: Mapping[str, Place]) -> None:
        super().__init__()
        self._desk, self._pages = desk, pages
        self._made: dict[str, Page] = {}
        self._open = ""
        self._help: KeyboardHelp | None = None
        self.setProperty("role", "window")
        self.setWindowTitle(tr("Countersign"))
        self.setMinimumSize(*tokens.SMALLEST)
        self.setAcceptDrops(True)
        listed = [(name, place.title) for name, place in pages.items() if not place.under]
        self.navigation = Navigation(desk, listed)
        self.navigation.chosen.connect(self.show_page)
        self._stack = QStackedWidget()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.navigation)
        line.addLayout(kit.column(TroubleBand(desk), self._stack, gap=0), 1)
        self._keys()
        desk.go.keyboard.connect(self.show_keys)
        self._place()

    @property
    def page(self) -> Page | None:
        """The page that is open."""
        return self._made.get(self._open)

    @property
    def titles(self) -> dict[str, str]:
        """The pages of the navigation: titles by name, in order."""
        return {name: place.title for name, place in self._pages.items() if not place.under}

    def made(self, name: str) -> Page:
        """Return a page, made now if it was not before."""
        if name not in self._made:
            self._made[name] = self._pages[name].make()
            self._stack.addWidget(self._made[name])
        return self._made[name]

    def show_page(self, name: str) -> None:
        """Open a page and bring the window to the front."""
        page, before = self.made(name), self.page
        if before is not None and before is not page:
            before.hidden()
        self._open = name
        self._stack.setCurrentWidget(page)
        self.navigation.mark(self._pages[name].under or name)
        self.setWindowTitle(tr("{page}, Countersign", page=self._pages[name].title))
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
        Remembered(self._desk.paths).keep_geometry(self.saveGeometry())
        if self.page is not None:
            self.page.hidden()
        event.accept()
        self.closed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one local file: an audit bundle to verify."""
        if len(event.mimeData().urls()) == 1 and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Have it verified."""
        self.dropped.emit(event.mimeData().urls()[0].toLocalFile())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrow windows get a rail of icons."""
        super().resizeEvent(event)
        self.navigation.narrow(is_narrow=is_narrow(self._desk.theme, self.width()))

    def show_keys(self) -> None:
        """F1: the keys of the page that is open."""
        from desktop_app.tray.views.keyboard_help import KeyboardHelp  # noqa: PLC0415

        if self._help is not None:
            self._help.deleteLater()
        title = self._pages[self._open].title if self._open else ""
        pages = len(self.titles)
        self._help = KeyboardHelp(self._desk.theme, self, self._open, title, pages)
        self._help.show()

    def regions(self) -> list[QWidget]:
        """F6 goes round these: the navigation, then what the page has."""
        return [self.navigation, *([] if self.page is None else self.page.regions())]

    def _keys(self) -> None:
        deeds: dict[str, Callable[[], object]] = {
            "quick_open": self._desk.go.quick_open.emit,
            "close": self.close,
            "settings": lambda: self.show_page("settings"),
            "export": self._export,
            "help": self._desk.go.keyboard.emit,
            "question": lambda: self._desk.go.question.emit(""),
        }
        for name, act in deeds.items():
            for keys in keyboard.keys(name):
                QShortcut(QKeySequence(keys), self, act)
        search, letter = keyboard.keys("search")
        QShortcut(QKeySequence(search), self, self._search)
        QShortcut(QKeySequence(letter), self, self._search_from_list)
        Regions(self, self.regions)

    def _search_from_list(self) -> None:
        """Single letters act only while a list or the waterfall has the focus."""
        if isinstance(QApplication.focusWidget(), QAbstractScrollArea):
            self._search()

    def _search(self) -> None:
        if self.page is not None:
            self.page.search()

    def _export(self) -> None:
        if self.page is None or not self.page.export():
            self._desk.go.export.emit("")

    def _place(self) -> None:
        saved = Remembered(self._desk.paths).geometry()
        if saved is None or not self.restoreGeometry(saved):
            room = self.screen().availableGeometry().size()
            self.resize(DEFAULT.boundedTo(room.shrunkBy(FRAME)))
