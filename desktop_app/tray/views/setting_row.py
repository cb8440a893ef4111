"""One setting: its words, its control, and beside it what came of the last change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGraphicsOpacityEffect, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop_app.model.visible import visible
from desktop_app.tray import tokens
from desktop_app.tray.views import kit
from desktop_app.tray.views.texts import paragraph, scaled
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent

    from desktop_app.tray.presenters.settings import Item
    from desktop_app.tray.theme import Theme

_FIELD = 110  # pixels at 100 %
_FAINT = 0.5  # how much is left of a control that cannot be used


class SettingRow(QWidget):
    """A setting that the person can change, or sees who decided it in their place.

    Attributes:
        control: cannot be used where it is managed.

    Signals:
        changed(name, text): the person wants this value, as typed.
    """

    changed = Signal(str, str)

    def __init__(self, theme: Theme, item: Item) -> None:
        super().__init__()
        self._theme, self.item, self.value = theme, item, item.value
        self._put: Callable[[str], object] = lambda _value: None
        self._act: Callable[[], object] | None = None
        self.setAccessibleName(item.title)
        self.setAccessibleDescription(f"{item.text} {item.managed}".strip())
        texts = kit.column(
            kit.label(theme, item.title, weight=tokens.MEDIUM),
            paragraph(theme, item.text, size=tokens.SMALL, tone="text2"),
            gap=2,
        )
        line = QHBoxLayout()
        line.setSpacing(tokens.S5)
        line.addLayout(texts, 1)
        self.control = self._control()
        if item.managed:
            by = paragraph(theme, item.managed, size=tokens.SMALL, tone="text", select=True)
            texts.addWidget(by)
            self._shut()
        line.addWidget(self.control, 0, Qt.AlignmentFlag.AlignTop)
        self.told = paragraph(theme, "", size=tokens.SMALL, tone="text2")
        self.told.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.more = kit.button("", lambda: self._act and self._act(), role="link")
        below = kit.row(gap=tokens.S2)
        below.addWidget(self.told, 1)
        below.addWidget(self.more)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, tokens.S3, 0, tokens.S3)
        whole.setSpacing(tokens.S1)
        whole.addLayout(line)
        whole.addLayout(below)
        self.tell("")

    def show_value(self, value: str) -> None:
        """Show what holds now."""
        self.value = value
        self._put(value)

    def take_back(self) -> None:
        """Show again what holds; a text that was refused stays, to be mended."""
        if self.item.kind != "number":
            self._put(self.value)

    def tell(
        self,
        text: str,
        tone: str = "text2",
        more: str = "",
        act: Callable[[], object] | None = None,
    ) -> None:
        """Say what came of a change; `more` and `act` are a button beside it."""
        self.told.setText(visible(text))
        kit.set_tone(self.told, tone)
        self.told.setVisible(bool(text))
        self.more.setVisible(bool(more))
        self.more.setText(more)
        self._act = act

    def _shut(self) -> None:
        """Leave the control to be seen, not used; a number's field shows that by itself."""
        self.control.setEnabled(False)
        if self.item.kind != "number":
            faint = QGraphicsOpacityEffect(self.control)
            faint.setOpacity(_FAINT)
            self.control.setGraphicsEffect(faint)

    def _control(self) -> QWidget:
        match self.item.kind:
            case "switch":
                return self._switch()
            case "choice":
                return self._choice()
            case "number":
                return self._number()

    def _switch(self) -> QWidget:
        made = kit.Switch(self._theme, self.item.title)
        self._put = lambda value: made.setChecked(value == "true")
        self._put(self.value)
        made.clicked.connect(lambda on: self.changed.emit(self.item.name, str(on).lower()))
        return made

    def _choice(self) -> QWidget:
        values = [value for value, _word in self.item.choices]
        made = kit.Segments([word for _value, word in self.item.choices])
        made.setAccessibleName(self.item.title)
        self._put = lambda value: made.choose(values.index(value))
        self._put(self.value)
        made.chosen.connect(lambda index: self.changed.emit(self.item.name, values[index]))
        return made

    def _number(self) -> QWidget:
        field = _Field(self.value)
        field.setAccessibleName(self.item.title)
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        field.setFixedWidth(scaled(self._theme, _FIELD))
        wanted = kit.button(tr("Set"), name=tr("Set {title}", title=self.item.title))
        wanted.setVisible(False)
        unit = kit.label(self._theme, self.item.unit, tone="text2")
        unit.setVisible(bool(self.item.unit))

        def put(value: str) -> None:
            field.held = value
            field.setText(value)

        def ask() -> None:
            if field.text().strip() != self.value:
                self.changed.emit(self.item.name, field.text().strip())

        field.textChanged.connect(lambda text: wanted.setVisible(text.strip() != self.value))
        field.returnPressed.connect(ask)
        wanted.clicked.connect(lambda _checked=False: ask())
        self._put = put
        return kit.boxed(kit.row(wanted, field, unit, gap=tokens.S2))


class _Field(QLineEdit):
    """A line in which Esc puts back what holds."""

    def __init__(self, held: str) -> None:
        super().__init__(held)
        self.held = held

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc."""
        if event.key() == Qt.Key.Key_Escape and self.text() != self.held:
            self.setText(self.held)
        else:
            super().keyPressEvent(event)
