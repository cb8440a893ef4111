"""What stands at the right of a page's header: words to look for, and filters.

The Timeline has all kinds of filters (`timeline_filter.KINDS`), the consent log some of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QActionGroup, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from desktop_app.tray import tokens
from desktop_app.tray.presenters import timeline_filter
from desktop_app.tray.presenters.timeline_filter import KINDS, Filter
from desktop_app.tray.views import kit
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QPushButton

    from desktop_app.tray.theme import Theme

TYPED_MS = 250  # after the last key: then the list is asked
FIELD = 300


class Filters(QWidget):
    """Search field and filters; in a narrow window all of them behind one button.

    Args:
        hint: what the field looks through.
        kinds: of filters, in order.
        keys: what stands at the field's end: the keys that find the same, or more.

    Signals:
        chosen(Filter)
    """

    chosen = Signal(object)

    def __init__(
        self, theme: Theme, hint: str = "", kinds: Sequence[str] = KINDS, keys: str = "Ctrl+K"
    ) -> None:
        super().__init__()
        self._theme = theme
        self.filter = Filter()
        self._narrow = False
        self._agents: Sequence[str] = ()
        self._tools: Sequence[str] = ()
        self.field = kit.SearchField(theme, hint or tr("Search runs, commands, files"), "Ctrl+F")
        self.field.setFixedWidth(FIELD)
        native = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
        self._hint = kit.Chip(theme, native)
        self._hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._hint.setParent(self.field)
        self.field.textChanged.connect(lambda _text: self._place_hint())
        self._typed = QTimer(self, singleShot=True, interval=TYPED_MS)
        self._typed.timeout.connect(self._search)
        self.field.textChanged.connect(lambda _text: self._typed.start())
        self.field.returnPressed.connect(self._search)
        self.buttons = {kind: self._button(kind) for kind in kinds}
        self.all = kit.button(tr("Filter"), role="plain", theme=theme, icon="filter")
        self.all.setMenu(QMenu(self.all))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(tokens.S2)
        for widget in (self.field, *self.buttons.values(), self.all):
            line.addWidget(widget)
        self.narrow(is_narrow=False)
        self._show()

    def narrow(self, *, is_narrow: bool) -> None:
        """Put the filters behind one button, or show them all."""
        self._narrow = is_narrow
        for made in self.buttons.values():
            made.setVisible(not is_narrow)
        self.all.setVisible(is_narrow)
        self._place_hint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The hint stays at the end of the field."""
        super().resizeEvent(event)
        self._place_hint()

    def _place_hint(self) -> None:
        size, field = self._hint.sizeHint(), self.field
        left = FIELD - size.width() - 6
        self._hint.setGeometry(left, (field.height() - size.height()) // 2, *size.toTuple())
        self._hint.setVisible(not self._narrow and not field.text())

    def offer(self, agents: Sequence[str], tools: Sequence[str] = ()) -> None:
        """Offer these agents and tools."""
        if (list(agents), list(tools)) != (list(self._agents), list(self._tools)):
            self._agents, self._tools = agents, tools
            self._show()

    def clear(self) -> None:
        """Leave nothing out."""
        self.field.blockSignals(True)  # noqa: FBT003 - Qt's own
        self.field.clear()
        self.field.blockSignals(False)  # noqa: FBT003
        self._choose(Filter())

    def _search(self) -> None:
        self._typed.stop()
        self._choose(self.filter.choose("text", self.field.text().strip()))

    def _choose(self, chosen: Filter) -> None:
        if chosen != self.filter:
            self.filter = chosen
            self._show()
            self.chosen.emit(chosen)

    def _button(self, kind: str) -> QPushButton:
        made = kit.button(timeline_filter.name(kind))
        self._theme.keep_icon(made, "expand", "text2", 14)
        made.setLayoutDirection(made.layoutDirection().RightToLeft)  # the arrow after the word
        made.setMenu(QMenu(made))
        return made

    def _show(self) -> None:
        self.all.menu().clear()
        for kind, made in self.buttons.items():
            made.setText(timeline_filter.reads(self.filter, kind))
            made.setAccessibleName(f"{timeline_filter.name(kind)}: {made.text()}")
            made.menu().clear()
            self._fill(made.menu(), kind)
            self._fill(self.all.menu().addMenu(timeline_filter.name(kind)), kind)
        active = self.filter != Filter(text=self.filter.text)
        self.all.setText(tr("Filter, on") if active else tr("Filter"))

    def _fill(self, menu: QMenu, kind: str) -> None:
        group = QActionGroup(menu)
        for value, words in timeline_filter.choices(kind, self._agents, self._tools):
            action = menu.addAction(words.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(value == self.filter.chosen(kind))
            action.triggered.connect(
                lambda _on=False, kind=kind, value=value: self._choose(
                    self.filter.choose(kind, value)
                )
            )
            group.addAction(action)
