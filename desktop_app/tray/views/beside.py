"""Two parts of a page side by side: the second as wide as the person left it.

Its width is kept in windows.ini; a double click on the line between them takes it back to its
first one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QSplitter

from desktop_app.tray.remembered import Remembered

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop_app.host.paths import Paths


class Beside(QSplitter):
    """A splitter that remembers.

    Args:
        paths: where windows.ini is.
        name: of the width in it.
        first: the width of the second part to begin with, pixels.
    """

    def __init__(self, paths: Paths, name: str, first: int) -> None:
        super().__init__()
        self._remembered = Remembered(paths)
        self._name, self._first = name, first
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self.splitterMoved.connect(lambda _at, _index: self._remember())

    def put(self, second: QWidget) -> None:
        """Put the second part beside the first one."""
        self.addWidget(second)
        self.setStretchFactor(0, 1)
        self.setStretchFactor(1, 0)
        self.handle(1).installEventFilter(self)
        self._set(self._remembered.pixels(self._name, self._first))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A double click on the line between: the first width."""
        if event.type() == QEvent.Type.MouseButtonDblClick:
            self._set(self._first)
            self._remember()
            return True
        return super().eventFilter(watched, event)

    def _set(self, second: int) -> None:
        self.setSizes([max(1, self.width() - second), second])

    def _remember(self) -> None:
        self._remembered.keep_pixels(self._name, self.sizes()[1])
