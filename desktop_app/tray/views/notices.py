"""Messages and questions in small windows of their own: the one place that opens any.

Never a nested event loop: a question is an object whose answer comes by callback. Tests replace
`Notices` and look at what was asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from desktop_app.model.visible import visible
from desktop_app.tray import tokens
from desktop_app.tray.views import kit
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.errors import CountersignError
    from desktop_app.tray.theme import Theme


class Notices:
    """Opens small windows over whichever window is in front."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._open: set[QDialog] = set()

    def error(self, error: CountersignError, *, parent: QWidget | None = None) -> None:
        """Tell what went wrong, what to do, and the code for whoever looks it up."""
        text = visible(error.message)
        more = f"{visible(error.hint)}\n{error.code}".strip()
        self._show(tr("That did not work"), text, more, [(tr("Close"), None)], parent)

    def tell(self, title: str, text: str, *, parent: QWidget | None = None) -> None:
        """Tell something that needs no answer."""
        self._show(title, visible(text), "", [(tr("Close"), None)], parent)

    def ask(
        self,
        title: str,
        text: str,
        *,
        yes: str,
        no: str,
        done: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        """Ask; `done` is called for `yes`. The focus is on `no`; Esc and closing mean it too."""
        self._show(title, visible(text), "", [(yes, done), (no, None)], parent)

    def _show(
        self,
        title: str,
        text: str,
        more: str,
        answers: list[tuple[str, Callable[[], None] | None]],
        parent: QWidget | None,
    ) -> None:
        dialog = QDialog(parent, Qt.WindowType.Dialog)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(title)
        dialog.setAccessibleDescription(text)
        dialog.setProperty("role", "surface")
        theme = self._theme
        body = kit.column(
            kit.label(theme, title, size=tokens.DETAIL, weight=tokens.SEMIBOLD),
            kit.label(theme, text, wrap=True, tone="text2", select=True),
        )
        if more:
            body.addWidget(kit.label(theme, more, size=tokens.SMALL, tone="text3", wrap=True))
        body.setContentsMargins(tokens.S6, tokens.S5, tokens.S6, tokens.S5)
        line = kit.row(None)
        foot = kit.boxed(line, "window")
        line.setContentsMargins(tokens.S6, tokens.S3, tokens.S6, tokens.S3)
        buttons = [self._answer(dialog, word, done) for word, done in answers]
        for made in buttons:
            line.addWidget(made)
        outer = QVBoxLayout(dialog)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(body)
        outer.addWidget(foot)
        dialog.setMinimumWidth(440)
        self._open.add(dialog)
        dialog.finished.connect(lambda: self._open.discard(dialog))
        dialog.show()
        buttons[-1].setFocus()

    def _answer(self, dialog: QDialog, word: str, done: Callable[[], None] | None) -> QWidget:
        def clicked() -> None:
            dialog.close()
            if done is not None:
                done()

        return kit.button(word, clicked)
