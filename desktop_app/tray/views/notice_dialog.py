"""A question of ours in a window of its own: a notice, shown whole, and two answers.

Promise: an answer goes with the digest of the text that was shown and how long that was; neither
answer is preset to do anything, the focus is on the one that keeps things as they are, and for
600 ms a stray key or click answers nothing. Esc and the close button answer nothing.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.model.visible import visible
from desktop_app.tray import tokens
from desktop_app.tray.presenters import keeping
from desktop_app.tray.views import kit
from desktop_app.tray.views.guard import Guard
from desktop_app.tray.views.texts import at_least, paragraph

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QKeyEvent, QShowEvent
    from PySide6.QtWidgets import QLabel, QPushButton

    from desktop_app.errors import CountersignError
    from desktop_app.host.notices import Notice
    from desktop_app.tray.desk import Desk

_WIDE = 560


class NoticeDialog(QWidget):
    """The window; what inherits it adds what it asks for and what the answers do.

    Args:
        desk: the tray's parts.
        notice: to be shown.
        icon: beside its title.
        parent: closes with it; None for a window of its own.

    Attributes:
        body: layout for more, below the notice.
        guard: holds stray presses back.

    Signals:
        closed(): answered or not.
    """

    closed = Signal()

    def __init__(
        self, desk: Desk, notice: Notice, icon: str, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Dialog)
        self.desk, self.notice = desk, notice
        self._since = time.monotonic()
        self.setProperty("role", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._icon = kit.icon(desk.theme, icon, "text", 20)
        self._title = kit.label(desk.theme, "", size=tokens.TITLE, weight=tokens.SEMIBOLD)
        self._texts: list[QLabel] = []
        self._focus: QWidget = self
        self._trouble = paragraph(desk.theme, "", tone="deny", select=True)
        self._trouble.setVisible(False)
        self._words = kit.column(gap=tokens.S2)
        self.body = kit.column(gap=tokens.S2)
        self._answers = kit.row(None, gap=tokens.S6)
        self._outer = QVBoxLayout(self)
        self._lay_out()
        self.setMinimumWidth(at_least(desk.theme, _WIDE))
        self.show_notice(notice)
        self.guard = Guard(self)
        self.guard.changed.connect(self._hold)

    @property
    def latency_ms(self) -> int:
        """How long it is shown."""
        return round((time.monotonic() - self._since) * 1000)

    def show_notice(self, notice: Notice) -> None:
        """Show another text of it; the answer is to that one."""
        self.notice = notice
        shown = keeping.asked(notice)
        self.setWindowTitle(shown.title)
        self.setAccessibleName(shown.title)
        self.setAccessibleDescription(shown.spoken)
        self._title.setText(shown.title)
        while len(self._texts) < len(shown.lines):
            text = paragraph(self.desk.theme, "", tone="text2", select=True)
            self._texts.append(text)
            self._words.addWidget(text)
        for text, line in zip(self._texts, shown.lines, strict=True):
            text.setText(line)

    def answers(self, keeps: QPushButton, does: QPushButton) -> None:
        """Put the two answers at the foot: the one that changes nothing has the focus."""
        for made in (keeps, does):
            self._answers.addWidget(made)
        self.setTabOrder(keeps, does)
        self._focus = keeps

    def begins_at(self, widget: QWidget) -> None:
        """Let another widget than the first answer have the focus: what must be filled in."""
        self._focus = widget

    def come_up(self) -> None:
        """Show it, and let the person answer."""
        self.show()
        self.raise_()
        self.activateWindow()

    def headed(self, title: str) -> None:
        """Show another title, once the question is answered."""
        self._title.setText(title)
        self.setWindowTitle(title)
        self.setAccessibleName(title)

    def settled(self) -> None:
        """Take the notice away, once it is answered and something else is to be read."""
        for text in self._texts:
            text.hide()

    def fit(self) -> None:
        """Be as tall as all of it."""
        layout = self.layout()
        if layout is not None:
            layout.invalidate()
            layout.activate()
            tall = layout.totalHeightForWidth(self.width())
            room = self.screen().availableGeometry().height()
            self.resize(self.width(), min(max(tall, self.minimumHeight()), room))

    def failed(self, error: CountersignError) -> None:
        """Say why the answer did not arrive, and let the person try again."""
        self._trouble.setText(visible(f"{error.message} {error.hint}".strip()))
        self._trouble.setVisible(True)
        self.guard.arm()
        self.fit()

    def showEvent(self, event: QShowEvent) -> None:
        """The clock runs from here."""
        super().showEvent(event)
        self._since = time.monotonic()
        self.fit()
        self._focus.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell whoever opened it."""
        super().closeEvent(event)
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc answers nothing."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        inside = kit.column(gap=tokens.S3)
        inside.setContentsMargins(tokens.S6, tokens.S6, tokens.S6, tokens.S5)
        head = kit.row(self._icon, gap=tokens.S3)
        head.addWidget(self._title, 1)
        inside.addLayout(head)
        below = kit.column(self._words, self.body, self._trouble, gap=tokens.S3)
        below.setContentsMargins(self._icon.width() + tokens.S3, 0, 0, 0)
        inside.addLayout(below)
        inside.addStretch(1)
        self._answers.setContentsMargins(tokens.S6, tokens.S4, tokens.S6, tokens.S4)
        foot = kit.boxed(kit.column(kit.hairline(), kit.boxed(self._answers, "window"), gap=0))
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(0)
        self._outer.addLayout(inside, 1)
        self._outer.addWidget(foot)

    def _hold(self, holding: bool) -> None:  # noqa: FBT001 - Qt's signal
        """Labels are faint while a press does nothing."""
        for at in range(self._answers.count()):
            item = self._answers.itemAt(at)
            widget = None if item is None else item.widget()
            if widget is not None:
                widget.setProperty("faint", holding)
                widget.style().unpolish(widget)
                widget.style().polish(widget)
