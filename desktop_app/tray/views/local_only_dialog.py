"""Asks before local-only mode is turned off, in the words of the notice that the record names.

The focus is on keeping it; for 600 ms a stray key or click answers nothing. The answer takes with
it the digest of the text that was shown, and how long that was.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.model.visible import visible
from desktop_app.operations import local_only
from desktop_app.tray import tokens
from desktop_app.tray.presenters import local_only as presenter
from desktop_app.tray.views import kit
from desktop_app.tray.views.guard import Guard
from desktop_app.tray.views.texts import paragraph
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QShowEvent
    from PySide6.QtWidgets import QHBoxLayout, QPushButton

    from desktop_app.errors import CountersignError
    from desktop_app.tray.desk import Desk

_WIDE = 620


class LocalOnlyDialog(QWidget):
    """The question, in a window that keeps nothing else from being used."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(None, Qt.WindowType.Dialog)
        self._desk = desk
        self._since = time.monotonic()
        upstreams = presenter.recipients(desk.link.state)
        self._notice = local_only.notice_off(upstreams)
        shown = presenter.asked(self._notice, len(upstreams))
        self.setProperty("role", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(shown.title)
        self.setAccessibleName(shown.title)
        self.setAccessibleDescription(presenter.description(shown))
        self._trouble = paragraph(desk.theme, "", tone="deny", select=True)
        self._trouble.setVisible(False)
        self.keep = kit.button(tr("Keep local-only"), self.close, role="dialog")
        self.turn_off = kit.button(shown.answer, self._turn_off, role="dialog")
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addLayout(self._body(shown), 1)
        lines.addWidget(self._foot())
        self.setMinimumWidth(_WIDE)
        self.setTabOrder(self.keep, self.turn_off)
        self.guard = Guard(self)
        self.guard.changed.connect(self._hold)

    def showEvent(self, event: QShowEvent) -> None:
        """The clock runs from here."""
        super().showEvent(event)
        self._since = time.monotonic()
        layout = self.layout()
        if layout is not None:
            self.resize(self.width(), layout.heightForWidth(self.width()))
        self.keep.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc keeps it."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _body(self, shown: presenter.Asked) -> QVBoxLayout:
        theme = self._desk.theme
        lines = kit.column(gap=tokens.S2)
        lines.setContentsMargins(tokens.S6, tokens.S6, tokens.S6, tokens.S6)
        title = kit.label(theme, shown.title, size=tokens.TITLE, weight=tokens.SEMIBOLD)
        lines.addLayout(_beside(kit.icon(theme, "door-open", "text", 20), title))
        lines.addLayout(_beside(None, paragraph(theme, shown.lead, tone="text2")))
        lines.addSpacing(tokens.S2)
        for text in shown.recipients:
            line = paragraph(theme, visible(text), weight=tokens.MEDIUM, select=True)
            lines.addLayout(_beside(None, line))
            lines.addSpacing(tokens.S1)
            lines.addLayout(_beside(None, kit.hairline()))
        lines.addSpacing(tokens.S2)
        note = paragraph(theme, shown.note, size=tokens.SMALL, tone="text2")
        lines.addLayout(_beside(kit.icon(theme, "info", "text2", 16), note))
        lines.addLayout(_beside(None, self._trouble))
        return lines

    def _foot(self) -> QWidget:
        line = kit.row(None, self.keep, self.turn_off, gap=tokens.S6)
        line.setContentsMargins(tokens.S6, tokens.S4, tokens.S6, tokens.S4)
        return kit.boxed(kit.column(kit.hairline(), kit.boxed(line, "window"), gap=0))

    def _hold(self, holding: bool) -> None:  # noqa: FBT001 - Qt's signal
        """Labels are faint while a press does nothing."""
        for made in (self.keep, self.turn_off):
            _faint(made, faint=holding)

    def _turn_off(self) -> None:
        if self.guard.holding:  # pressed over the accessibility bus: no event that it could filter
            return
        self.turn_off.setEnabled(False)
        latency_ms = round((time.monotonic() - self._since) * 1000)
        self._desk.link.call(
            local_only.VERB,
            local_only.turn_off(self._notice, latency_ms),
            lambda _answer: self._end(),
            failed=self._failed,
            owner=self,
        )

    def _end(self) -> None:
        self.close()

    def _failed(self, error: CountersignError) -> None:
        """It is still on; say why, and let the person try again."""
        self.turn_off.setEnabled(True)
        self._trouble.setText(visible(f"{error.message} {error.hint}".strip()))
        self._trouble.setVisible(True)
        self.guard.arm()


def _beside(icon: QWidget | None, words: QWidget) -> QHBoxLayout:
    """Return words beside an icon, or in line with words that have one."""
    line = kit.row(gap=tokens.S3)
    if icon is None:
        line.addSpacing(tokens.S5 + tokens.S3)
    else:
        line.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        line.addSpacing(tokens.S5 - icon.width())
    line.addWidget(words, 1)
    return line


def _faint(button: QPushButton, *, faint: bool) -> None:
    button.setProperty("faint", faint)
    button.style().unpolish(button)
    button.style().polish(button)
