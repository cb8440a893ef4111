"""The small widgets that every page is made of: labels, buttons, chips, cards, the switch.

Each takes the theme where it paints or has icons; sizes come from `tokens`. Text of senders is
shown as plain text: `label` never interprets markup.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_app.tray import tokens
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QKeyEvent, QPaintEvent

    from desktop_app.tray.views.theme import Theme

Box = TypeVar("Box", QHBoxLayout, QVBoxLayout)
_PARAGRAPH = 400  # pixels, of an empty state's text
_TONES = {"ok": "okbg", "ask": "askbg", "deny": "denybg", "open": "openbg", "text2": "inset"}


def label(
    theme: Theme,
    text: str,
    *,
    size: float = tokens.BODY,
    weight: int = tokens.REGULAR,
    tone: str = "text",
    fixed: bool = False,
    wrap: bool = False,
    select: bool = False,
) -> QLabel:
    """Return a line or paragraph of plain text; `tone` is a token, `select` lets one copy it."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    font = theme.font(size, weight, fixed=fixed)
    made.setFont(font)
    made.setStyleSheet(f"font-size: {font.pixelSize()}px; font-weight: {weight};")
    made.setProperty("tone", tone)
    made.setWordWrap(wrap)
    if wrap:
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)
    if select:
        made.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
    return made


def set_tone(widget: QWidget, tone: str) -> None:
    """Change the colour of a label, or the tint of a card."""
    widget.setProperty("tone", tone)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def icon(theme: Theme, name: str, colour: str = "text2", size: int = 20) -> QLabel:
    """Return a picture that follows the colour scheme; its word stands beside it, for everybody."""
    made = QLabel()
    made.setFixedSize(size, size)

    def draw() -> None:
        made.setPixmap(theme.pixmap(name, colour, size))

    draw()
    theme.changed.connect(draw, Qt.ConnectionType.AutoConnection)
    made.destroyed.connect(lambda: theme.changed.disconnect(draw))
    return made


def button(
    text: str,
    clicked: Callable[[], object] | None = None,
    *,
    role: str = "plain",
    theme: Theme | None = None,
    icon: str = "",
    name: str = "",
) -> QPushButton:
    """Return a push button.

    Args:
        text: its label; "" with an icon alone, which then needs a `name`.
        clicked: what a click does.
        role: "plain", "primary", "link", "row" (in a table's row), "icon".
        theme: for the icon.
        icon: of `resources/icons`.
        name: for assistive technology, where the text does not say it.
    """
    made = QPushButton(text)
    made.setProperty("role", role)
    made.setAutoDefault(False)
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    if role in {"link", "icon"}:
        made.setCursor(Qt.CursorShape.PointingHandCursor)
    if icon and theme is not None:
        theme.keep_icon(made, icon, "onaccent" if role == "primary" else "text")
    if name or not text:
        made.setAccessibleName(name)
        made.setToolTip(name if not text else "")
    if clicked is not None:
        made.clicked.connect(lambda _checked=False: clicked())
    return made


def hairline(*, vertical: bool = False) -> QFrame:
    """Return a line of one pixel."""
    made = QFrame()
    made.setProperty("role", "hairline")
    (made.setFixedWidth if vertical else made.setFixedHeight)(1)
    return made


def row(*parts: QWidget | int | None, gap: int = tokens.S2) -> QHBoxLayout:
    """Return widgets side by side; an int is a space of so many pixels, None one that stretches."""
    return _filled(QHBoxLayout(), parts, gap)


def column(*parts: QWidget | QLayout | int | None, gap: int = tokens.S2) -> QVBoxLayout:
    """Return widgets below each other, likewise."""
    return _filled(QVBoxLayout(), parts, gap)


def boxed(layout: QLayout, role: str = "") -> QWidget:
    """Return a widget around a layout."""
    made = QWidget()
    if role:
        made.setProperty("role", role)
        made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    made.setLayout(layout)
    return made


def _filled(layout: Box, parts: Sequence[QWidget | QLayout | int | None], gap: int) -> Box:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(gap)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, int):
            layout.addSpacing(part)
        elif isinstance(part, QLayout):
            layout.addLayout(part)
        else:
            layout.addWidget(part)
    return layout


class Header(QFrame):
    """The bar above a page: its title, then what the page puts there.

    Attributes:
        left, right: layouts for more, beside the title and at the end.
        title: the label.
    """

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        self.setProperty("role", "header")
        self.setMinimumHeight(tokens.HEADER)
        self.title = label(theme, title, size=tokens.TITLE, weight=tokens.SEMIBOLD)
        self.left, self.right = QHBoxLayout(), QHBoxLayout()
        self.left.setSpacing(tokens.S3)
        self.right.setSpacing(tokens.S2)
        line = QHBoxLayout(self)
        line.setContentsMargins(tokens.MARGIN, 0, tokens.MARGIN, 0)
        line.setSpacing(tokens.S5)
        line.addWidget(self.title)
        line.addLayout(self.left)
        line.addStretch(1)
        line.addLayout(self.right)


class Card(QFrame):
    """A framed part of a page with a title.

    Attributes:
        body: layout for its content.
        head: layout of the title's line, for more at its end.
    """

    def __init__(self, theme: Theme, title: str = "") -> None:
        super().__init__()
        self.setProperty("role", "card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(tokens.S4, tokens.S3, tokens.S4, tokens.S3)
        outer.setSpacing(tokens.S2)
        self.head = QHBoxLayout()
        self.body = QVBoxLayout()
        self.body.setSpacing(tokens.S1)
        if title:
            self.setAccessibleName(title)
            self.head.addWidget(label(theme, title, weight=tokens.SEMIBOLD))
            self.head.addStretch(1)
            outer.addLayout(self.head)
        outer.addLayout(self.body)


class Chip(QWidget):
    """A word with a shape on its own tint: `1 denied`, `Sealed to #10,412`."""

    def __init__(self, theme: Theme, text: str, *, icon: str = "", tone: str = "text2") -> None:
        super().__init__()
        self._theme, self._text, self._icon, self._tone = theme, text, icon, tone
        self.setFont(theme.font(tokens.SMALL, tokens.MEDIUM))
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Room for icon and text."""
        wide = theme_width(self._theme, self._text, tokens.SMALL, tokens.MEDIUM)
        return QSize(wide + 16 + (18 if self._icon else 0), 20)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is painted
        """Paint it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_chip(
            painter, self._theme, QRectF(self.rect()), self._text, icon=self._icon, tone=self._tone
        )
        painter.end()


def theme_width(theme: Theme, text: str, size: float, weight: int) -> int:
    """Return how wide a text is, in pixels."""
    return QFontMetrics(theme.font(size, weight)).horizontalAdvance(text)


def paint_chip(
    painter: QPainter, theme: Theme, rect: QRectF, text: str, *, icon: str = "", tone: str = "text2"
) -> None:
    """Paint a chip, for delegates too."""
    path = QPainterPath()
    path.addRoundedRect(rect, tokens.CHIP_RADIUS, tokens.CHIP_RADIUS)
    painter.fillPath(path, theme.colour(_TONES.get(tone, "inset")))
    left = rect.left() + 8
    if icon:
        size = 13
        painter.drawPixmap(
            round(left), round(rect.center().y() - size / 2), theme.pixmap(icon, tone, size)
        )
        left += 18
    painter.setPen(theme.colour(tone))
    painter.setFont(theme.font(tokens.SMALL, tokens.MEDIUM))
    room = QRectF(left, rect.top(), rect.right() - left, rect.height())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


class Switch(QAbstractButton):
    """On or off, at once: a check box that looks like what it does."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setFixedSize(36, 24)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Its one size."""
        return QSize(36, 24)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter as well as Space."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is painted
        """Paint track, knob and focus ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(2, 3, 32, 18)
        colour = self._theme.colour
        on = self.isChecked()
        painter.setPen(Qt.PenStyle.NoPen if on else QPen(colour("ctl"), 1))
        painter.setBrush(colour("accent") if on else colour("inset"))
        painter.drawRoundedRect(track, 9, 9)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("onaccent") if on else colour("ctl"))
        painter.drawEllipse(QRectF(18 if on else 5, 5.5, 13, 13))
        if self.hasFocus():
            painter.setPen(QPen(colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(1, 1, 34, 22), 11, 11)
        painter.end()


class Segments(QWidget):
    """A few words of which one holds: `Clock | Fold waits`.

    Signals:
        chosen(index)
    """

    chosen = Signal(int)

    def __init__(self, words: Sequence[str], *, role: str = "segment") -> None:
        super().__init__()
        if role == "segment":
            self.setProperty("role", "inset")
            self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._group = QButtonGroup(self)
        line = QHBoxLayout(self)
        line.setContentsMargins(2, 2, 2, 2)
        line.setSpacing(2 if role == "segment" else tokens.S4)
        for number, word in enumerate(words):
            made = button(word, role=role)
            made.setCheckable(True)
            self._group.addButton(made, number)
            line.addWidget(made)
        self._group.idClicked.connect(self.chosen)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.choose(0)

    def choose(self, index: int) -> None:
        """Mark one, without a signal."""
        self._group.button(index).setChecked(True)

    def current(self) -> int:
        """Return which one holds."""
        return self._group.checkedId()

    def word(self, index: int, text: str) -> None:
        """Change a word."""
        self._group.button(index).setText(text)


class CodeBox(QFrame):
    """Text in the fixed font on the inset ground, all of it selectable, with a copy button."""

    def __init__(self, theme: Theme, text: str, *, copy: bool = True, wrap: bool = True) -> None:
        super().__init__()
        self.setProperty("role", "inset")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.text = text
        self._label = label(theme, text, size=tokens.SMALL, fixed=True, wrap=wrap, select=True)
        line = QHBoxLayout(self)
        line.setContentsMargins(tokens.S3, tokens.S2, tokens.S2, tokens.S2)
        line.addWidget(self._label, 1)
        if copy:
            name = tr("Copy")
            made = button("", self._copy, role="icon", theme=theme, icon="copy", name=name)
            line.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)

    def _copy(self) -> None:
        copy_text(self.text)

    def set_text(self, text: str, shown: str | None = None) -> None:
        """Show another text; `shown` where it is elided."""
        self.text = text
        self._label.setText(text if shown is None else shown)
        self._label.setToolTip("" if shown is None else text)


class EmptyState(QWidget):
    """What stands where there is nothing: a shape, a title, why, and what one can do."""

    def __init__(
        self,
        theme: Theme,
        icon_name: str,
        title: str,
        text: str,
        actions: Sequence[QWidget] = (),
        *,
        tone: str = "text3",
    ) -> None:
        super().__init__()
        self._title = label(theme, title, size=tokens.DETAIL, weight=tokens.SEMIBOLD)
        self._text = label(theme, text, size=tokens.SMALL, tone="text2", wrap=True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._text.setFixedWidth(_PARAGRAPH)
        self._text.setMinimumHeight(self._text.heightForWidth(_PARAGRAPH))
        shape = icon(theme, icon_name, tone, 28)
        lines = QVBoxLayout(self)
        lines.setSpacing(tokens.S2)
        lines.addStretch(1)
        middle = Qt.AlignmentFlag.AlignHCenter
        lines.addWidget(shape, 0, middle)
        lines.addWidget(self._title, 0, middle)
        lines.addWidget(self._text, 0, middle)
        if actions:
            lines.addSpacing(tokens.S2)
            lines.addLayout(row(None, *actions, None))
        lines.addStretch(1)

    def tell(self, title: str, text: str) -> None:
        """Change what it says."""
        self._title.setText(title)
        self._text.setText(text)
        self._text.setMinimumHeight(self._text.heightForWidth(_PARAGRAPH))


class SearchField(QLineEdit):
    """A line to type words into; Esc empties it."""

    def __init__(self, theme: Theme, hint: str, shortcut: str = "") -> None:
        super().__init__()
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setClearButtonEnabled(True)
        self.setToolTip(shortcut)
        action = self.addAction(
            theme.icon("search", "text3", 16), QLineEdit.ActionPosition.LeadingPosition
        )
        theme.changed.connect(lambda: action.setIcon(theme.icon("search", "text3", 16)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc empties; empty, it goes on to the page."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


def copy_text(text: str) -> None:
    """Put a text on the clipboard."""
    QGuiApplication.clipboard().setText(text)
