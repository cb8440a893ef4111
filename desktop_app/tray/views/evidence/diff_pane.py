"""What a chosen change did to a file: its name above, its lines below, or the sentence instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop_app.tray import tokens
from desktop_app.tray.presenters.evidence.diffs import Shown
from desktop_app.tray.tips import tip
from desktop_app.tray.views import kit
from desktop_app.tray.views.diff_view import DiffLines
from desktop_app.tray.views.texts import paragraph
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.evidence.files import Row


class DiffPane(QWidget):
    """Shows one change.

    Attributes:
        lines: the diff.
        head: layout of the line above it.

    Signals:
        put_back(path): the person wants that file as it was before the run.
    """

    put_back = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        theme = desk.theme
        self.setProperty("role", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._path = ""
        self._icon = kit.icon(theme, "file-edit", "text2", 16)
        self._name = kit.label(
            theme, "", size=tokens.SMALL, weight=tokens.MEDIUM, fixed=True, select=True
        )
        self._name.setMinimumWidth(40)
        self._counted = kit.label(theme, "", size=tokens.SMALL, tone="text2")
        self.back = kit.button(tr("Put back…"), self._put_back, role="link")
        self._row: Row | None = None
        self.head = kit.row(self._icon, self._name, self._counted, self.back)
        self.head.setStretch(1, 1)
        self.head.setContentsMargins(tokens.S4, tokens.S2, tokens.S4, tokens.S2)
        self._said = paragraph(theme, "", size=tokens.SMALL, tone="text2")
        self._said.setContentsMargins(tokens.S4, tokens.S3, tokens.S4, tokens.S3)
        self.lines = DiffLines(theme, (), fills=True)
        self.lines.setFrameShape(QFrame.Shape.NoFrame)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addLayout(self.head)
        lines.addWidget(kit.hairline())
        lines.addWidget(self.lines, 1)
        lines.addWidget(self._said)
        lines.addStretch(0)

    @property
    def said(self) -> str:
        """The sentence below the lines, or in their place."""
        return self._said.text()

    def show_change(self, row: Row | None, shown: Shown | None) -> None:
        """Show a line of the list; `shown` None: it is being read."""
        found = shown or Shown(said="" if row is None or row.change is None else tr("Reading…"))
        self._row, self._path = row, "" if row is None else row.title
        self.back.setVisible(row is not None and row.back is not None)
        self.back.setAccessibleName(tr("Put back {file}", file=self._path))
        if row is not None:
            self._icon.show_icon(row.icon, row.tone)
            if row.change is None:
                found = Shown(said=row.entry.missing or tr("Names and contents are not shown yet."))
        self._icon.setVisible(row is not None)
        self._name.setToolTip(tip(self._path))
        self._counted.setText(found.counted)
        self._counted.setVisible(bool(found.counted))
        self.lines.show_lines(found.lines)
        self.lines.setVisible(bool(found.lines))
        self.lines.setAccessibleName(tr("Changes of {file}", file=self._path))
        self._said.setText(found.said)
        self._said.setVisible(bool(found.said))
        self._cut()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the path anew."""
        super().resizeEvent(event)
        self._cut()

    def _put_back(self) -> None:
        path = None if self._row is None else self._row.back
        if path is not None:
            self.put_back.emit(path)

    def _cut(self) -> None:
        metrics = self._name.fontMetrics()
        room = max(40, self._name.width())
        self._name.setText(metrics.elidedText(self._path, Qt.TextElideMode.ElideMiddle, room))
        self._name.setAccessibleName(self._path)
