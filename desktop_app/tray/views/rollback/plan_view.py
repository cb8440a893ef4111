"""A plan to be looked at: paths left, the diff of the chosen one right, two boxes below.

Promise: nothing is done here; a box that is ticked asks for another plan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QSplitter, QVBoxLayout, QWidget

from desktop_app.tray import tokens
from desktop_app.tray.presenters import rollback as presenter
from desktop_app.tray.views import kit
from desktop_app.tray.views.check_box import CheckBox
from desktop_app.tray.views.diff_view import DiffView
from desktop_app.tray.views.rollback.paths_list import PathsList
from desktop_app.tray.views.scroll import Scroll
from desktop_app.tray.views.texts import at_least, paragraph
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.operations.rollback import Wanted
    from desktop_app.tray.presenters.rollback import Row, Shown
    from desktop_app.tray.theme import Theme

_LIST, _DIFF, _TALL = 300, 420, 260  # pixels


class PlanView(QWidget):
    """Shows one plan after another.

    Attributes:
        list: the paths.
        unattributed, merge: the boxes.

    Signals:
        wished(unattributed, merge): a box was changed.
    """

    wished = Signal(bool, bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._plan: Mapping[str, Any] = {}
        self._lead = paragraph(theme, "", tone="text2", select=True)
        self.list = PathsList(theme)
        self.list.chosen.connect(self._show_row)
        self._beside = Scroll(theme, QWidget(), tr("What changes in it"))
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(1)
        self._split.addWidget(self.list)
        self._split.addWidget(self._beside)
        self._split.setSizes([at_least(theme, _LIST), at_least(theme, _DIFF)])
        self._split.setStretchFactor(1, 1)
        self._split.setMinimumHeight(at_least(theme, _TALL))
        frame = QFrame()
        frame.setProperty("role", "card")
        card = QVBoxLayout(frame)
        card.setContentsMargins(1, 1, 1, 1)
        card.addWidget(self._split)
        self._frame = frame
        self.unattributed = self._box()
        self.merge = self._box()
        self._recorded = paragraph(theme, "", size=tokens.SMALL, tone="text3")
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(tokens.S3)
        for part in (self._lead, frame, self.unattributed, self.merge, self._recorded):
            lines.addWidget(part)
        lines.setStretch(1, 1)
        lines.addStretch(0)

    def show_plan(self, plan: Mapping[str, Any], wanted: Wanted, shown: Shown) -> None:
        """Show a plan, as it was wanted."""
        self._plan = plan
        self._lead.setText(shown.lead)
        self._frame.setVisible(bool(shown.groups))
        self._beside.setWidget(QWidget())
        self.list.show_groups(shown.groups)
        for box, text, on in (
            (self.unattributed, shown.unattributed, wanted.unattributed),
            (self.merge, shown.merge, wanted.merge),
        ):
            box.blockSignals(True)  # noqa: FBT003 - Qt's own
            box.setText(text)
            box.setChecked(on)
            box.blockSignals(False)  # noqa: FBT003
            box.setVisible(bool(text))
            box.updateGeometry()
        self._recorded.setText(shown.recorded)
        self._recorded.setVisible(bool(shown.recorded))

    def _box(self) -> CheckBox:
        made = CheckBox(self._theme, "")
        made.toggled.connect(
            lambda _on: self.wished.emit(self.unattributed.isChecked(), self.merge.isChecked())
        )
        return made

    def _show_row(self, row: Row) -> None:
        lines = presenter.diff(self._plan, row)
        box = QWidget()
        box.setProperty("role", "surface")
        column = QVBoxLayout(box)
        column.setContentsMargins(tokens.S3, tokens.S3, tokens.S3, tokens.S3)
        if lines:
            column.addWidget(DiffView(self._theme, row.path, lines))
        else:
            said = presenter.said(self._plan, row)
            column.addWidget(
                kit.label(self._theme, row.path, size=tokens.SMALL, fixed=True, wrap=True)
            )
            column.addWidget(paragraph(self._theme, said, size=tokens.SMALL, tone="text2"))
        column.addStretch(1)
        self._beside.setWidget(box)
