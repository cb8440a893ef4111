"""Above the lanes: true scale or folded waits, log records or not, find in the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from desktop_app.tray import tokens
from desktop_app.tray.views import kit
from desktop_app.tray.views.texts import at_least
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from desktop_app.tray.theme import Theme


class FindField(kit.SearchField):
    """Enter goes to the next hit, Shift+Enter to the one before, Esc back to the waterfall."""

    step = Signal(int)
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step, or leave when it is empty."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.step.emit(-1 if shift else 1)
        elif event.key() == Qt.Key.Key_Escape and not self.text():
            self.left.emit()
        else:
            super().keyPressEvent(event)


class Toolbar(QFrame):
    """The controls over the waterfall.

    Attributes:
        field: finds in the run.

    Signals:
        folds(bool), logs(bool): chosen by mouse or keyboard.
    """

    folds = Signal(bool)
    logs = Signal(bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "header")
        self.setFixedHeight(at_least(theme, 41))
        self._scale = kit.Segments([tr("Clock"), tr("Fold waits")])
        self._scale.setAccessibleName(tr("Scale of time"))
        self._rows = kit.Segments([tr("Spans"), tr("Spans and logs")])
        self._rows.setAccessibleName(tr("Rows"))
        self._hits = kit.label(theme, "", size=tokens.SMALL, tone="text3")
        self.field = FindField(theme, tr("Find in run"), "Ctrl+F, /")
        self.field.setFixedWidth(at_least(theme, 164))
        line = QHBoxLayout(self)
        line.setContentsMargins(tokens.S4, 0, tokens.S4, 0)
        line.setSpacing(tokens.S3)
        line.addWidget(self._scale)
        line.addWidget(self._rows)
        line.addStretch(1)
        line.addWidget(self._hits)
        line.addWidget(self.field)
        self._scale.chosen.connect(lambda place: self.folds.emit(place == 1))
        self._rows.chosen.connect(lambda place: self.logs.emit(place == 1))

    def show_state(self, *, folds: bool, logs: bool) -> None:
        """Mark what holds."""
        self._scale.choose(int(folds))
        self._rows.choose(int(logs))

    def show_hits(self, at: int, count: int) -> None:
        """Say which hit is shown, from 0; -1: none."""
        if not self.field.text():
            self._hits.setText("")
        elif not count:
            self._hits.setText(tr("not found"))
        else:
            self._hits.setText(tr("{at} of {count}", at=f"{at + 1:,}", count=f"{count:,}"))
