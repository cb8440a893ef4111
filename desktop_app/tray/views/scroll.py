"""A part of a page that scrolls: by wheel, and by keyboard where there is more than fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QPaintEvent, QResizeEvent

    from desktop_app.tray.theme import Theme


class FocusRing(QWidget):
    """Two pixels of accent around a widget while that has the focus, above what is in it."""

    def __init__(self, theme: Theme, around: QWidget) -> None:
        super().__init__(around)
        self._theme, self._around = theme, around
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        theme.changed.connect(self.update)
        self.hide()

    def show_around(self, *, focused: bool) -> None:
        """Show or hide it, as large as the widget is now."""
        self.setGeometry(self._around.rect())
        self.raise_()
        self.setVisible(focused)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is painted
        """Paint the ring."""
        painter = QPainter(self)
        painter.setPen(QPen(self._theme.colour("accent"), 2))
        painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painter.end()


class Scroll(QScrollArea):
    """Scrolls a widget as wide as it is itself.

    Args:
        theme: for the ring.
        content: what scrolls.
        name: for assistive technology, as the heading above it says it.
    """

    def __init__(self, theme: Theme, content: QWidget, name: str) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)
        self._ring = FocusRing(theme, self)
        self.verticalScrollBar().rangeChanged.connect(self._overflows)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard scrolls it."""
        super().focusInEvent(event)
        self._ring.show_around(focused=True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Not any more."""
        super().focusOutEvent(event)
        self._ring.show_around(focused=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the ring around it."""
        super().resizeEvent(event)
        self._ring.show_around(focused=self.hasFocus())

    def _overflows(self, lowest: int, highest: int) -> None:
        """Only what has more than fits is a stop of the Tab key."""
        policy = Qt.FocusPolicy.TabFocus if highest > lowest else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(policy)
