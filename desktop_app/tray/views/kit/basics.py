"""Labels, icons, buttons: text of senders is plain text, an icon alone has a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from desktop_app.tray import tokens

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent

    from desktop_app.tray.theme import Theme


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


class Icon(QLabel):
    """A picture that follows the colour scheme; its word stands beside it, for everybody."""

    def __init__(self, theme: Theme, name: str, colour: str, size: int) -> None:
        super().__init__()
        self._theme, self._drawn = theme, (name, colour, size)
        self.setFixedSize(size, size)
        theme.changed.connect(self._draw)
        self._draw()

    def show_icon(self, name: str, colour: str) -> None:
        """Show another one."""
        self._drawn = (name, colour, self._drawn[2])
        self._draw()

    def _draw(self) -> None:
        self.setPixmap(self._theme.pixmap(*self._drawn))


def icon(theme: Theme, name: str, colour: str = "text2", size: int = 20) -> Icon:
    """Return an icon of `resources/icons` in a token's colour."""
    return Icon(theme, name, colour, size)


class Button(QPushButton):
    """A push button that Enter presses as well as Space, in every window; only where it is."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setAutoDefault(False)  # a dialog would let Enter press one that has not the focus

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A key that is held presses once."""
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self.click()


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
    made = Button(text)
    made.setProperty("role", role)
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


def copy_text(text: str) -> None:
    """Put a text on the clipboard."""
    QGuiApplication.clipboard().setText(text)


def theme_width(theme: Theme, text: str, size: float, weight: int) -> int:
    """Return how wide a text is, in pixels."""
    return QFontMetrics(theme.font(size, weight)).horizontalAdvance(text)
