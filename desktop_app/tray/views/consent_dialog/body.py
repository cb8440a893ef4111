"""The dialog above its foot: who asks, what exactly, what it does, why, what the run did before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.tray import tokens
from desktop_app.tray.presenters import question as presenter
from desktop_app.tray.views import kit
from desktop_app.tray.views.consent_dialog.more import MorePanel
from desktop_app.tray.views.consent_dialog.what import WhatBox
from desktop_app.tray.views.texts import paragraph, scaled
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QHBoxLayout

    from desktop_app.model.canonical import JSON
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.effects import Effect
    from desktop_app.tray.presenters.question import Asked

_NAMES = 126
FEW = 4  # rows of the text that are always in view


class Body(QWidget):
    """One question.

    Signals:
        grew(): it needs more room.

    Attributes:
        count: the label `1 of 2`.
        what: the box with what is asked for.
        more: the panel of what may be allowed for longer, None while it is shut.
        stops: what Tab stops at here.
    """

    grew = Signal()

    def __init__(self, desk: Desk, asked: Asked) -> None:
        super().__init__()
        self._desk, self._asked = desk, asked
        theme = desk.theme
        self.setProperty("role", "surface")
        self.more: MorePanel | None = None
        self.count = kit.label(theme, "", tone="text2")
        self.what = WhatBox(theme, asked.form)
        self.what.grew.connect(self.grew)
        self._trouble = paragraph(theme, "", tone="deny", weight=tokens.MEDIUM, select=True)
        self._trouble.setVisible(False)
        self.stops: list[QWidget] = [] if self.what.view is None else [self.what.view]
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(tokens.S6, tokens.S5, tokens.S6, tokens.S5)
        self._lines.setSpacing(tokens.S2)
        self._lines.addLayout(self._head())
        self._lines.addSpacing(tokens.S3)
        self._lines.addWidget(self.what)
        self._lines.addSpacing(tokens.S2)
        for effect in asked.effects:
            self._lines.addLayout(self._effect(effect))
        self._lines.addSpacing(tokens.S1)
        self._lines.addWidget(kit.hairline())
        self._lines.addSpacing(tokens.S1)
        self._lines.addLayout(self._row(tr("Why you are asked"), asked.why, self._to_rule()))
        if asked.role:
            may = presenter.may_allow(asked.role, held=asked.role_held)
            self._lines.addLayout(self._row(tr("Who may allow it"), may, None))
        self._lines.addLayout(self._row(tr("This run so far"), asked.so_far, self._to_run()))
        self._lines.addWidget(self._trouble)
        self._lines.addStretch(1)

    def fit(self, wide: int, most: int) -> int:
        """Give the text the room that is left of `most`; return how tall all of it is."""
        view = self.what.view
        inner = wide - 2 * tokens.S6 - 2
        if view is None:
            return self._tall(wide)
        natural = view.tall(inner)
        view.setFixedHeight(natural)
        whole = self._tall(wide)
        least = min(natural, FEW * view.row_height + 2 * tokens.S2)
        if whole > most:
            given = max(least, natural - (whole - most))
            view.setFixedHeight(given)
            whole -= natural - given
        self.what.updateGeometry()
        self.updateGeometry()
        return whole

    def open_more(self, question: Mapping[str, JSON], now_us: int) -> None:
        """Open what may be allowed for longer, below the rest."""
        self.close_more()
        self.more = MorePanel(self._desk.theme, question, str(Path.home()), now_us)
        self._lines.insertWidget(self._lines.count() - 2, self.more)
        self.more.show()  # now: its height counts at once

    def close_more(self) -> None:
        """Shut it."""
        if self.more is not None:
            self._lines.removeWidget(self.more)
            self.more.hide()
            self.more.deleteLater()
            self.more = None

    def trouble(self, sentence: str) -> None:
        """Say why an answer did not arrive."""
        self._trouble.setText(sentence)
        self._trouble.setVisible(bool(sentence))

    def _tall(self, wide: int) -> int:
        self._lines.invalidate()
        return max(self._lines.totalHeightForWidth(wide), 0) or self._lines.sizeHint().height()

    def _head(self) -> QHBoxLayout:
        theme, asked = self._desk.theme, self._asked
        title = paragraph(theme, asked.title, size=tokens.TITLE, weight=tokens.SEMIBOLD)
        place = paragraph(theme, asked.place, tone="text2")
        line = kit.row(gap=tokens.S3)
        icon = kit.icon(theme, asked.icon, "text", 22)
        line.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(kit.column(title, place, gap=tokens.S1), 1)
        line.addWidget(self.count, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _effect(self, effect: Effect) -> QHBoxLayout:
        theme = self._desk.theme
        line = kit.row(gap=tokens.S3)
        top = Qt.AlignmentFlag.AlignTop
        line.addWidget(kit.icon(theme, effect.icon, effect.tone, 18), 0, top)
        strong = kit.label(theme, effect.strong, weight=tokens.SEMIBOLD)
        text = paragraph(theme, effect.text, tone="text2")
        text.setAlignment(top)
        line.addWidget(strong, 0, top)
        line.addWidget(text, 1)
        return line

    def _row(self, name: str, said: str, link: QWidget | None) -> QHBoxLayout:
        theme = self._desk.theme
        line = kit.row(gap=tokens.S2)
        label = kit.label(theme, name, tone="text3")
        label.setFixedWidth(scaled(theme, _NAMES))
        label.setMinimumHeight(tokens.S6)
        line.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(paragraph(theme, said, select=True), 1)
        if link is not None:
            line.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _to_rule(self) -> QWidget | None:
        rule = self._asked.rule
        if rule is None:
            return None
        made = kit.button(tr("Open rule"), lambda: self._desk.go.policy.emit(*rule), role="link")
        self.stops.append(made)
        return made

    def _to_run(self) -> QWidget | None:
        if self._asked.run is None:
            return None
        ref = self._asked.run[1]
        made = kit.button(tr("Show run"), lambda: self._desk.go.run.emit(ref, ""), role="link")
        self.stops.append(made)
        return made
