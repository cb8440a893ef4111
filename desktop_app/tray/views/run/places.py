"""Where the parts of the run page stand: by the window's width, then as the person left them.

Sizes are kept in windows.ini, for each of the three layouts; a double click on a handle takes a
part back to its first size.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt

from desktop_app.tray.remembered import Remembered
from desktop_app.tray.views.run.span_view import LABELS, LABELS_NARROW, LABELS_WIDE
from desktop_app.tray.views.texts import at_least

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QSplitter

    from desktop_app.host.paths import Paths
    from desktop_app.tray.theme import Theme
    from desktop_app.tray.views.run.span_view import SpanView

TRAY, DETAIL, DETAIL_WIDE = 196, 356, 520  # pixels of the detail, by layout
_DETAIL = {"narrow": TRAY, "middle": DETAIL, "wide": DETAIL_WIDE}
_LABELS = {"narrow": LABELS_NARROW, "middle": LABELS, "wide": LABELS_WIDE}


class Places(QObject):
    """Lays out the splitter and the label column, and remembers."""

    def __init__(self, theme: Theme, paths: Paths) -> None:
        super().__init__()
        self._theme = theme
        self._remembered = Remembered(paths)
        self._layout = ""

    def keep(self, splitter: QSplitter, span: SpanView) -> None:
        """Look after these."""
        self._splitter, self._span = splitter, span
        splitter.splitterMoved.connect(lambda _at, _index: self._remember())
        splitter.handle(1).installEventFilter(self)
        span.changed.connect(self._remember_labels)

    def fit(self, *, is_narrow: bool, is_wide: bool) -> None:
        """Take the layout for a width."""
        layout = "narrow" if is_narrow else "wide" if is_wide else "middle"
        if layout == self._layout:
            return
        self._layout = layout
        down = Qt.Orientation.Vertical if is_narrow else Qt.Orientation.Horizontal
        self._splitter.setOrientation(down)
        self._set(self._saved("detail", self._first(_DETAIL)))
        self._span.set_labels(self._saved("labels", self._first(_LABELS)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A double click on the handle: the first size."""
        if event.type() == QEvent.Type.MouseButtonDblClick:
            self._set(self._first(_DETAIL))
            self._remember()
            return True
        return super().eventFilter(watched, event)

    def _set(self, detail: int) -> None:
        whole = max(
            self._splitter.height() if self._layout == "narrow" else self._splitter.width(),
            detail + 1,
        )
        self._splitter.setSizes([whole - detail, detail])

    def _first(self, sizes: Mapping[str, int]) -> int:
        return at_least(self._theme, sizes[self._layout])

    def _saved(self, part: str, first: int) -> int:
        return self._remembered.pixels(f"run/{self._layout}/{part}", first)

    def _remember(self) -> None:
        self._remembered.keep_pixels(f"run/{self._layout}/detail", self._splitter.sizes()[1])

    def _remember_labels(self) -> None:
        if self._layout and self._saved("labels", self._first(_LABELS)) != self._span.labels:
            self._remembered.keep_pixels(f"run/{self._layout}/labels", self._span.labels)
