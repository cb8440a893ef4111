"""The foot of the export window: the notice and the button that is the consent; then progress."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QSizePolicy, QStackedWidget

from desktop_app.tray import tokens
from desktop_app.tray.presenters import export
from desktop_app.tray.views import kit
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from desktop_app.tray.theme import Theme


class ExportFoot(QFrame):
    """Asks for consent, or shows how far it is.

    Signals:
        exported(): the person consents.
        cancelled(): the person does not, or not any more.
    """

    exported = Signal()
    cancelled = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "foot")
        self._notice = kit.label(
            theme,
            tr(
                "By choosing Export you consent to hand out what is listed here. The export is an "
                "entry that says so. Nothing is sent; a file is written."
            ),
            size=tokens.SMALL,
            tone="text2",
            wrap=True,
        )
        self._reveals = kit.label(theme, "", size=tokens.SMALL, tone="ask", wrap=True)
        self._error = kit.label(theme, "", size=tokens.SMALL, tone="deny", wrap=True, select=True)
        self._text = kit.label(theme, "", size=tokens.SMALL, tone="text2")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("Exporting"))
        self.go = kit.button(tr("Export"), self.exported.emit, role="primary")
        self.go.setEnabled(False)
        self.stop = kit.button(tr("Cancel"), self.cancelled.emit)
        for text in (self._notice, self._reveals, self._error):
            text.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._words = QStackedWidget()
        asking = kit.column(None, self._error, self._reveals, self._notice, None, gap=tokens.S1)
        self._words.addWidget(kit.boxed(asking))
        self._words.addWidget(kit.boxed(kit.column(None, self._text, self._bar, None)))
        line = kit.row(gap=tokens.S2)
        line.addWidget(self._words, 1)
        line.addSpacing(tokens.S6)
        line.addWidget(self.stop)
        line.addWidget(self.go)
        line.setContentsMargins(tokens.S6, tokens.S4, tokens.S6, tokens.S4)
        self.setLayout(line)
        self._reveals.hide()
        self._error.hide()

    def ready(self, *, is_ready: bool) -> None:
        """Say whether all is there that an export needs."""
        self.go.setEnabled(is_ready)

    def reveals(self, text: str) -> None:
        """Tell what the chosen level reveals; "" for nothing."""
        self._reveals.setText(text)
        self._reveals.setVisible(bool(text))

    def error(self, text: str, *, tone: str = "deny") -> None:
        """Tell in place what went wrong; "" for nothing."""
        self._error.setText(text)
        self._error.setVisible(bool(text))
        kit.set_tone(self._error, tone)

    def begin(self) -> None:
        """Show progress."""
        self.error("")
        self._bar.setRange(0, 0)
        self._text.setText(export.how_far(0, 0))
        self._words.setCurrentIndex(1)
        self.go.setEnabled(False)
        self.stop.setEnabled(True)
        self.stop.setFocus()

    def told(self, done: int, total: int) -> None:
        """Show how far it is."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._text.setText(export.how_far(done, total))

    def stopping(self) -> None:
        """Say that it ends at its next step."""
        self._text.setText(tr("Stopping."))
        self.stop.setEnabled(False)

    def end(self) -> None:
        """Ask again."""
        self._words.setCurrentIndex(0)
        self.stop.setEnabled(True)
