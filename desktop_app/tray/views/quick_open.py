"""Ctrl+K: type a few letters, open what they find, or do what can be done.

Promise: what can be done is there at once; what was recorded is asked for in the reader's thread at
every key, and only the newest question is answered. Enter that comes before the answer waits for
it, so that it never opens what stood there a moment ago.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListView

from desktop_app.model.visible import visible
from desktop_app.tray import tokens
from desktop_app.tray.item_models.results import Results
from desktop_app.tray.presenters import quick_open as presenter
from desktop_app.tray.presenters.quick_open import Do, Item, Run
from desktop_app.tray.views import kit
from desktop_app.tray.views.overlay import Overlay
from desktop_app.tray.views.result_row import ResultRow
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex

    from desktop_app.errors import CountersignError
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.views.window import Window

    Found = dict[str, list[dict[str, object]]]

WIDTH = 600
_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 5,
    Qt.Key.Key_PageUp: -5,
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class QuickOpen(Overlay):
    """One field and what it finds.

    Attributes:
        field: where one types.
        list: what was found; the focus stays in the field.
    """

    def __init__(self, desk: Desk, window: Window) -> None:
        super().__init__(desk.theme, window, tr("Quick open"), "Ctrl+K", WIDTH)
        self._desk, self._window_of = desk, window
        self._answer: Found | None = None  # None: asked, and not answered yet
        self._enter = False
        self.model = Results(self)
        self.field = self._make_field()
        self.list = self._make_list()
        self._note = kit.label(desk.theme, "", size=tokens.SMALL, tone="text2", wrap=True)
        self._note.setContentsMargins(tokens.S5, tokens.S3, tokens.S5, tokens.S3)
        shape = kit.icon(desk.theme, "search", "text2", 18)
        line = kit.row(shape, self.field, gap=tokens.S2)
        line.setContentsMargins(tokens.S5 - 2, 0, tokens.S5, 0)
        self.lines.addLayout(line)
        self.lines.addWidget(kit.hairline())
        self.lines.addWidget(self.list)
        self.lines.addWidget(self._note)
        self.field.textChanged.connect(self._ask)
        self._ask("")
        if not window.isVisible():
            window.front()

    def focus(self) -> None:
        """The field."""
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def place(self) -> None:
        """As high as what was found, and no higher than the window."""
        self._note.setVisible(bool(self._note.text()))
        self.list.setVisible(self.model.rowCount() > 0)
        self.list.updateGeometry()
        super().place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that move in the list from the field."""
        is_press = event.type() is QEvent.Type.KeyPress
        if is_press and watched is self.field and isinstance(event, QKeyEvent):
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in _STEPS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._choose(self.model.next(self.list.currentIndex().row(), _STEPS[key]))
        elif key in _ENTER:
            self._enter = self._answer is None
            if not self._enter:
                self._open(self.model.item(self.list.currentIndex().row()))
        else:
            return False
        return True

    def _ask(self, text: str) -> None:
        self._answer = None
        self._desk.reader.ask(
            lambda query: query.quick_open(text),
            self._found,
            failed=self._failed,
            owner=self,
            key="quick open",
        )
        if not self.model.rowCount():
            self._show({}, "")

    def _found(self, found: Found) -> None:
        self._answer = found
        self._show(found, "")

    def _failed(self, error: CountersignError) -> None:
        self._answer = {}
        self._show({}, visible(error.message))

    def _show(self, found: Found, note: str) -> None:
        """Show what was found; an Enter that waited for it opens the first."""
        titles = self._window_of.titles
        possible = presenter.deeds(self._desk.link.state, titles)
        now_us = self._desk.clock.now_us()
        items = presenter.listed(found, possible, self.field.text(), now_us)
        self.model.show(items)
        self._note.setText(note or ("" if items else presenter.nothing(self.field.text())))
        self.place()
        if items:
            self._choose(self.model.next(-1, 0))
        else:
            self._say(self._note.text())
        if self._enter and self._answer is not None:
            self._enter = False
            self._open(items[0] if items else None)

    def _choose(self, row: int) -> None:
        index = self.model.index(row, 0)
        self.list.setCurrentIndex(index)
        first = self.model.next(-1, 0) == row
        self.list.scrollTo(self.model.index(0, 0) if first else index)
        if (item := self.model.item(row)) is not None:
            self._say(item.spoken)

    def _say(self, text: str) -> None:
        """Have it read aloud: the focus stays in the field."""
        self.field.setAccessibleDescription(text)
        if self.isVisible() and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.field, text))

    def _clicked(self, index: QModelIndex) -> None:
        self._open(self.model.item(index.row()))

    def _open(self, item: Item | None) -> None:
        if item is None:
            return
        self.close()
        match item.target:
            case Run(ref, record):
                self._desk.go.run.emit(ref, record)
            case Do(deed, value):
                self._do(deed, value)

    def _do(self, deed: str, value: str | int | None) -> None:
        go, link = self._desk.go, self._desk.link
        match deed:
            case "page":
                go.page.emit(value)
            case "local_only":
                go.local_only.emit(bool(value))
            case "pause":
                args = {"for_s": value, "confirmed": True}  # Enter here is the person's word
                link.call("pause", args, lambda _answer: None)
            case "resume":
                link.call("resume", {"confirmed": True}, lambda _answer: None)
            case _:
                {
                    "verify": go.verify_ledger.emit,
                    "export": lambda: go.export.emit(""),
                    "keys": go.keyboard.emit,
                    "quit": go.quit.emit,
                }[deed]()

    def _make_field(self) -> QLineEdit:
        made = QLineEdit()
        made.setProperty("role", "quick")
        made.setFont(self._desk.theme.font(tokens.DETAIL))
        made.setStyleSheet(f"font-size: {made.font().pixelSize()}px;")
        made.setPlaceholderText(tr("Runs, tool calls, files, pages, actions"))
        made.setAccessibleName(tr("Quick open"))
        made.installEventFilter(self)
        return made

    def _make_list(self) -> QListView:
        made = _List()
        made.setModel(self.model)
        made.setItemDelegate(ResultRow(self._desk.theme, made))
        made.setAccessibleName(tr("Results"))
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setMouseTracking(True)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.clicked.connect(self._clicked)
        return made


class _List(QListView):
    """As high as its rows, where there is room."""

    def sizeHint(self) -> QSize:
        """All rows."""
        rows = range(self.model().rowCount())
        return QSize(0, sum(self.sizeHintForRow(row) for row in rows) + tokens.S1)

    def minimumSizeHint(self) -> QSize:
        """A few rows."""
        return QSize(0, 0)
