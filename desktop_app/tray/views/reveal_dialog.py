"""Shows kept content to a person, after they said why and read that it is written down.

Promise: the notice that stands there, with the reason in it, is what the answer is to; what is
shown stays in this window alone, and goes with it. Nothing of it is interpreted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer

from desktop_app.operations import vault
from desktop_app.tray import tokens
from desktop_app.tray.presenters import changes, reveal, safe_text
from desktop_app.tray.views import kit
from desktop_app.tray.views.consent_dialog.safe_view import SafeView, numbered
from desktop_app.tray.views.deed_dialog import ReasonDialog
from desktop_app.tray.views.texts import paragraph
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent
    from PySide6.QtWidgets import QHBoxLayout, QWidget

    from desktop_app.host.notices import Notice
    from desktop_app.operations.vault import Revealed
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.run_view.kept import Piece
    from desktop_app.tray.views.deed_dialog import Deed

_MOST_ROWS = 16  # then it scrolls


class RevealDialog(ReasonDialog):
    """One piece of kept content.

    Attributes:
        view: what was revealed; None before.
    """

    def __init__(self, desk: Desk, piece: Piece, *, parent: QWidget | None = None) -> None:
        self._piece = piece
        self.view: SafeView | None = None
        super().__init__(
            desk,
            self.noticed(""),
            "kept",
            does=tr("Reveal"),
            hint=tr("Why it is looked at"),
            most=vault.MAX_REASON,
            parent=parent,
        )
        if why := reveal.too_long(piece):
            self._cannot(why)

    def closeEvent(self, event: QCloseEvent) -> None:
        """What was shown goes with the window."""
        if self.view is not None:
            self.view.show_lines(())
        super().closeEvent(event)

    def noticed(self, reason: str) -> Notice:
        """Return the notice with the reason in it."""
        piece = self._piece
        return vault.shown(piece.label, piece.size, piece.entry, reason)

    def _cannot(self, why: str) -> None:
        """Say why it is not shown here, in place of the question."""
        self.settled()
        for widget in (self.reason, self.label, self.does):
            widget.hide()
        self.headed(reveal.title(self._piece))
        self.body.addWidget(
            paragraph(self.desk.theme, why, size=tokens.SMALL, tone="text2", select=True)
        )
        self.cancel.setText(tr("Close"))

    def deed(self) -> Deed:
        """Write it down, and fetch the content."""
        desk, ref, reason = self.desk, self._piece.ref, self.reason.text()
        notice, latency_ms = self.notice, self.latency_ms
        return lambda told: vault.reveal(desk.context(told), ref, reason, notice, latency_ms)

    def done(self, found: Revealed) -> None:  # type: ignore[override]  # what its own deed returns
        """Put the content in place of the question."""
        theme, told = self.desk.theme, reveal.content(found.data, self._piece)
        for widget in (self.reason, self.label, self.does):
            widget.hide()
        self.headed(reveal.title(self._piece))
        said = paragraph(theme, changes.recorded(found.entry), size=tokens.SMALL, tone="ok")
        self.body.addWidget(said)
        if told.text is None:
            self.body.addWidget(paragraph(theme, told.said, size=tokens.SMALL, tone="text2"))
        else:
            self.body.addWidget(self._panel(told.text))
            self.body.addLayout(self._foot(told.text))
            for sentence in safe_text.told(told.text, ""):
                self.body.addWidget(paragraph(theme, sentence, size=tokens.SMALL, tone="deny"))
        self.cancel.setText(tr("Close"))
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self, self.fit)  # what is new has its size by then

    def _panel(self, text: str) -> QWidget:
        view = SafeView(self.desk.theme, numbered(safe_text.part(text)))
        view.setAccessibleName(tr("What is kept"))
        self.view = view
        self._size()
        return view

    def _foot(self, text: str) -> QHBoxLayout:
        shown = safe_text.part(text)
        label = reveal.name(self._piece)
        told = safe_text.measured(label, shown)
        foot = kit.label(self.desk.theme, told, size=tokens.SMALL, tone="text2")
        line = kit.row(foot, None)

        def everything() -> None:
            if self.view is not None:
                whole = safe_text.part(text, everything=True)
                self.view.show_lines(numbered(whole))
                foot.setText(safe_text.measured(label, whole))
            self.more.setVisible(False)

        self.more = kit.button(safe_text.show_all(shown), everything, role="link")
        self.more.setVisible(not shown.whole)
        line.addWidget(self.more)
        return line

    def _size(self) -> None:
        if self.view is not None:
            wide = self.width() - 2 * tokens.S6 - tokens.S8
            tall = self.view.tall(wide)
            self.view.setFixedHeight(min(tall, _MOST_ROWS * self.view.row_height))
